/**
 * The grammars of attribute values and texts: a string in, the typed value out, or undefined.
 *
 * What reaches an SDP line is checked here, once: no grammar but `freeText`'s lets a space through, and none a line end
 * or another control character. Numbers have one spelling only, so that a value is equal to what it is written as.
 *
 * Spec: RFC 8866 #9 (token), RFC 8839 #5.1 (ice-char).
 */
import { decodeBase64 } from '../base/base64.ts';

/** What a text means, or undefined where it is not of this grammar. */
export type Grammar<T> = (text: string) => T | undefined;

const CANONICAL_INTEGER = /^(?:0|[1-9][0-9]{0,15})$/;
const TOKEN = /^[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]+$/;
const ICE_CHARS = /^[A-Za-z0-9+/]+$/;
const CONTROL_OR_SURROGATE = /[\p{Cc}\p{Cs}]/u;
const CONTROL_SURROGATE_OR_SPACE = /[\p{Cc}\p{Cs}\p{Z}]/u;
const XML_WHITE_SPACE = /[\t\n\r ]+/g;

/** A decimal without sign or leading zero, both bounds included. */
export function integerBetween(least: number, most: number): Grammar<number> {
  return (text) => {
    if (!CANONICAL_INTEGER.test(text)) return undefined;
    const value = Number(text);
    return value >= least && value <= most ? value : undefined;
  };
}

/** One word of a closed set, spelled exactly so. */
export function oneOf<const T extends string>(words: readonly T[]): Grammar<T> {
  return (text) => words.find((known) => known === text);
}

/** XML Schema's boolean: `true` and `1`, `false` and `0`. */
export function xmlBoolean(text: string): boolean | undefined {
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}

/** SDP's token. RFC 8866 #9. */
export function token(mostCharacters: number): Grammar<string> {
  return (text) => (text.length <= mostCharacters && TOKEN.test(text) ? text : undefined);
}

/** ICE's alphabet. RFC 8839 #5.1. */
export function iceChars(leastCharacters: number, mostCharacters: number): Grammar<string> {
  return (text) =>
    text.length >= leastCharacters && text.length <= mostCharacters && ICE_CHARS.test(text) ? text : undefined;
}

/** A name without white space or control characters, not empty. Nothing that needs SDP's token may use it. */
export function word(mostCharacters: number): Grammar<string> {
  return (text) =>
    text !== '' && text.length <= mostCharacters && !CONTROL_SURROGATE_OR_SPACE.test(text) ? text : undefined;
}

/** Any text on one line: spaces, but no control characters. It may be empty. */
export function freeText(mostCharacters: number): Grammar<string> {
  return (text) => (text.length <= mostCharacters && !CONTROL_OR_SURROGATE.test(text) ? text : undefined);
}

/** Any text, its first `mostCharacters` of it: for words that people read, where a novel must not cost the stanza. */
export function cutTo(mostCharacters: number): Grammar<string> {
  // In front of a character's second half, if the cut falls there.
  return (text) =>
    text.length > mostCharacters ? text.slice(0, mostCharacters).replace(/[\ud800-\udbff]$/, '') : text;
}

/** The same grammar for the text of an element, which clients and the specifications' own examples indent. */
export function trimmed<T>(grammar: Grammar<T>): Grammar<T> {
  return (text) => grammar(trimXml(text));
}

/**
 * Without XML white space at either end. By hand: a regular expression for the end takes quadratic time on a long run.
 */
function trimXml(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isXmlWhiteSpace(text.charAt(from))) from += 1;
  while (to > from && isXmlWhiteSpace(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

function isXmlWhiteSpace(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\t' || character === '\r';
}

/**
 * Base64 of bytes that `accepts` likes. Canonical (RFC 4648 #3.5), except that XML white space may stand anywhere in
 * it: some clients wrap their lines.
 */
export function base64(accepts: (bytes: Uint8Array) => boolean): Grammar<Uint8Array> {
  return (text) => {
    const bytes = decodeBase64(text.replace(XML_WHITE_SPACE, ''));
    return bytes !== undefined && accepts(bytes) ? bytes : undefined;
  };
}
