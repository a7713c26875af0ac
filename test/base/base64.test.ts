import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/base/base64.ts';

const utf8 = new TextEncoder();

describe('encodeBase64', () => {
  test.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('writes the vector %j as %j, and reads it back [RFC 4648 #10]', (bytes, text) => {
    expect(encodeBase64(utf8.encode(bytes))).toBe(text);
    expect(decodeBase64(text)).toEqual(utf8.encode(bytes));
  });

  test('writes every byte value as Node does', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
    expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
  });
});

describe('decodeBase64', () => {
  test.each([
    ['missing padding', 'Zg'],
    ['too little padding', 'Zg='],
    ['padding alone', '===='],
    ['padding of three', 'A==='],
    ['padding within', 'Zg==Zm9v'],
    ['white space', 'Zm9v\n'],
    ['the alphabet for file names', 'Zm8-Zm8_'],
    ['letters beyond ASCII', 'Zm9\u00e9'],
    ['a surrogate pair', 'Zm\u{1f600}'],
  ])('refuses %s [RFC 4648 #3.3]', (_, text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });

  test.each(['Zh==', 'Zm9='])('refuses stray bits behind the last byte: %s [RFC 4648 #3.5]', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});
