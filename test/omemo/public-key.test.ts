import { describe, expect, test } from 'vitest';
import { identityKeyBytes, identityKeyOf, isUsablePublicKey } from '../../src/omemo/public-key.ts';

const key = (hex: string) => new Uint8Array(Buffer.from(`05${hex}`, 'hex'));

describe('isUsablePublicKey', () => {
  test.each([
    ['the base point', `09${'00'.repeat(31)}`],
    ['the largest number below the prime but one', `eb${'ff'.repeat(30)}7f`],
    ['a number beside the prime in its middle', `ff${'ff'.repeat(10)}fe${'ff'.repeat(19)}7f`],
  ])('takes %s', (_, hex) => {
    expect(isUsablePublicKey(key(hex))).toBe(true);
  });

  test.each([
    ['0, of order 4', '00'.repeat(32)],
    ['1, of order 4', `01${'00'.repeat(31)}`],
    ['-1, of order 2', `ec${'ff'.repeat(30)}7f`],
    ['a point of order 8', 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'],
    ['the other point of order 8', '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157'],
    ['the prime', `ed${'ff'.repeat(30)}7f`],
    ['a number above the prime', `f6${'ff'.repeat(30)}7f`],
    ['a number of 256 bits', `09${'00'.repeat(30)}80`],
  ])('refuses %s [RFC 7748 #6.1]', (_, hex) => {
    expect(isUsablePublicKey(key(hex))).toBe(false);
  });

  test('refuses another type and another length', () => {
    const usable = key(`09${'00'.repeat(31)}`);
    expect(isUsablePublicKey(usable.with(0, 6))).toBe(false);
    expect(isUsablePublicKey(usable.subarray(1))).toBe(false);
    expect(isUsablePublicKey(new Uint8Array([...usable, 0]))).toBe(false);
    expect(isUsablePublicKey(new Uint8Array())).toBe(false);
  });
});

describe('an identity key', () => {
  test('is one text for one key, and back', () => {
    const bytes = key(`09${'00'.repeat(31)}`);
    const identityKey = identityKeyOf(bytes)!;
    expect(identityKeyBytes(identityKey)).toEqual(bytes);
    expect(identityKeyOf(key('00'.repeat(32)))).toBeUndefined();
    expect(identityKeyBytes('AAAA')).toBeUndefined();
    expect(identityKeyBytes('?')).toBeUndefined();
  });
});
