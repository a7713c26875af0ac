/**
 * Which characters XML allows, and in which names: the lexical ground both the reader and the serialiser stand on. It
 * knows neither markup nor namespaces.
 *
 * Two departures from the specification, both towards refusing: U+1680 and U+FEFF are legal in names, and JavaScript
 * counts them as white space. `trim()` and `\s` in any code after us would read `fingerprint<U+FEFF>` as `fingerprint`.
 *
 * Spec: XML 1.0 (fifth edition) #charsets, #NT-Name; Namespaces in XML 1.0 #ns-qualnames.
 */

/** The colon is left out: names here are the parts before and after it (NCName). XML 1.0 #NT-NameStartChar. */
const NAME_START =
  'A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u167F\\u1681-\\u1FFF\\u200C\\u200D' +
  '\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFEFE\\uFF00-\\uFFFD\\u{10000}-\\u{EFFFF}';
/** XML 1.0 #NT-NameChar. */
const NAME_PART = `${NAME_START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040`;

const NC_NAME_AHEAD = new RegExp(`[${NAME_START}][${NAME_PART}]*`, 'uy');
/**
 * Anything but XML 1.0 #NT-Char. With the flag `u`, half of a surrogate pair is a character of its own, and not a
 * legal one.
 */
const ILLEGAL_CHARACTER = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
export const COLON = 0x3a;
const OGHAM_SPACE_MARK = 0x16_80;
const BYTE_ORDER_MARK = 0xfe_ff;

/** Flags of the ASCII characters, so that an ordinary name is read by table look-ups alone. */
const STARTS_NAME = 1;
const CONTINUES_NAME = 2;
const ASCII_END = 0x80;
const ASCII_CLASSES = Uint8Array.from({ length: ASCII_END }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Z_a-z]/.test(character)) return STARTS_NAME | CONTINUES_NAME;
  return /[-.0-9]/.test(character) ? CONTINUES_NAME : 0;
});

/** Whether a name without colon may be written like this. */
export function isNcName(text: string): boolean {
  return text !== '' && endOfNcName(text, 0) === text.length;
}

/** The offset of the first character that XML cannot carry, or -1. */
export function indexOfIllegalCharacter(text: string): number {
  return text.search(ILLEGAL_CHARACTER);
}

/** Whether XML allows the character of that code point. */
export function isLegalCodePoint(codePoint: number): boolean {
  if (codePoint < SPACE) return codePoint === TAB || codePoint === LINE_FEED || codePoint === CARRIAGE_RETURN;
  if (codePoint < 0xd8_00) return true;
  return (codePoint >= 0xe0_00 && codePoint <= 0xff_fd) || (codePoint >= 0x1_00_00 && codePoint <= 0x10_ff_ff);
}

/** White space of XML: four characters, and none of the others JavaScript knows. XML 1.0 #NT-S. */
export function isWhiteSpace(code: number): boolean {
  return code === SPACE || code === LINE_FEED || code === TAB || code === CARRIAGE_RETURN;
}

/** Whether this is one of the two legal name characters that JavaScript takes for white space. */
export function isDisguisedWhiteSpace(code: number): boolean {
  return code === OGHAM_SPACE_MARK || code === BYTE_ORDER_MARK;
}

/** Where the name without colon that begins at `start` ends; `start` itself where none begins. */
export function endOfNcName(text: string, start: number): number {
  let end = start;
  let wanted = STARTS_NAME;
  for (;;) {
    const code = text.charCodeAt(end);
    if (code >= ASCII_END) return endOfWideName(text, start);
    // Past the end the code is NaN, which is no index: undefined, like every character outside names, stops the loop.
    if (((ASCII_CLASSES[code] ?? 0) & wanted) === 0) return end;
    wanted = CONTINUES_NAME;
    end += 1;
  }
}

function endOfWideName(text: string, start: number): number {
  NC_NAME_AHEAD.lastIndex = start;
  return NC_NAME_AHEAD.test(text) ? NC_NAME_AHEAD.lastIndex : start;
}
