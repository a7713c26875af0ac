/**
 * The payload of an OMEMO message, and the key that the Signal session carries to it. Knows no session.
 *
 * Every deployed client cuts the tag off the ciphertext and appends it to the key. A key of 16 bytes, with the tag
 * left on the payload, is the older form; it would let the server move payloads about, and is refused.
 *
 * Spec: XEP-0384 0.3.0 #usecases-messagesend; NIST SP 800-38D.
 */
import { concatBytes } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { OmemoMessage } from '../stanzas/omemo.ts';
import type { AesGcm, RandomBytes } from './curve.ts';

const KEY_BYTES = 16;
const TAG_BYTES = 16;
/** Written; NIST SP 800-38D #5.2.1.1 recommends it. */
const IV_BYTES = 12;
/** Clients before 2020 write 16, and some still do. */
const ACCEPTED_IV_BYTES: readonly number[] = [IV_BYTES, 16];

const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What goes into the message, and what only the Signal session may carry. */
export interface SealedPayload extends EncryptedPayload {
  /** Key and tag, 32 bytes. */
  readonly keyAndTag: Uint8Array;
}

/** Encrypts a text under a key that is used this once. */
export async function sealPayload(aesGcm: AesGcm, random: RandomBytes, plaintext: string): Promise<SealedPayload> {
  // In one call: it takes the system as long to give a few bytes as to give many.
  const bytes = random(KEY_BYTES + IV_BYTES);
  const [key, iv] = [bytes.slice(0, KEY_BYTES), bytes.slice(KEY_BYTES)];
  const sealed = await aesGcm.encrypt(key, iv, utf8Encoder.encode(plaintext));
  const payloadBytes = sealed.length - TAG_BYTES;
  return {
    iv,
    payload: sealed.slice(0, payloadBytes),
    keyAndTag: concatBytes(key, sealed.subarray(payloadBytes)),
  };
}

/** The encrypted part of a message. */
export interface EncryptedPayload {
  readonly iv: Uint8Array;
  readonly payload: Uint8Array;
}

/** The encrypted part, or undefined where the message only carries keys, or its IV is of no length in use. */
export function encryptedPayloadOf({ iv, payload }: OmemoMessage): EncryptedPayload | undefined {
  return payload !== undefined && ACCEPTED_IV_BYTES.includes(iv.length) ? { iv, payload } : undefined;
}

/**
 * Decrypts the payload with what the Signal session carried.
 *
 * @param keyAndTag  as decrypted; any length but 32 is refused
 */
export async function openPayload(
  aesGcm: AesGcm,
  keyAndTag: Uint8Array,
  { iv, payload }: EncryptedPayload,
): Promise<Result<string, 'malformed' | 'badMac'>> {
  if (keyAndTag.length !== KEY_BYTES + TAG_BYTES) return err('malformed');
  const sealed = concatBytes(payload, keyAndTag.subarray(KEY_BYTES));
  const plaintext = await aesGcm.decrypt(keyAndTag.subarray(0, KEY_BYTES), iv, sealed);
  if (plaintext === undefined) return err('badMac');
  try {
    return ok(utf8Decoder.decode(plaintext));
  } catch {
    return err('malformed');
  }
}
