/**
 * HMAC and AES through Node's synchronous crypto. One message makes seven HMACs of a few bytes at either end: 2 us each
 * here, 100 us each through `crypto.subtle`, which hands every one to a thread pool.
 *
 * Spec: RFC 2104 (HMAC), NIST SP 800-38A #6.2 (CBC), NIST SP 800-38D (GCM).
 */
import type { AesCbc, AesGcm, HmacSha256 } from './curve.ts';

type NodeCrypto = typeof import('node:crypto');

const TAG_BYTES = 16;

/** HMAC-SHA-256 on a given `node:crypto`. */
export function createNodeHmac(nodeCrypto: NodeCrypto): HmacSha256 {
  return (key, data) => nodeCrypto.createHmac('sha256', key).update(data).digest();
}

/** AES-256-CBC on a given `node:crypto`. */
export function createNodeAesCbc(nodeCrypto: NodeCrypto): AesCbc {
  return {
    encrypt(key, iv, plaintext) {
      const cipher = nodeCrypto.createCipheriv('aes-256-cbc', key, iv);
      return Buffer.concat([cipher.update(plaintext), cipher.final()]);
    },
    decrypt(key, iv, ciphertext) {
      const decipher = nodeCrypto.createDecipheriv('aes-256-cbc', key, iv);
      const plaintext = decipher.update(ciphertext);
      try {
        return Buffer.concat([plaintext, decipher.final()]);
      } catch {
        return undefined;
      }
    },
  };
}

/** AES-128-GCM on a given `node:crypto`. */
export function createNodeAesGcm(nodeCrypto: NodeCrypto): AesGcm {
  return {
    encrypt(key, iv, plaintext) {
      const cipher = nodeCrypto.createCipheriv('aes-128-gcm', key, iv);
      const ciphertext = cipher.update(plaintext);
      return Buffer.concat([ciphertext, cipher.final(), cipher.getAuthTag()]);
    },
    decrypt(key, iv, sealed) {
      if (sealed.length < TAG_BYTES) return undefined;
      const decipher = nodeCrypto.createDecipheriv('aes-128-gcm', key, iv, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      const plaintext = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
      try {
        return Buffer.concat([plaintext, decipher.final()]);
      } catch {
        return undefined;
      }
    },
  };
}
