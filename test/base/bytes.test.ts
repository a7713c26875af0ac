import { describe, expect, test } from 'vitest';
import { compareOctets, concatBytes, equalBytes, exactBuffer, ownBuffer } from '../../src/base/bytes.ts';

describe('concatBytes', () => {
  test('joins parts in order', () => {
    expect(concatBytes(Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3))).toEqual(Uint8Array.of(1, 2, 3));
  });
});

describe('equalBytes', () => {
  test('tells apart by content and by length', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2))).toBe(false);
  });
});

describe('ownBuffer', () => {
  test('is the buffer itself where it holds the bytes only, and a copy where it holds more', () => {
    const whole = Uint8Array.of(1, 2, 3);
    expect(ownBuffer(whole)).toBe(whole.buffer);
    const buffer = ownBuffer(whole.subarray(1));
    expect([...new Uint8Array(buffer)]).toEqual([2, 3]);
    expect(buffer).not.toBe(whole.buffer);
  });
});

describe('exactBuffer', () => {
  test('copies a view out of a larger buffer', () => {
    const pool = Uint8Array.of(9, 1, 2, 9);
    const buffer = exactBuffer(pool.subarray(1, 3));
    expect(new Uint8Array(buffer)).toEqual(Uint8Array.of(1, 2));
    pool[1] = 7;
    expect(new Uint8Array(buffer)).toEqual(Uint8Array.of(1, 2));
  });
});

describe('compareOctets', () => {
  test.each([
    ['a', 'b'],
    ['Z', 'a'],
    ['a', 'aa'],
    ['', 'a'],
    ['a-', 'a/'],
    ['z', 'é'],
    // UTF-16 has these the other way round: its surrogates come before the end of the basic plane.
    ['\uFF5E', '\u{1F3A5}'],
  ])('puts %j before %j, as their octets are [XEP-0353 #tie-break-1]', (first, second) => {
    expect(Math.sign(compareOctets(first, second))).toBe(-1);
    expect(Math.sign(compareOctets(second, first))).toBe(1);
    expect(compareOctets(first, first)).toBe(0);
  });
});
