/**
 * The cryptography of a platform without `node:crypto`: the browser's curve where it has one, HMAC in JavaScript, AES
 * by `crypto.subtle`.
 *
 * A message makes a dozen HMACs of a few bytes. JavaScript has each done before `crypto.subtle` has handed it to
 * another thread.
 *
 * Spec: RFC 2104, W3C Web Cryptography API (AES-CBC, AES-GCM).
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { exactBuffer } from '../base/bytes.ts';
import type { AesGcm, CryptoPlatform, SignalWebCrypto } from './curve.ts';
import { createLateCurve, findWebCurve } from './curve-web.ts';

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

/** Everything by WebCrypto, @noble/curves and @noble/hashes. */
export const portablePlatform: CryptoPlatform = {
  curve: createLateCurve(() => findWebCurve(globalThis.crypto.subtle)),
  webCrypto,
  aesGcm,
};

function aesCbc(iv: Uint8Array): AesCbcParams {
  return { name: 'AES-CBC', iv: exactBuffer(iv) };
}

function gcm(iv: Uint8Array): AesGcmParams {
  return { name: 'AES-GCM', iv: exactBuffer(iv) };
}

function importAesKey(key: Uint8Array, usage: KeyUsage): Promise<CryptoKey> {
  return globalThis.crypto.subtle.importKey('raw', exactBuffer(key), 'AES-GCM', false, [usage]);
}
