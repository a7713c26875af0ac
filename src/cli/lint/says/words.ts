/** Words for one line of text, made of what strangers wrote: bounded, and with nothing that moves a cursor. */
import { describeMalformed } from '../../../stanzas/malformed.ts';
import type { Malformed } from '../../../stanzas/malformed.ts';

const SHOWN_CHARACTERS = 64;

// Controls move the cursor, format characters turn the direction of writing, surrogates and private ones are anything.
const UNSHOWABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A peer's text as it can stand in a line: cut where it is long, U+FFFD for what cannot be shown. */
export function shown(text: string): string {
  const cut = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return cut.replaceAll(/ {2,}/g, ' ').replaceAll(UNSHOWABLE, '\u{FFFD}');
}

/** The same between quotation marks: somebody's words, not ours. */
export function quoted(text: string): string {
  return `"${shown(text)}"`;
}

/** `audio, video`; `nothing` where there is none. */
export function listed(words: readonly (number | string)[], nothing: string): string {
  return words.length === 0 ? nothing : words.join(', ');
}

/** `1 candidate`, `2 candidates`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What is said of an element whose name is known and whose inside breaks its specification. */
export function unreadable(what: string, fault: Malformed): string {
  return `${what} that cannot be read: ${describeMalformed(fault)}`;
}
