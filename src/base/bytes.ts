/** Byte strings: joined, compared, copied out of a larger buffer. Knows nothing of what they mean. */

/** The parts, one after the other, in a buffer of their own. */
export function concatBytes(...parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  let byteLength = 0;
  for (const part of parts) byteLength += part.length;
  const joined = new Uint8Array(byteLength);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Whether both hold the same bytes. Takes longer the later they differ: not for secrets. */
export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** The bytes in a buffer that holds nothing else. A view's own `buffer` may be a pool that others share. */
export function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/**
 * The bytes' own buffer where it holds nothing else, or else a copy. For bytes that were made here and that nobody else
 * holds: whoever writes into them may or may not write into the buffer.
 */
export function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length ? buffer : exactBuffer(bytes);
}

/** The bytes that hexadecimal digits stand for, two for each. For constants: it checks nothing. */
export function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}

const textEncoder = new TextEncoder();

/** Orders two texts by the octets of their UTF-8: negative where `one` comes first, 0 where they are the same. */
export function compareOctets(one: string, other: string): number {
  const [left, right] = [textEncoder.encode(one), textEncoder.encode(other)];
  const at = left.findIndex((octet, index) => octet !== right[index]);
  return at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
}
