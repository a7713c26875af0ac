/**
 * HKDF with SHA-256: as many bytes as are asked for, out of a secret. Knows nothing of what they are for.
 *
 * Spec: RFC 5869 #2.2 (extract), #2.3 (expand).
 */
import type { HmacSha256 } from './curve.ts';

const HASH_BYTES = 32;

export interface HkdfInput {
  readonly secret: Uint8Array;
  readonly salt: Uint8Array;
  /** What the bytes are for: other words give other bytes. */
  readonly info: Uint8Array;
}

/** @param byteLength  at most 255 times 32 */
export function hkdfSha256(
  hmacSha256: HmacSha256,
  { secret, salt, info }: HkdfInput,
  byteLength: number,
): Uint8Array<ArrayBuffer> {
  const pseudoRandomKey = hmacSha256(salt, secret);
  const output = new Uint8Array(byteLength);
  // Each block is the HMAC of the one before it, the info, and its own number; the first has none before it.
  const input = new Uint8Array(HASH_BYTES + info.length + 1);
  input.set(info, HASH_BYTES);
  for (let at = 0, number = 1; at < byteLength; at += HASH_BYTES, number += 1) {
    input[input.length - 1] = number;
    const block = hmacSha256(pseudoRandomKey, number === 1 ? input.subarray(HASH_BYTES) : input);
    output.set(block.subarray(0, byteLength - at), at);
    input.set(block);
  }
  return output;
}
