import { describe, expect, test } from 'vitest';
import { concatBytes, equalBytes, exactBuffer } from '../../src/base/bytes.ts';

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

describe('exactBuffer', () => {
  test('copies a view out of a larger buffer', () => {
    const pool = Uint8Array.of(9, 1, 2, 9);
    const buffer = exactBuffer(pool.subarray(1, 3));
    expect(new Uint8Array(buffer)).toEqual(Uint8Array.of(1, 2));
    pool[1] = 7;
    expect(new Uint8Array(buffer)).toEqual(Uint8Array.of(1, 2));
  });
});
