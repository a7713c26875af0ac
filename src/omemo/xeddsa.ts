/**
 * XEdDSA: Ed25519 signatures with X25519 keys. Signing whole, verifying up to the Ed25519 signature that stands for
 * it, so that a platform can do the rest with what it has.
 *
 * Spec: The XEdDSA and VXEdDSA Signature Schemes, revision 1; RFC 8032 #5.1.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../base/bytes.ts';
import type { RandomBytes } from './curve.ts';

const { BASE, Fn: scalarField, Fp: coordinateField } = ed25519.Point;

const KEY_BYTES = 32;
const RANDOM_BYTES = 64;
const SIGN_BIT = 0x80;

// hash1 of the specification is SHA-512 behind 2^256 - 2 in little endian, which no Ed25519 scalar or point starts
// with.
const HASH1_PREFIX = Uint8Array.from({ length: KEY_BYTES }, (_, at) => (at === 0 ? 0xfe : 0xff));

/** The private key with its bits set as X25519 uses it (RFC 7748 #5). */
export function clamped(privateKey: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const scalar = new Uint8Array(privateKey.slice(0));
  scalar[0] = (scalar[0] ?? 0) & 0xf8;
  scalar[31] = ((scalar[31] ?? 0) & 0x7f) | 0x40;
  return scalar;
}

/**
 * Signs with an X25519 private key.
 *
 * The public key is taken with sign bit 0, as the specification has it. Older signers carried the bit in the
 * signature's last byte; readers of either kind accept ours.
 */
export function signXeddsa(privateKey: ArrayBuffer, message: Uint8Array, random: RandomBytes): Uint8Array<ArrayBuffer> {
  const montgomeryScalar = scalarField.create(bytesToNumberLE(clamped(privateKey)));
  const point = BASE.multiply(montgomeryScalar).toBytes();
  const isNegative = ((point[31] ?? 0) & SIGN_BIT) !== 0;
  const scalar = isNegative ? scalarField.neg(montgomeryScalar) : montgomeryScalar;
  const publicPoint = withSignBit(point, 0);

  const secretBytes = numberToBytesLE(scalar, KEY_BYTES);
  const nonce = scalarOf(sha512(concatBytes(HASH1_PREFIX, secretBytes, message, random(RANDOM_BYTES))));
  const commitment = BASE.multiply(nonce).toBytes();
  const challenge = scalarOf(sha512(concatBytes(commitment, publicPoint, message)));
  const proof = scalarField.add(nonce, scalarField.mul(challenge, scalar));
  return concatBytes(commitment, numberToBytesLE(proof, KEY_BYTES));
}

/** The Ed25519 key and signature that an XEdDSA signature stands for. */
export interface EdwardsSignature {
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/**
 * Translates an XEdDSA signature for an Ed25519 verifier.
 *
 * The sign of the Edwards key is read from the signature's last bit: libsignal's older signers put it there, XEdDSA
 * signers leave 0.
 *
 * @param publicKey  32 bytes, and not of low order: under such a key signatures can be forged. `isUsablePublicKey`
 *   tells.
 * @param signature  64 bytes
 */
export function toEdwards(publicKey: ArrayBuffer, signature: Uint8Array): EdwardsSignature {
  const u = coordinateField.create(bytesToNumberLE(withSignBit(new Uint8Array(publicKey), 0)));
  const y = coordinateField.div(
    coordinateField.sub(u, coordinateField.ONE),
    coordinateField.add(u, coordinateField.ONE),
  );
  const edwardsSignature = new Uint8Array(signature);
  const lastByte = edwardsSignature[63] ?? 0;
  edwardsSignature[63] = lastByte & ~SIGN_BIT;
  return {
    publicKey: withSignBit(numberToBytesLE(y, KEY_BYTES), lastByte & SIGN_BIT),
    signature: edwardsSignature,
  };
}

function scalarOf(hash: Uint8Array): bigint {
  return scalarField.create(bytesToNumberLE(hash));
}

function withSignBit(point: Uint8Array, signBit: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(point);
  copy[31] = ((copy[31] ?? 0) & ~SIGN_BIT) | signBit;
  return copy;
}
