/** Sessions made up field by field, for tests of what is decided about them. Their keys are no keys. */
import {
  type Chain,
  chainNameOf,
  RECEIVING_CHAIN,
  SENDING_CHAIN,
  type SessionState,
} from '../../src/omemo/session-state.ts';

/** A key of 33 bytes that is told from others by a number. */
export function someKey(mark: number): ArrayBuffer {
  return Uint8Array.from({ length: 33 }, (_, at) => (at === 0 ? 5 : mark)).buffer;
}

export function receivingChain(counter: number, skipped: readonly number[] = [], isOpen = true): Chain {
  const messageKeys = Object.fromEntries(skipped.map((at) => [at, someKey(at % 256)]));
  return { chainType: RECEIVING_CHAIN, chainKey: { counter, ...(isOpen && { key: someKey(99) }) }, messageKeys };
}

export const OUR_RATCHET = 10;
export const THEIR_RATCHET = 20;

/** A session in which their current chain is as given, behind finished ones of the given ratchet keys. */
export function someSession(current: Chain | undefined, old: Readonly<Record<number, Chain>> = {}): SessionState {
  const sending: Chain = { chainType: SENDING_CHAIN, chainKey: { counter: 4, key: someKey(1) }, messageKeys: {} };
  return {
    indexInfo: { remoteIdentityKey: someKey(2), baseKey: someKey(3) },
    currentRatchet: {
      rootKey: someKey(4),
      ephemeralKeyPair: { pubKey: someKey(OUR_RATCHET), privKey: someKey(5) },
      lastRemoteEphemeralKey: someKey(THEIR_RATCHET),
      previousCounter: 0,
    },
    oldRatchetList: Object.keys(old).map((mark) => ({ ephemeralKey: someKey(Number(mark)) })),
    chains: {
      [chainNameOf(someKey(OUR_RATCHET))]: sending,
      ...(current && { [chainNameOf(someKey(THEIR_RATCHET))]: current }),
      ...Object.fromEntries(Object.entries(old).map(([mark, chain]) => [chainNameOf(someKey(Number(mark))), chain])),
    },
  };
}
