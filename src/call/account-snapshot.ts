/**
 * The calls of an account as JSON: what is written, and how it is read again.
 *
 * It holds no key, no OMEMO session and no text that was decrypted but the peer's DTLS fingerprints; keys and sessions
 * lie in the OMEMO store, which is durable by itself. It does hold ICE credentials and addresses, without which no call
 * could go on: see docs/guides/snapshot.md.
 *
 * Whatever is read may be damaged, of another version or of another account. Nothing here throws on it.
 */
import { assertNever } from '../base/errors.ts';
import { isObject, jsonDistinct, jsonList, jsonMaybe, jsonObject, jsonOneOf, parseJson } from '../base/json.ts';
import type { JsonFault, JsonReader, JsonValue } from '../base/json.ts';
import { MAX_CALLS } from '../base/limits.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { bareOf } from '../jid.ts';
import type { FullJid } from '../jid.ts';
import type { DeviceId } from '../stanzas/omemo.ts';
import type { XmlElement } from '../xml/element.ts';
import { readAlarms } from './alarms.ts';
import type { AlarmsState } from './alarms.ts';
import { readOver } from './call-index.ts';
import type { OverState } from './call-index.ts';
import { keyOfCall, readCall } from './call-state.ts';
import type { CallState } from './call-state.ts';
import { readHeld } from './connection.ts';
import { readFullJid } from './json-readers.ts';
import { readOwnDevice } from './own-device.ts';
import type { OwnDeviceState } from './own-device.ts';
import { readPastCalls } from './past-calls-state.ts';
import type { PastCallsState } from './past-calls-state.ts';
import { readRequests } from './requests.ts';
import type { RequestState } from './requests.ts';

const FORMAT = 'omemo-calls/calls';
/** Raised whenever what was written before could not be read any more, or would mean something else. */
const VERSION = 1;

/** Plain JSON: `JSON.stringify` and `structuredClone` keep all of it. The same state is always the same text. */
export interface AccountSnapshot {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly account: FullJid;
  /** The calls not ended, each as its parts wrote it: for `CallManager.restore`, and for the eyes of developers. */
  readonly calls: readonly JsonValue[];
  readonly over: JsonValue;
  readonly requests: JsonValue;
  readonly ownDevice: JsonValue;
  readonly alarms: JsonValue;
  /** What waits for the connection, if it is lost. */
  readonly held: JsonValue;
  readonly past: JsonValue;
}

/** Why a snapshot was not restored. Nothing has happened then. */
export type SnapshotFault =
  | { readonly kind: 'notJson' }
  /** It is something else altogether. */
  | { readonly kind: 'otherFormat' }
  /** A version of the library wrote it that this one does not understand. */
  | { readonly kind: 'otherVersion' }
  | { readonly kind: 'damaged'; readonly path: string; readonly fault: JsonFault['kind'] }
  | { readonly kind: 'otherAccount' }
  /** Of the same account: what calls had agreed on was agreed on with the resource of then. */
  | { readonly kind: 'otherResource' }
  /** The OMEMO device that the calls were promised is not the one there is now. */
  | { readonly kind: 'otherDevice' };

/** A snapshot that was read: what the parts of a call manager begin with. */
export interface AccountState {
  readonly account: FullJid;
  readonly calls: readonly CallState[];
  readonly over: OverState;
  readonly requests: readonly RequestState[];
  readonly ownDevice: OwnDeviceState | undefined;
  readonly alarms: AlarmsState;
  readonly held: readonly XmlElement[] | undefined;
  readonly past: PastCallsState;
}

/** What each part wrote, with what makes it a snapshot around it. */
export function writeAccount(
  account: FullJid,
  parts: Omit<AccountSnapshot, 'account' | 'format' | 'version'>,
): AccountSnapshot {
  return { format: FORMAT, version: VERSION, account, ...parts };
}

const readParts = jsonObject({
  format: jsonOneOf([FORMAT]),
  version: jsonOneOf([VERSION]),
  account: readFullJid,
  calls: jsonDistinct(jsonList(readCall, MAX_CALLS), keyOfCall),
  over: readOver,
  requests: readRequests,
  ownDevice: jsonMaybe(readOwnDevice),
  alarms: readAlarms,
  held: readHeld,
  past: readPastCalls,
});

const readState: JsonReader<AccountState> = (value, path) => {
  const read = readParts(value, path);
  const stray = read.ok ? strayIn(read.value) : undefined;
  return stray === undefined ? read : err({ kind: 'badValue', path: stray });
};

/** What one part says of another that this does not say of itself. */
function strayIn({ calls, requests, ownDevice }: AccountState): string | undefined {
  const withoutDevice = calls.findIndex(({ data }) => data.omemo !== undefined && ownDevice === undefined);
  if (withoutDevice !== -1) return `calls[${withoutDevice}].omemo`;
  const waiting = new Set(calls.map(({ data }) => data.omemo?.bundleRequest));
  const stray = requests.findIndex(
    ({ id, purpose }) => purpose.for === 'call' && purpose.step === 'bundle' && !waiting.has(id),
  );
  return stray === -1 ? undefined : `requests[${stray}].purpose`;
}

/**
 * Reads a snapshot for an account.
 *
 * @param snapshot  the object or its JSON text
 * @param deviceId  of the account's OMEMO, if it has any
 */
export function readAccount(
  snapshot: unknown,
  account: FullJid,
  deviceId: DeviceId | undefined,
): Result<AccountState, SnapshotFault> {
  const json = typeof snapshot === 'string' ? parseJson(snapshot) : snapshot;
  if (json === undefined) return err({ kind: 'notJson' });
  if (!isObject(json) || json['format'] !== FORMAT) return err({ kind: 'otherFormat' });
  if (json['version'] !== VERSION) return err({ kind: 'otherVersion' });
  const read = readState(json, '');
  if (!read.ok) return err({ kind: 'damaged', path: read.error.path, fault: read.error.kind });
  const state = read.value;
  if (bareOf(state.account) !== bareOf(account)) return err({ kind: 'otherAccount' });
  if (state.account !== account) return err({ kind: 'otherResource' });
  const isPromised = state.ownDevice !== undefined && state.ownDevice.deviceId !== deviceId;
  return isPromised ? err({ kind: 'otherDevice' }) : ok(state);
}

/** The fault as one line for people, without a word from the snapshot. */
export function describeSnapshotFault(fault: SnapshotFault): string {
  switch (fault.kind) {
    case 'notJson':
      return 'the text is no JSON: it is damaged, or only a part of it';
    case 'otherFormat':
      return 'this is no snapshot of calls';
    case 'otherVersion':
      return 'another version of this library wrote the snapshot';
    case 'damaged':
      return `the snapshot is damaged: ${fault.path === '' ? 'as a whole' : `at ${fault.path}`} (${fault.fault})`;
    case 'otherAccount':
      return 'the snapshot is of another account';
    case 'otherResource':
      return 'the snapshot is of another resource of this account, and so are its calls';
    case 'otherDevice':
      return 'the OMEMO device is another than the one that the calls of the snapshot have';
    default:
      return assertNever(fault);
  }
}
