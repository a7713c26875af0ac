/**
 * One double-ratchet session with one device, as a value, and what can be decided about it before anything is computed.
 * Every function here is pure.
 *
 * Spec: The Double Ratchet Algorithm, revision 1, #3.
 */
import { encodeBase64 } from '../base/base64.ts';
import { OMEMO_SESSION_LIMITS } from '../base/limits.ts';
import type { DeviceId } from '../stanzas/omemo.ts';
import type { SignalKeyPair } from './key-pair.ts';
import type { WhisperHeader } from './signal-message.ts';

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
 * Which session is in use, and the number and account of the device, are not its own business.
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

/** A chain of which no key has been derived. */
export function newChain(chainType: Chain['chainType'], key: ArrayBuffer): Chain {
  return { chainType, chainKey: { counter: -1, key }, messageKeys: {} };
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
 * The MAC can be checked with the last of them only, so the message's claim has to be weighed first. Keys that the
 * peer's last chain has left out are derived behind the MAC, and count nevertheless.
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
 * the bound. Every answer of the peer would otherwise stay in the record for good.
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
