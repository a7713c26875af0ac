/**
 * Puts together what the calls of an account share: the ports with a guard around each, deadlines, requests, and the
 * order of things.
 */
import { bareOf } from '../jid.ts';
import { relayedOnly } from '../media/relayed.ts';
import type { XmlElement } from '../xml/element.ts';
import type { AccountState } from './account-snapshot.ts';
import { Alarms } from './alarms.ts';
import { ExternalServices } from './external-services.ts';
import type { CallIndex } from './call-index.ts';
import { Connection } from './connection.ts';
import { DEFAULT_DEADLINES } from './deadlines.ts';
import type { CallEnvironment } from './environment.ts';
import { guardedOmemo } from './guarded.ts';
import { HeldRoom } from './held-room.ts';
import type { CallManagerOptions } from './options.ts';
import type { OwnDevice } from './own-device.ts';
import type { RequestPurpose } from './request-purpose.ts';
import { Requests } from './requests.ts';
import type { RequestOutcome } from './requests.ts';
import { systemClock, systemIds } from './system.ts';
import { Turns } from './turns.ts';
import type { WorkInProgress } from './work-in-progress.ts';

/** What of a call manager its environment works on. */
export interface AccountParts {
  readonly index: CallIndex;
  readonly work: WorkInProgress;
  readonly isClosed: () => boolean;
  /** Known only after the environment. */
  readonly ownDevice: () => OwnDevice | undefined;
}

/** @param state  of the snapshot that is restored, if one is */
export function createEnvironment(
  options: CallManagerOptions,
  { index, work, isClosed, ownDevice }: AccountParts,
  state: AccountState | undefined,
): CallEnvironment {
  const { account, omemo, media, report, trace, inspect, clock = systemClock, ids = systemIds } = options;
  const turns = new Turns();
  const alarms = new Alarms(clock, state?.alarms);
  // The one way out: nothing passes it once the account is closed.
  const outwards = (run: () => void) => {
    if (!isClosed()) turns.outside(run);
  };
  const send = (stanza: XmlElement) => outwards(() => options.wire.send(stanza));
  const connection = new Connection(account, send, state?.held);
  /** Goes on with the answer to a request of ours. The call it was for may have ended meanwhile. */
  const settle = (purpose: RequestPurpose, outcome: RequestOutcome): void => {
    if (purpose.for === 'ownDevice') ownDevice()?.settle(purpose.step, outcome);
    if (purpose.for === 'services') services.settle(purpose.step, outcome);
    if (purpose.for !== 'call') return;
    index.withContact(purpose.account, purpose.sessionId)?.data.settle(purpose.step, outcome);
  };
  const deadlines = { ...DEFAULT_DEADLINES, ...options.deadlines };
  const requests = new Requests({ account, wire: connection, alarms, ids, settle }, state?.requests);
  const addresses = options.addresses ?? 'all';
  const services = new ExternalServices({
    discover: options.externalServices === 'discover',
    addresses,
    ownAccount: bareOf(account),
    clock,
    requests,
    deadlineMs: deadlines.requestMs,
    marginMs: deadlines.ringMs + deadlines.connectMs,
  });
  return {
    get account() {
      return connection.account;
    },
    connection,
    wire: connection,
    toOwnAccount: options.toOwnAccount ?? 'nothing',
    omemo: omemo === undefined ? undefined : guardedOmemo(omemo),
    media: addresses === 'relayed' ? relayedOnly(media) : media,
    clock,
    ids,
    alarms,
    inspect,
    report: (told) => outwards(() => report(told)),
    trace: trace === undefined ? undefined : (entry) => outwards(() => trace(entry)),
    deadlines,
    requests,
    services,
    candidateRoom: new HeldRoom(),
    turns,
    track: (started) => work.track(started),
    certificatesOfOtherCalls: (contact, except) =>
      [...index.withAccount(contact)].flatMap(({ data }) =>
        data.sessionId === except
          ? []
          : [data.engine.remoteCertificate, data.engine.localCertificate].filter(isPresent),
      ),
    messageSent: (messageId, to, sessionId) => index.noteMessage(messageId, bareOf(to), sessionId),
    ended: (call) => index.end(call),
    heard: (message) => ownDevice()?.hear(message),
    bundleMayHaveChanged: () => ownDevice()?.publishBundleIfChanged(),
  };
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
