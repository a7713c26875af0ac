/**
 * Base64 with padding, both ways, the same in Node and in browsers. Knows nothing of what the bytes are.
 *
 * Written out because it runs once for every key of a session record: `atob` takes ten times as long, and `Buffer` is
 * not there in a browser.
 *
 * Spec: RFC 4648 #4 (alphabet, padding), #3.5 (canonical encoding).
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = '=';

const NO_DIGIT = 0xff;
const DIGIT_OF = new Uint8Array(128).fill(NO_DIGIT);
for (let digit = 0; digit < ALPHABET.length; digit += 1) DIGIT_OF[ALPHABET.charCodeAt(digit)] = digit;

/** The bytes as base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const rest = bytes.length - at;
    const triple = (byteAt(bytes, at) << 16) | (byteAt(bytes, at + 1) << 8) | byteAt(bytes, at + 2);
    text += ALPHABET.charAt(triple >> 18) + ALPHABET.charAt((triple >> 12) & 63);
    text += rest > 1 ? ALPHABET.charAt((triple >> 6) & 63) : PADDING;
    text += rest > 2 ? ALPHABET.charAt(triple & 63) : PADDING;
  }
  return text;
}

/**
 * The bytes `text` stands for, or undefined where it is not the one base64 text of them.
 *
 * White space, missing padding and stray bits behind the last byte are refused: two texts never decode to the same
 * bytes, so keys can be compared as text.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padded = text.endsWith('==') ? 2 : text.endsWith(PADDING) ? 1 : 0;
  const digits = text.length - padded;
  const bytes = new Uint8Array((text.length / 4) * 3 - padded);
  let filled = 0;
  let bits = 0;
  let bitCount = 0;
  for (let at = 0; at < digits; at += 1) {
    const digit = DIGIT_OF[text.charCodeAt(at)] ?? NO_DIGIT;
    if (digit === NO_DIGIT) return undefined;
    bits = ((bits << 6) | digit) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[filled] = (bits >> bitCount) & 0xff;
    filled += 1;
  }
  const strayBits = bits & ((1 << bitCount) - 1);
  return strayBits === 0 ? bytes : undefined;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
