/**
 * Public keys as they travel: a type byte and 32 bytes of Curve25519. Decides which of them may be used at all.
 *
 * Spec: libsignal's DJB_TYPE (0x05); RFC 7748 #5 (encoding), #6.1 (low order).
 */
import { decodeBase64, encodeBase64 } from '../base/base64.ts';
import { bytesOfHex, concatBytes, exactBuffer } from '../base/bytes.ts';
import { type IdentityKey, isPublicKey } from '../stanzas/omemo.ts';

const CURVE25519_TYPE = 5;

// The u of every point of order 1, 2, 4 and 8, on the curve and on its twist. A secret shared with one is all zero,
// and a signature under one can be forged by anybody.
const LOW_ORDER_KEYS: ReadonlySet<string> = new Set(
  [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  ].map((hex) => encodeBase64(Uint8Array.of(CURVE25519_TYPE, ...bytesOfHex(hex)))),
);

/**
 * Whether the bytes are a public key that may be used: the right length and type, of no low order, and the one
 * encoding of its point, so that two texts of one key cannot pass for two keys.
 */
export function isUsablePublicKey(bytes: Uint8Array): boolean {
  return isPublicKey(bytes) && isBelowPrime(bytes) && !LOW_ORDER_KEYS.has(encodeBase64(bytes));
}

/** The 32 bytes of the curve, without the type byte. */
export function curveKeyOf(publicKey: Uint8Array): ArrayBuffer {
  return exactBuffer(publicKey.subarray(1));
}

/** The 33 bytes of the wire, with the type byte. */
export function wireKeyOf(curveKey: ArrayBuffer): Uint8Array<ArrayBuffer> {
  return concatBytes(Uint8Array.of(CURVE25519_TYPE), new Uint8Array(curveKey));
}

/** The identity key these bytes are, or undefined where they are none that may be used. */
export function identityKeyOf(bytes: Uint8Array): IdentityKey | undefined {
  return isUsablePublicKey(bytes) ? (encodeBase64(bytes) as IdentityKey) : undefined;
}

/** The 33 bytes of an identity key, or undefined where the text is none that may be used. */
export function identityKeyBytes(identityKey: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = decodeBase64(identityKey);
  return bytes !== undefined && isUsablePublicKey(bytes) ? bytes : undefined;
}

/** Whether the number behind the type byte is below 2^255 - 19, and so the canonical one. */
function isBelowPrime(bytes: Uint8Array): boolean {
  const lowest = bytes[1] ?? 0;
  const highest = bytes.at(-1) ?? 0;
  if (highest !== 0x7f) return highest < 0x7f;
  return lowest < 0xed || bytes.subarray(2, -1).some((byte) => byte !== 0xff);
}
