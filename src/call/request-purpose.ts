/**
 * What our requests are for: what becomes of their answers, as data.
 *
 * Whoever adds a request adds its step here, and what follows from it where the step is settled. A function in its
 * place could not be written into a snapshot, and its answer would be lost in another process.
 */
import { jsonKind, jsonObject, jsonOneOf } from '../base/json.ts';
import type { JsonReader } from '../base/json.ts';
import type { BareJid } from '../jid.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import { readBareJid, readSessionId } from './json-readers.ts';

const CALL_STEPS = ['acceptance', 'addition', 'answer', 'bundle', 'offer', 'restart'] as const;
/** Took contents; added contents; sent an answer; asked for a bundle; sent an offer; restarted ICE. */
export type CallStep = (typeof CALL_STEPS)[number];

const OWN_DEVICE_STEPS = [
  'bundle',
  'bundleAgain',
  'configuredBundle',
  'configuredList',
  'deviceList',
  'deviceListAgain',
  'publishedList',
  'publishedListAgain',
] as const;
/**
 * Published the bundle; asked for the list that the device belongs into; published that. Where the server refused
 * because the node is configured otherwise: configured it; asked for the list again; published again, which is the last
 * try.
 */
export type OwnDeviceStep = (typeof OWN_DEVICE_STEPS)[number];

const SERVICES_STEPS = ['all', 'credentials'] as const;
/** Asked our server for STUN and TURN servers; for a password for one of them. */
export type ServicesStep = (typeof SERVICES_STEPS)[number];

export type RequestPurpose =
  /** Nothing follows from the answer, whatever it is. */
  | { readonly for: 'nothing' }
  | { readonly for: 'call'; readonly account: BareJid; readonly sessionId: SessionId; readonly step: CallStep }
  | { readonly for: 'ownDevice'; readonly step: OwnDeviceStep }
  | { readonly for: 'services'; readonly step: ServicesStep };

export const FOR_NOTHING: RequestPurpose = { for: 'nothing' };

export const readPurpose: JsonReader<RequestPurpose> = jsonKind('for', {
  nothing: jsonObject({ for: jsonOneOf(['nothing']) }),
  call: jsonObject({
    for: jsonOneOf(['call']),
    account: readBareJid,
    sessionId: readSessionId,
    step: jsonOneOf(CALL_STEPS),
  }),
  ownDevice: jsonObject({ for: jsonOneOf(['ownDevice']), step: jsonOneOf(OWN_DEVICE_STEPS) }),
  services: jsonObject({ for: jsonOneOf(['services']), step: jsonOneOf(SERVICES_STEPS) }),
});
