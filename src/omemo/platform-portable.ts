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

/** Everything by WebCrypto, @noble/curves and @noble/hashes. */
export const portablePlatform: CryptoPlatform = {
  curve: createLateCurve(() => findWebCurve(globalThis.crypto.subtle)),
  hmacSha256: (key, data) => hmac(sha256, key, data),
  aesCbc: aesOf('AES-CBC'),
  aesGcm: aesOf('AES-GCM'),
};

/** AES of that mode by WebCrypto. What does not decrypt, by its padding or its tag, is undefined. */
function aesOf(name: 'AES-CBC' | 'AES-GCM'): AesCbc & AesGcm {
  const importKey = (key: Uint8Array, usage: KeyUsage) =>
    globalThis.crypto.subtle.importKey('raw', exactBuffer(key), name, false, [usage]);
  return {
    async encrypt(key, iv, plaintext) {
      const cryptoKey = await importKey(key, 'encrypt');
      return new Uint8Array(
        await globalThis.crypto.subtle.encrypt({ name, iv: exactBuffer(iv) }, cryptoKey, exactBuffer(plaintext)),
      );
    },
    async decrypt(key, iv, sealed) {
      const cryptoKey = await importKey(key, 'decrypt');
      try {
        return new Uint8Array(
          await globalThis.crypto.subtle.decrypt({ name, iv: exactBuffer(iv) }, cryptoKey, exactBuffer(sealed)),
        );
      } catch {
        return undefined;
      }
    },
  };
}
