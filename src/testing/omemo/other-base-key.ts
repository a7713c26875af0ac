/**
 * What a server can do to a first message: its base key lies outside the part that the MAC covers, and a point of low
 * order added to it gives other bytes that make the same secrets.
 *
 * Spec: RFC 7748 #4.1 (the curve), #7 (public keys that lead to the same secret).
 */
import { readPreKeyWhisperMessage } from '../../omemo/signal-message.ts';
import type { OmemoMessage } from '../../stanzas/omemo.ts';

/** The message under another base key; undefined where it begins no session. */
export function withOtherBaseKey(message: OmemoMessage): OmemoMessage | undefined {
  return withBaseKey(message, withPointOfOrderTwo);
}

/** The message with something else for the 32 bytes of its base key; undefined where it begins no session. */
export function withBaseKey(message: OmemoMessage, change: (u: Uint8Array) => Uint8Array): OmemoMessage | undefined {
  const [key, ...others] = message.keys;
  const header = key?.preKey === true ? readPreKeyWhisperMessage(key.bytes) : undefined;
  if (key === undefined || header === undefined) return undefined;
  const { baseKey } = header;
  const at = key.bytes.findIndex((_, index) => baseKey.every((byte, offset) => key.bytes[index + offset] === byte));
  const bytes = Uint8Array.from(key.bytes);
  // The first of its 33 bytes says what kind of key it is.
  bytes.set(change(baseKey.subarray(1)), at + 1);
  return { ...message, keys: [{ ...key, bytes }, ...others] };
}

const PRIME = 2n ** 255n - 19n;

/** The point (0, 0) added: of u that makes 1 / u. */
function withPointOfOrderTwo(u: Uint8Array): Uint8Array {
  let number = 0n;
  for (const byte of u.toReversed()) number = number * 256n + BigInt(byte);
  // By Fermat: u to the power of the prime less two.
  let [inverse, power] = [1n, number % PRIME];
  for (let rest = PRIME - 2n; rest > 0n; rest /= 2n) {
    if (rest % 2n === 1n) inverse = (inverse * power) % PRIME;
    power = (power * power) % PRIME;
  }
  return Uint8Array.from(u, (_, at) => Number((inverse >> BigInt(8 * at)) % 256n));
}
