/**
 * The WebCrypto calls of libsignal and AES-GCM through Node's synchronous crypto. One message makes a dozen HMACs of
 * a few bytes: 4 us each here, 100 us each through `crypto.subtle`, which hands every one to a thread pool.
 *
 * Spec: RFC 2104 (HMAC), NIST SP 800-38A #6.2 (CBC), NIST SP 800-38D (GCM).
 */
import { exactBuffer } from '../base/bytes.ts';
import type { AesGcm, SignalWebCrypto } from './curve.ts';

type NodeCrypto = typeof import('node:crypto');

const TAG_BYTES = 16;

/** libsignal's WebCrypto on a given `node:crypto`. What `importKey` gives is the key's bytes. */
export function createNodeWebCrypto(nodeCrypto: NodeCrypto): SignalWebCrypto {
  return {
    getRandomValues: (array) => nodeCrypto.randomFillSync(array),
    subtle: {
      importKey: (_format, keyBytes) => new Uint8Array(keyBytes),
      sign: (_algorithm, key, data) =>
        exactBuffer(nodeCrypto.createHmac('sha256', bytesOf(key)).update(new Uint8Array(data)).digest()),
      digest: (_algorithm, data) => exactBuffer(nodeCrypto.createHash('sha512').update(new Uint8Array(data)).digest()),
      encrypt({ iv }, key, data) {
        const cipher = nodeCrypto.createCipheriv('aes-256-cbc', bytesOf(key), iv);
        return exactBuffer(Buffer.concat([cipher.update(new Uint8Array(data)), cipher.final()]));
      },
      decrypt({ iv }, key, data) {
        const decipher = nodeCrypto.createDecipheriv('aes-256-cbc', bytesOf(key), iv);
        return exactBuffer(Buffer.concat([decipher.update(new Uint8Array(data)), decipher.final()]));
      },
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

/** What `importKey` above gave out; libsignal passes it back untouched. */
function bytesOf(key: unknown): Uint8Array {
  return key as Uint8Array;
}
