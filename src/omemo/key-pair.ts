/**
 * Makes key pairs of Curve25519 in the form that sessions and stores keep them in, and agrees on secrets with them.
 * Knows neither sessions nor stores.
 *
 * Spec: RFC 7748 #6.1.
 */
import { InvariantError } from '../base/errors.ts';
import type { Curve, RandomBytes } from './curve.ts';
import { curveKeyOf, wireKeyOf } from './public-key.ts';

/** A private key and its public key of 33 bytes. */
export interface SignalKeyPair {
  readonly pubKey: ArrayBuffer;
  readonly privKey: ArrayBuffer;
}

const PRIVATE_KEY_BYTES = 32;

/** A key pair of random bytes. */
export async function generateKeyPair(curve: Curve, random: RandomBytes): Promise<SignalKeyPair> {
  const { publicKey, privateKey } = await curve.keyPair(random(PRIVATE_KEY_BYTES).buffer);
  return { pubKey: wireKeyOf(publicKey).buffer, privKey: privateKey };
}

/**
 * The secret that two keys share, or undefined where there is none: a public key of low order, or a private one that a
 * damaged store has made of other bytes.
 *
 * @param publicKey  33 bytes
 */
export async function sharedSecretOf(
  curve: Curve,
  publicKey: Uint8Array,
  privateKey: ArrayBuffer,
): Promise<ArrayBuffer | undefined> {
  try {
    return await curve.sharedSecret(curveKeyOf(publicKey), privateKey);
  } catch (error) {
    if (error instanceof InvariantError) throw error;
    return undefined;
  }
}
