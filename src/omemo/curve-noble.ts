/**
 * Curve25519 in JavaScript, by @noble/curves: right everywhere, and slow. A shared secret takes 1.5 ms where a
 * platform's own takes a tenth of that.
 *
 * Spec: RFC 7748 #5, RFC 8032 #5.1.7.
 */
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { exactBuffer } from '../base/bytes.ts';
import type { Curve } from './curve.ts';
import { clamped, signXeddsa, toEdwards } from './xeddsa.ts';

/** Needs nothing of the platform. Answers at once. */
export const nobleCurve: Curve = {
  keyPair(unclamped) {
    const privateKey = clamped(unclamped);
    return { publicKey: exactBuffer(x25519.getPublicKey(privateKey)), privateKey: privateKey.buffer };
  },
  // Throws on a public key of low order.
  sharedSecret: (publicKey, privateKey) =>
    exactBuffer(x25519.getSharedSecret(new Uint8Array(privateKey), new Uint8Array(publicKey))),
  sign: (privateKey, message, random) => signXeddsa(privateKey, message, random).buffer,
  verify(publicKey, message, signature) {
    const edwards = toEdwards(publicKey, signature);
    // zip215 accepts more than RFC 8032 does; OpenSSL does not, and platforms must not disagree about a signature.
    return ed25519.verify(edwards.signature, message, edwards.publicKey, { zip215: false });
  },
};
