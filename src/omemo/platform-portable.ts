/**
 * The cryptography of a platform without `node:crypto`: the browser's curve where it has one, HMAC in JavaScript, AES
 * by `crypto.subtle`.
 *
 * A message makes seven HMACs of a few bytes at either end. JavaScript has each done before `crypto.subtle` has
 * handed it to another thread.
 *
 * Spec: RFC 2104, W3C Web Cryptography API (AES-CBC, AES-GCM).
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { exactBuffer } from '../base/bytes.ts';
import type { AesCbc, AesGcm, CryptoPlatform } from './curve.ts';
import { createLateCurve, findWebCurve } from './curve-web.ts';

const aesCbc: AesCbc = {
  async encrypt(key, iv, plaintext) {
    const cryptoKey = await importAesKey(key, 'AES-CBC', 'encrypt');
    return new Uint8Array(await globalThis.crypto.subtle.encrypt(cbc(iv), cryptoKey, exactBuffer(plaintext)));
  },
  async decrypt(key, iv, ciphertext) {
    const cryptoKey = await importAesKey(key, 'AES-CBC', 'decrypt');
    try {
      return new Uint8Array(await globalThis.crypto.subtle.decrypt(cbc(iv), cryptoKey, exactBuffer(ciphertext)));
    } catch {
      return undefined;
    }
  },
};

const aesGcm: AesGcm = {
  async encrypt(key, iv, plaintext) {
    const cryptoKey = await importAesKey(key, 'AES-GCM', 'encrypt');
    return new Uint8Array(await globalThis.crypto.subtle.encrypt(gcm(iv), cryptoKey, exactBuffer(plaintext)));
  },
  async decrypt(key, iv, sealed) {
    const cryptoKey = await importAesKey(key, 'AES-GCM', 'decrypt');
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
  hmacSha256: (key, data) => hmac(sha256, key, data),
  aesCbc,
  aesGcm,
};

function cbc(iv: Uint8Array): AesCbcParams {
  return { name: 'AES-CBC', iv: exactBuffer(iv) };
}

function gcm(iv: Uint8Array): AesGcmParams {
  return { name: 'AES-GCM', iv: exactBuffer(iv) };
}

function importAesKey(key: Uint8Array, algorithm: 'AES-CBC' | 'AES-GCM', usage: KeyUsage): Promise<CryptoKey> {
  return globalThis.crypto.subtle.importKey('raw', exactBuffer(key), algorithm, false, [usage]);
}
