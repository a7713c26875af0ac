/**
 * Curve25519 through Node's own OpenSSL. Does not know OMEMO.
 *
 * Keys go in as JWK. The usual recipe, DER, takes Node 20 half a millisecond a private key in OpenSSL's decoder; a
 * JWK goes straight to the raw-key call. That still computes the public half, so a private key is imported once and
 * kept for as long as its bytes are: a ratchet step uses its new key twice.
 *
 * Spec: RFC 8037 (OKP keys as JWK), RFC 7748 #5, RFC 8032 #5.1.7.
 */
import { exactBuffer } from '../base/bytes.ts';
import type { Curve } from './curve.ts';
import { clamped, signXeddsa, toEdwards } from './xeddsa.ts';

type NodeCrypto = typeof import('node:crypto');
type PrivateKey = import('node:crypto').KeyObject;
type PublicKey = import('node:crypto').KeyObject;

// Node 20 derives the public half of a private OKP key from `d`, but refuses a JWK without an `x`. A test holds it to
// that. Written out, since this file is also loaded where there is no Buffer.
const IGNORED_X = 'A'.repeat(43);

/** The curve on a given `node:crypto`. */
export function createNodeCurve(nodeCrypto: NodeCrypto): Curve {
  const imported = new WeakMap<ArrayBuffer, PrivateKey>();

  const importPrivate = (privateKey: ArrayBuffer): PrivateKey => {
    const known = imported.get(privateKey);
    if (known !== undefined) return known;
    const d = Buffer.from(privateKey).toString('base64url');
    const jwk = { kty: 'OKP', crv: 'X25519', d, x: IGNORED_X };
    const key = nodeCrypto.createPrivateKey({ key: jwk, format: 'jwk' });
    imported.set(privateKey, key);
    return key;
  };

  const importPublic = (publicKey: Uint8Array, crv: 'X25519' | 'Ed25519'): PublicKey => {
    const jwk = { kty: 'OKP', crv, x: Buffer.from(publicKey).toString('base64url') };
    return nodeCrypto.createPublicKey({ key: jwk, format: 'jwk' });
  };

  return {
    keyPair(unclamped) {
      const privateKey = clamped(unclamped).buffer;
      const { x } = nodeCrypto.createPublicKey(importPrivate(privateKey)).export({ format: 'jwk' });
      return { publicKey: exactBuffer(Buffer.from(x ?? '', 'base64url')), privateKey };
    },

    // OpenSSL refuses an all-zero secret, which is what a public key of low order gives.
    sharedSecret(publicKey, privateKey) {
      const keys = {
        privateKey: importPrivate(privateKey),
        publicKey: importPublic(new Uint8Array(publicKey), 'X25519'),
      };
      return exactBuffer(nodeCrypto.diffieHellman(keys));
    },

    // OpenSSL has no signature with an X25519 key. One is made per signed prekey, so JavaScript's pace will do.
    sign: (privateKey, message, random) => signXeddsa(privateKey, message, random).buffer,

    verify(publicKey, message, signature) {
      const edwards = toEdwards(publicKey, signature);
      return nodeCrypto.verify(null, message, importPublic(edwards.publicKey, 'Ed25519'), edwards.signature);
    },
  };
}
