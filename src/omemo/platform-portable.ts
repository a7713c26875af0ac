/**
 * The cryptography of a platform without `node:crypto`: curve and HMAC in JavaScript, AES by `crypto.subtle`.
 *
 * Slow beside Node's (a shared secret takes 1.5 ms), and right everywhere. A browser's own X25519 can be put in its
 * place.
 *
 * Spec: RFC 7748 #5, RFC 8032 #5.1.7, RFC 2104, W3C Web Cryptography API (AES-CBC, AES-GCM).
 */
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { exactBuffer } from '../base/bytes.ts';
import type { AesGcm, CryptoPlatform, Curve, SignalWebCrypto } from './curve.ts';
import { clamped, signXeddsa, toEdwards } from './xeddsa.ts';

const curve: Curve = {
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

const webCrypto: SignalWebCrypto = {
  getRandomValues: (array) => globalThis.crypto.getRandomValues(array as Uint8Array<ArrayBuffer>),
  subtle: {
    importKey: (format, keyBytes, algorithm, extractable, usages) =>
      algorithm.name === 'HMAC'
        ? new Uint8Array(keyBytes)
        : globalThis.crypto.subtle.importKey(format, keyBytes, algorithm.name, extractable, usages),
    sign: (_algorithm, key, data) => exactBuffer(hmac(sha256, key as Uint8Array, new Uint8Array(data))),
    digest: (_algorithm, data) => exactBuffer(sha512(new Uint8Array(data))),
    encrypt: ({ iv }, key, data) => globalThis.crypto.subtle.encrypt(aesCbc(iv), key as CryptoKey, data),
    decrypt: ({ iv }, key, data) => globalThis.crypto.subtle.decrypt(aesCbc(iv), key as CryptoKey, data),
  },
};

const aesGcm: AesGcm = {
  async encrypt(key, iv, plaintext) {
    const cryptoKey = await importAesKey(key, 'encrypt');
    return new Uint8Array(await globalThis.crypto.subtle.encrypt(gcm(iv), cryptoKey, exactBuffer(plaintext)));
  },
  async decrypt(key, iv, sealed) {
    const cryptoKey = await importAesKey(key, 'decrypt');
    try {
      return new Uint8Array(await globalThis.crypto.subtle.decrypt(gcm(iv), cryptoKey, exactBuffer(sealed)));
    } catch {
      return undefined;
    }
  },
};

/** Everything by @noble/curves, @noble/hashes and WebCrypto. */
export const portablePlatform: CryptoPlatform = { curve, webCrypto, aesGcm };

function aesCbc(iv: Uint8Array): AesCbcParams {
  return { name: 'AES-CBC', iv: exactBuffer(iv) };
}

function gcm(iv: Uint8Array): AesGcmParams {
  return { name: 'AES-GCM', iv: exactBuffer(iv) };
}

function importAesKey(key: Uint8Array, usage: KeyUsage): Promise<CryptoKey> {
  return globalThis.crypto.subtle.importKey('raw', exactBuffer(key), 'AES-GCM', false, [usage]);
}
