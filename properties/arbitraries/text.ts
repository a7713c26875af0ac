/** Strings of the alphabets that the wire's grammars are made of. */
import fc from 'fast-check';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Between `minLength` and `maxLength` characters of `alphabet`. */
export function textOver(alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
}

/** SDP's token. RFC 8866 #9. */
export function tokenText(maxLength: number): fc.Arbitrary<string> {
  return textOver(`${ALPHANUMERIC}!#$%&'*+-.^_\`{|}~`, 1, maxLength);
}

/** ICE's alphabet. RFC 8839 #5.1. */
export function iceText(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return textOver(`${ALPHANUMERIC}+/`, minLength, maxLength);
}

/** At most so many UTF-16 units, and no half of a surrogate pair at the end. */
function cut(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');
}

/** Any one line: spaces, quotes, markup, letters of all scripts; no control character, no half of a surrogate pair. */
export function lineText(maxLength: number): fc.Arbitrary<string> {
  return fc
    .string({ unit: 'binary', maxLength })
    .map((text) => cut(text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' '), maxLength));
}

/** A name without white space, in any script. */
export function wordText(maxLength: number): fc.Arbitrary<string> {
  return lineText(maxLength).map((text) => text.replace(/[\p{Z}]/gu, '_') || '_');
}

/** Text of several lines, as people write it. */
export function freeText(maxLength: number): fc.Arbitrary<string> {
  return fc.array(lineText(maxLength), { maxLength: 3 }).map((lines) => cut(lines.join('\n'), maxLength));
}

/** The arbitrary's value, or undefined. */
export function absent<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

/** Bytes in an array of their own. */
export function bytesOf(minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength, maxLength });
}
