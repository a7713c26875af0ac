/**
 * The references XML has without a DTD: five entities and characters by number. The gate looks at each one, so that
 * decoding afterwards cannot fail.
 *
 * Spec: XML 1.0 (fifth edition) #sec-references, #sec-predefined-ent; RFC 6120 #11.1 (no others in XMPP).
 */
import { endOfNcName, isLegalCodePoint } from './names.ts';

/**
 * What an `&` begins: a reference to decode, an entity that nobody declared, a number XML has no character for, or
 * nothing.
 */
export type Reference =
  | { readonly kind: 'character'; readonly codePoint: number; readonly end: number }
  | { readonly kind: 'undeclaredEntity' }
  | { readonly kind: 'illegalCharacterReference' }
  | { readonly kind: 'badReference' };

const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#([0-9]+)|#x([0-9A-Fa-f]+));/y;
const SEMICOLON = 0x3b;

const ENTITIES: ReadonlyMap<string, number> = new Map([
  ['amp', 0x26],
  ['lt', 0x3c],
  ['gt', 0x3e],
  ['quot', 0x22],
  ['apos', 0x27],
]);

/** What the `&` at that offset begins. */
export function readReference(text: string, at: number): Reference {
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(text);
  if (match === null) return { kind: isEntity(text, at) ? 'undeclaredEntity' : 'badReference' };
  const [, entity = '', decimal, hexadecimal = ''] = match;
  const codePoint = ENTITIES.get(entity) ?? Number.parseInt(decimal ?? hexadecimal, decimal === undefined ? 16 : 10);
  if (!isLegalCodePoint(codePoint)) return { kind: 'illegalCharacterReference' };
  return { kind: 'character', codePoint, end: REFERENCE.lastIndex };
}

/** The text with its references replaced, once: `&amp;lt;` is `&lt;`. An `&` that begins no legal reference stays. */
export function decodeReferences(raw: string): string {
  if (!raw.includes('&')) return raw;
  let decoded = '';
  let copied = 0;
  for (let at = raw.indexOf('&'); at !== -1; at = raw.indexOf('&', at)) {
    const reference = readReference(raw, at);
    if (reference.kind !== 'character') {
      at += 1;
      continue;
    }
    decoded += raw.slice(copied, at) + String.fromCodePoint(reference.codePoint);
    at = reference.end;
    copied = at;
  }
  return decoded + raw.slice(copied);
}

function isEntity(text: string, at: number): boolean {
  const end = endOfNcName(text, at + 1);
  return end > at + 1 && text.charCodeAt(end) === SEMICOLON;
}
