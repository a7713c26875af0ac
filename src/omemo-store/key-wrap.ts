/**
 * Texts sealed with a key of the application: from the system's key ring, or from a passphrase.
 *
 * Each text is sealed under its name, so that whoever can write to the disk cannot put one in another's place.
 *
 * Spec: NIST SP 800-38D (AES-GCM), by the W3C Web Cryptography API.
 */
import { decodeBase64, encodeBase64 } from '../base/base64.ts';
import { concatBytes } from '../base/bytes.ts';

export interface KeyWrap {
  seal(name: string, text: string): Promise<string>;
  /** The text, or undefined where it was not sealed under this name with this key. */
  open(name: string, sealed: string): Promise<string | undefined>;
}

/** A nonce is used once: 96 bits at random are safe for 2^32 texts; a store is written some thousand times a day. */
const NONCE_BYTES = 12;

const encoder = new TextEncoder();

/**
 * Seals with AES-GCM.
 *
 * @param key  of 256 bits, for `encrypt` and `decrypt`; need not be extractable
 */
export function createKeyWrap(key: CryptoKey): KeyWrap {
  const { crypto } = globalThis;
  return {
    async seal(name, text) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const sealed = await crypto.subtle.encrypt(gcm(nonce, name), key, encoder.encode(text));
      return encodeBase64(concatBytes(nonce, new Uint8Array(sealed)));
    },
    async open(name, sealed) {
      const bytes = decodeBase64(sealed);
      if (bytes === undefined || bytes.length < NONCE_BYTES) return undefined;
      try {
        const algorithm = gcm(bytes.slice(0, NONCE_BYTES), name);
        const text = await crypto.subtle.decrypt(algorithm, key, bytes.slice(NONCE_BYTES));
        return new TextDecoder('utf-8', { fatal: true }).decode(text);
      } catch {
        return undefined;
      }
    },
  };
}

function gcm(iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: encoder.encode(name) };
}
