/**
 * One double-ratchet session with one device, as a value: what libsignal keeps of it, read-only, with what our own
 * code decides about it. Knows no library; every function here is pure.
 *
 * libsignal edits sessions in place, and does so before it has checked a MAC. It is therefore given a copy each time,
 * and the copy becomes the session only after everything succeeded.
 *
 * Spec: The Double Ratchet Algorithm, revision 1, #3.
 */
import { encodeBase64 } from '../base/base64.ts';
import { OMEMO_SESSION_LIMITS } from '../base/limits.ts';
import type { DeviceId } from '../stanzas/omemo.ts';
import type { SignalKeyPair } from './key-pair.ts';
import type { WhisperHeader } from './signal-message.ts';

/** libsignal's ChainType. */
export const SENDING_CHAIN = 1;
export const RECEIVING_CHAIN = 2;

/** The own half of every session. */
export interface OwnIdentity {
  readonly deviceId: DeviceId;
  readonly keyPair: SignalKeyPair;
}

/** The messages of one ratchet key. */
export interface Chain {
  readonly chainType: typeof SENDING_CHAIN | typeof RECEIVING_CHAIN;
  /** `counter` is that of the last key derived, -1 before the first; `key` is gone once the sender has moved on. */
  readonly chainKey: { readonly counter: number; readonly key?: ArrayBuffer };
  /** Keys derived and not used yet, by counter: of messages that were skipped. */
  readonly messageKeys: Readonly<Record<number, ArrayBuffer>>;
}

/**
 * What matters of libsignal's session, field by field, except that nothing in it can be written. Which session is in
 * use, and the number and account of the device, are not its own business.
 */
export interface SessionState {
  readonly indexInfo: {
    readonly remoteIdentityKey: ArrayBuffer;
    readonly baseKey: ArrayBuffer;
  };
  readonly currentRatchet: {
    readonly rootKey: ArrayBuffer;
    readonly ephemeralKeyPair: SignalKeyPair;
    readonly lastRemoteEphemeralKey: ArrayBuffer;
    readonly previousCounter: number;
  };
  /** Present until the peer has answered: messages then go out as PreKeyWhisperMessages. */
  readonly pendingPreKey?: { readonly baseKey: ArrayBuffer; readonly preKeyId: number; readonly signedKeyId: number };
  /** Receiving chains before the current one, oldest first. */
  readonly oldRatchetList: readonly { readonly ephemeralKey: ArrayBuffer }[];
  /** By base64 of the ratchet key. */
  readonly chains: Readonly<Record<string, Chain>>;
}

/** The name of a chain in `SessionState.chains`. */
export function chainNameOf(ratchetKey: ArrayBuffer | Uint8Array): string {
  return encodeBase64(ratchetKey instanceof ArrayBuffer ? new Uint8Array(ratchetKey) : ratchetKey);
}

/** Whether a message of this ratchet key has been seen by the session, so that no other session can be meant. */
export function knowsChain(state: SessionState, header: WhisperHeader): boolean {
  return state.chains[chainNameOf(header.ratchetKey)] !== undefined;
}

/** What a session makes of a message before it computes anything. */
export type Admission =
  /** `derivedKeyCount` chain steps come before the MAC can be checked. */
  | { readonly kind: 'admitted'; readonly derivedKeyCount: number }
  | { readonly kind: 'replayed' }
  /** No MAC can fit: our own message sent back, or a counter beyond the end of a finished chain. */
  | { readonly kind: 'badMac' };

/**
 * How many keys the session would have to derive to check the message, or why it would not.
 *
 * libsignal derives up to 2,000 keys for each of two chains before it looks at the MAC, so the message's claim has to
 * be weighed first.
 */
export function admit(state: SessionState, header: WhisperHeader): Admission {
  const chain = state.chains[chainNameOf(header.ratchetKey)];
  if (chain === undefined) {
    const previous = state.chains[chainNameOf(state.currentRatchet.lastRemoteEphemeralKey)];
    const rest = previous === undefined ? 0 : Math.max(0, header.previousCounter - previous.chainKey.counter);
    if (rest > 0 && previous?.chainKey.key === undefined) return { kind: 'badMac' };
    return { kind: 'admitted', derivedKeyCount: rest + header.counter + 1 };
  }
  if (chain.chainType === SENDING_CHAIN) return { kind: 'badMac' };
  const derivedKeyCount = header.counter - chain.chainKey.counter;
  if (derivedKeyCount > 0) {
    return chain.chainKey.key === undefined ? { kind: 'badMac' } : { kind: 'admitted', derivedKeyCount };
  }
  const isSkipped = chain.messageKeys[header.counter] !== undefined;
  return isSkipped ? { kind: 'admitted', derivedKeyCount: 0 } : { kind: 'replayed' };
}

/**
 * The session without what no honest message needs any more: receiving chains of long ago, and skipped keys beyond
 * the bound.
 *
 * libsignal means to drop old chains and deletes a field that does not exist (`session-record.ts`,
 * `removeOldChains`): every answer of the peer would stay in the record for good.
 */
export function pruned(state: SessionState): SessionState {
  const { currentRatchet } = state;
  const oldRatchetList = state.oldRatchetList.slice(-OMEMO_SESSION_LIMITS.oldChains);
  const newestFirst = [
    chainNameOf(currentRatchet.ephemeralKeyPair.pubKey),
    chainNameOf(currentRatchet.lastRemoteEphemeralKey),
    ...oldRatchetList.map(({ ephemeralKey }) => chainNameOf(ephemeralKey)).toReversed(),
  ];
  const chains: Record<string, Chain> = {};
  let room = OMEMO_SESSION_LIMITS.skippedKeys;
  for (const name of newestFirst) {
    const chain = state.chains[name];
    if (chain === undefined) continue;
    const kept = withSkippedKeys(chain, room);
    room -= Object.keys(kept.messageKeys).length;
    chains[name] = kept;
  }
  return { ...state, oldRatchetList, chains };
}

/** The chain with at most that many skipped keys, the newest of them. */
function withSkippedKeys(chain: Chain, keyCount: number): Chain {
  const counters = Object.keys(chain.messageKeys);
  if (counters.length <= keyCount) return chain;
  const kept = Object.entries(chain.messageKeys).slice(counters.length - keyCount);
  return { ...chain, messageKeys: Object.fromEntries(kept) };
}
