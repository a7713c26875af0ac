import { describe, expect, test } from 'vitest';
import { readRecord, withSessionInUse, withSessionReplaced, writeRecord } from '../../src/omemo/session-record.ts';
import { admit, chainNameOf, knowsChain, pruned } from '../../src/omemo/session-state.ts';
import { readable } from './readable.ts';
import { OUR_RATCHET, receivingChain, someKey, someSession, THEIR_RATCHET } from './sessions.ts';

const header = (mark: number, counter: number, previousCounter = 0) => ({
  ratchetKey: new Uint8Array(someKey(mark)),
  counter,
  previousCounter,
});
const counted = (derivedKeyCount: number) => ({ kind: 'admitted', derivedKeyCount });
const REPLAYED = { kind: 'replayed' };
const BAD_MAC = { kind: 'badMac' };

describe('admit', () => {
  const state = someSession(receivingChain(3, [1]), { 30: receivingChain(5, [2], false) });

  test('counts the keys up to the message in the chain in use', () => {
    expect(admit(state, header(THEIR_RATCHET, 4))).toEqual(counted(1));
    expect(admit(state, header(THEIR_RATCHET, 10, 999))).toEqual(counted(7));
  });

  test('has the key of a message that was skipped, once', () => {
    expect(admit(state, header(THEIR_RATCHET, 1))).toEqual(counted(0));
    expect(admit(state, header(THEIR_RATCHET, 3))).toEqual(REPLAYED);
    expect(admit(state, header(THEIR_RATCHET, 0))).toEqual(REPLAYED);
  });

  test('derives nothing in a chain that is finished', () => {
    expect(admit(state, header(30, 2))).toEqual(counted(0));
    expect(admit(state, header(30, 5))).toEqual(REPLAYED);
    expect(admit(state, header(30, 6))).toEqual(BAD_MAC);
  });

  test('counts the rest of the chain in use and the keys of a new one', () => {
    expect(admit(state, header(40, 0, 3))).toEqual(counted(1));
    expect(admit(state, header(40, 2, 10))).toEqual(counted(10));
    expect(admit(state, header(40, 0, 1))).toEqual(counted(1));
  });

  test('counts the keys of a first chain', () => {
    expect(admit(someSession(undefined), header(40, 2, 500))).toEqual(counted(3));
  });

  test('knows no way from a finished chain to a new one', () => {
    expect(admit(someSession(receivingChain(3, [], false)), header(40, 0, 4))).toEqual(BAD_MAC);
  });

  test('takes a message of our own chain for what it is', () => {
    expect(admit(state, header(OUR_RATCHET, 0))).toEqual(BAD_MAC);
  });
});

describe('knowsChain', () => {
  test('finds the chain by its ratchet key', () => {
    expect(knowsChain(someSession(receivingChain(0)), header(THEIR_RATCHET, 9))).toBe(true);
    expect(knowsChain(someSession(receivingChain(0)), header(40, 0))).toBe(false);
  });
});

describe('pruned', () => {
  const chainsOf = (state: ReturnType<typeof someSession>) => new Set(Object.keys(pruned(state).chains));
  const names = (...marks: readonly number[]) => new Set(marks.map((mark) => chainNameOf(someKey(mark))));

  test('keeps the two current chains and five old ones, the newest', () => {
    const old = Object.fromEntries([31, 32, 33, 34, 35, 36, 37].map((mark) => [mark, receivingChain(0, [], false)]));
    const state = someSession(receivingChain(0), old);
    expect(chainsOf(state)).toEqual(names(OUR_RATCHET, THEIR_RATCHET, 33, 34, 35, 36, 37));
    expect(pruned(state).oldRatchetList).toHaveLength(5);
    expect(Object.keys(state.chains)).toHaveLength(9);
  });

  test('drops chains that are in no list, as the library leaves them behind', () => {
    const { oldRatchetList: _, ...state } = someSession(receivingChain(0), { 31: receivingChain(0) });
    expect(chainsOf({ ...state, oldRatchetList: [] })).toEqual(names(OUR_RATCHET, THEIR_RATCHET));
  });

  test('keeps a thousand skipped keys, the newest', () => {
    const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);
    const state = pruned(someSession(receivingChain(900, upTo(800)), { 31: receivingChain(500, upTo(400), false) }));
    const current = state.chains[chainNameOf(someKey(THEIR_RATCHET))]!;
    const old = state.chains[chainNameOf(someKey(31))]!;
    expect(Object.keys(current.messageKeys)).toHaveLength(800);
    expect(Object.keys(old.messageKeys).map(Number)).toEqual(upTo(400).slice(200));
    expect(old.chainKey).toEqual({ counter: 500 });
  });

  test('leaves the session it was given as it was', () => {
    const state = Object.freeze(someSession(receivingChain(2, [0, 1]), { 31: receivingChain(0) }));
    const before = writeRecord([{ ...state }]);
    pruned(state);
    expect(writeRecord([{ ...state }])).toBe(before);
  });
});

describe('a record', () => {
  const [one, two, three] = [0, 1, 2].map((counter) => someSession(receivingChain(counter)));

  test('has the session in use first, once', () => {
    expect(withSessionInUse([one!, two!], three!, two)).toEqual([three, one]);
    expect(withSessionInUse([one!, two!], three!, undefined)).toEqual([three, one, two]);
  });

  test('keeps the order where a session is only replaced', () => {
    expect(withSessionReplaced([one!, two!], three!, two!)).toEqual([one, three]);
  });

  test('is read as it was written', () => {
    const pending = { baseKey: someKey(3), preKeyId: 7, signedKeyId: 1 };
    const states = [
      someSession(receivingChain(3, [1, 2]), { 31: receivingChain(5, [4], false) }),
      { ...someSession(undefined), pendingPreKey: pending },
    ];
    expect(readable(readRecord(writeRecord(states)))).toEqual(readable(states));
    expect(readRecord(writeRecord([]))).toEqual([]);
  });
});
