/**
 * Texts on which saxes 6.0.0 is known to differ from us, found by their characters alone: the comparison must not ask
 * our own parser what to leave out. `saxes-faults.test.ts` shows each difference.
 */

export type SaxesDifference =
  | 'byteOrderMark'
  | 'disguisedWhiteSpace'
  | 'halfPair'
  | 'localNameStart'
  | 'trimmedNamespace';

// A space here is whatever JavaScript trims, as written or as a reference; a value ends with its own kind of quote.
const TRIMMED =
  String.raw`(?:\s|&#0*(?:9|1[0-3]|32|160|5760|819[2-9]|820[0-2]|8232|8233|8239|8287|12288|65279);` +
  String.raw`|&#x0*(?:9|[a-d]|20|a0|1680|200[0-9a]|2028|2029|202f|205f|3000|feff);)`;
const VALUE_TO_TRIM = String.raw`(?:"(?:${TRIMMED}[^"]*|[^"]*${TRIMMED})"|'(?:${TRIMMED}[^']*|[^']*${TRIMMED})')`;

const PATTERNS: readonly (readonly [SaxesDifference, RegExp])[] = [
  ['byteOrderMark', /^\uFEFF/],
  ['halfPair', /\p{Surrogate}/u],
  ['trimmedNamespace', new RegExp(String.raw`xmlns[^=<>"']*=\s*${VALUE_TO_TRIM}`, 'i')],
  ['disguisedWhiteSpace', /<[^>]*[\uFEFF\u1680]/],
  ['localNameStart', /:(?!\/\/)[\u0300-\u036F\u00B7\u203F\u2040.0-9-][^\s"'<>/=]*(?:\s*=|\s*\/?>|\s)/],
];

/** The first known reason why saxes might read this text in another way. */
export function knownDifference(text: string): SaxesDifference | undefined {
  return PATTERNS.find(([, pattern]) => pattern.test(text))?.[0];
}
