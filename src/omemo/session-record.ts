/**
 * All sessions with one device, as a value and as the text that is stored. The first is the one in use.
 *
 * There can be several: both sides may start one at the same time, and either may start anew. Messages of an earlier
 * one may still be under way, so a few are kept.
 *
 * Spec: The Sesame Algorithm, revision 2, #3.2 (active and inactive sessions); XEP-0384 0.3.0 #usecases-building.
 */
import { decodeBase64, encodeBase64 } from '../base/base64.ts';
import { OMEMO_SESSION_LIMITS } from '../base/limits.ts';
import type { IdentityKey } from '../stanzas/omemo.ts';
import { type Chain, RECEIVING_CHAIN, SENDING_CHAIN, type SessionState } from './session-state.ts';

/** The sessions with one device, the one in use first. */
export type SessionRecord = readonly SessionState[];

/** The identity key a session is with. */
export function identityKeyOfSession(state: SessionState): IdentityKey {
  return encodeBase64(new Uint8Array(state.indexInfo.remoteIdentityKey)) as IdentityKey;
}

/**
 * The record with `state` in use, in the place of what it was before. Drops the session that has been out of use
 * longest.
 */
export function withSessionInUse(
  record: SessionRecord,
  state: SessionState,
  before: SessionState | undefined,
): SessionRecord {
  const others = record.filter((other) => other !== before);
  return [state, ...others].slice(0, OMEMO_SESSION_LIMITS.sessionsOfDevice);
}

/** The record with `state` in the place of what it was before. */
export function withSessionReplaced(record: SessionRecord, state: SessionState, before: SessionState): SessionRecord {
  return record.map((other) => (other === before ? state : other));
}

const FORMAT_VERSION = 1;

/** The record as text, to be read by `readRecord`. */
export function writeRecord(record: SessionRecord): string {
  return `{"version":${FORMAT_VERSION},"sessions":[${record.map(writeSession).join(',')}]}`;
}

/** The record of a text, or undefined where it was not written by `writeRecord`. */
export function readRecord(text: string): SessionRecord | undefined {
  try {
    const { version, sessions } = JSON.parse(text) as RecordJson;
    return version === FORMAT_VERSION ? sessions.map(readSession) : undefined;
  } catch {
    // A store that was damaged. There is nothing to be told about it but that it cannot be read.
    return undefined;
  }
}

interface RecordJson {
  readonly version: number;
  readonly sessions: readonly SessionJson[];
}

/** One session on disk. Keys are base64. */
interface SessionJson {
  readonly identityKey: string;
  readonly baseKey: string;
  readonly rootKey: string;
  readonly ratchetPublic: string;
  readonly ratchetPrivate: string;
  readonly remoteRatchet: string;
  readonly previousCounter: number;
  /** Present until the peer has answered. */
  readonly pending?: { readonly preKeyId: number; readonly signedPreKeyId: number };
  /** Ratchet keys of earlier receiving chains, oldest first. */
  readonly oldRatchets: readonly string[];
  readonly chains: Readonly<Record<string, ChainJson>>;
}

interface ChainJson {
  readonly sends?: true;
  readonly counter: number;
  readonly key?: string;
  readonly skipped?: Readonly<Record<string, string>>;
}

// Sessions never change, so the text of one not in use is made once.
const writtenSessions = new WeakMap<SessionState, string>();

function writeSession(state: SessionState): string {
  const known = writtenSessions.get(state);
  if (known !== undefined) return known;
  const { indexInfo, currentRatchet, pendingPreKey } = state;
  const json: SessionJson = {
    identityKey: textOf(indexInfo.remoteIdentityKey),
    baseKey: textOf(indexInfo.baseKey),
    rootKey: textOf(currentRatchet.rootKey),
    ratchetPublic: textOf(currentRatchet.ephemeralKeyPair.pubKey),
    ratchetPrivate: textOf(currentRatchet.ephemeralKeyPair.privKey),
    remoteRatchet: textOf(currentRatchet.lastRemoteEphemeralKey),
    previousCounter: currentRatchet.previousCounter,
    ...(pendingPreKey && {
      pending: { preKeyId: pendingPreKey.preKeyId, signedPreKeyId: pendingPreKey.signedKeyId },
    }),
    oldRatchets: state.oldRatchetList.map(({ ephemeralKey }) => textOf(ephemeralKey)),
    chains: mapValues(state.chains, chainJson),
  };
  const text = JSON.stringify(json);
  writtenSessions.set(state, text);
  return text;
}

function chainJson({ chainType, chainKey, messageKeys }: Chain): ChainJson {
  return {
    ...(chainType === SENDING_CHAIN && { sends: true }),
    counter: chainKey.counter,
    ...(chainKey.key && { key: textOf(chainKey.key) }),
    ...(Object.keys(messageKeys).length > 0 && { skipped: mapValues(messageKeys, textOf) }),
  };
}

function readSession(json: SessionJson): SessionState {
  const baseKey = bufferOf(json.baseKey);
  return {
    indexInfo: { remoteIdentityKey: bufferOf(json.identityKey), baseKey },
    currentRatchet: {
      rootKey: bufferOf(json.rootKey),
      ephemeralKeyPair: { pubKey: bufferOf(json.ratchetPublic), privKey: bufferOf(json.ratchetPrivate) },
      lastRemoteEphemeralKey: bufferOf(json.remoteRatchet),
      previousCounter: json.previousCounter,
    },
    ...(json.pending && {
      pendingPreKey: { baseKey, preKeyId: json.pending.preKeyId, signedKeyId: json.pending.signedPreKeyId },
    }),
    oldRatchetList: json.oldRatchets.map((key) => ({ ephemeralKey: bufferOf(key) })),
    chains: mapValues(json.chains, readChain),
  };
}

function readChain({ sends, counter, key, skipped }: ChainJson): Chain {
  return {
    chainType: sends === true ? SENDING_CHAIN : RECEIVING_CHAIN,
    chainKey: { counter, ...(key !== undefined && { key: bufferOf(key) }) },
    messageKeys: skipped === undefined ? {} : mapValues(skipped, bufferOf),
  };
}

function mapValues<From, To>(values: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  const mapped: Record<string, To> = {};
  for (const key of Object.keys(values)) mapped[key] = map(values[key] as From);
  return mapped;
}

// Buffers of a session are never written into, and from one message to the next all but one stay the same.
const textsOfBuffers = new WeakMap<ArrayBuffer, string>();

function textOf(buffer: ArrayBuffer): string {
  const known = textsOfBuffers.get(buffer);
  if (known !== undefined) return known;
  const text = encodeBase64(new Uint8Array(buffer));
  textsOfBuffers.set(buffer, text);
  return text;
}

/** Throws where the text is no base64; `readRecord` catches. */
function bufferOf(text: string): ArrayBuffer {
  const bytes = decodeBase64(text);
  if (bytes === undefined) throw new TypeError('not base64');
  return bytes.buffer;
}
