import { expect, test } from 'vitest';
import { bytesOfHex } from '../../src/base/bytes.ts';
import { hkdfSha256 } from '../../src/omemo/hkdf.ts';
import { nodePlatform } from '../../src/omemo/platform.ts';
import { portablePlatform } from '../../src/omemo/platform-portable.ts';
import { readable } from './readable.ts';

const upTo = (first: number, last: number) => Uint8Array.from({ length: last - first + 1 }, (_, at) => first + at);

// RFC 5869 #A.1 to #A.3.
const VECTORS = [
  {
    input: { secret: new Uint8Array(22).fill(0x0b), salt: upTo(0, 12), info: upTo(0xf0, 0xf9) },
    output: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  },
  {
    input: { secret: upTo(0, 0x4f), salt: upTo(0x60, 0xaf), info: upTo(0xb0, 0xff) },
    output:
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c' +
      '59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
  },
  {
    input: { secret: new Uint8Array(22).fill(0x0b), salt: new Uint8Array(), info: new Uint8Array() },
    output: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  },
];

test.each([
  ['node:crypto', nodePlatform()!],
  ['JavaScript', portablePlatform],
])('gives what the specification has, by %s [RFC 5869 #A]', (_, { hmacSha256 }) => {
  for (const { input, output } of VECTORS) {
    expect(readable(hkdfSha256(hmacSha256, input, bytesOfHex(output).length))).toBe(output);
  }
});
