/**
 * Finds the stanzas in a client's debug log: XML with timestamps, thread names, colours and other talk around it.
 *
 * It does not know what is wrong or right in them; it tells where one begins and ends, and the strict reader does the
 * rest. One pass: a log is searched in time linear in its length, whatever is in it.
 */

/** A stretch of a log that begins like a stanza. */
export interface FoundStanza {
  /** Of the log, from 1. */
  readonly line: number;
  /** What stands before it on its line, as far as it is not XML. */
  readonly before: string;
  /** Undefined where the log breaks off before the stanza ends. */
  readonly xml: string | undefined;
}

/** Colours and other orders to a terminal, as Dino's log has them. */
// oxlint-disable-next-line no-control-regex -- The escape character is what is looked for.
const ESCAPES = /\u{1B}\[[0-9;?]*[A-Za-z]/gu;

/**
 * One tag with its attributes. A value may hold `>`, never `<`, so that no search goes on past the next tag.
 */
const TAG = /<(\/?)([A-Za-z_][\w.-]*(?::[\w.-]+)?)((?:\s(?:"[^"<]*"|'[^'<]*'|[^<>"'])*)?\/?)>/g;
/** Of what stands before a stanza: the longest of the known logs has about 80. */
const MAX_PREFIX_CHARACTERS = 256;
const STANZA = /^(?:message|iq|presence)$/;

interface OpenStanza {
  readonly start: number;
  readonly names: string[];
}

/** Every stretch that begins like a stanza, in order. A stanza inside another, as in a carbon, belongs to that one. */
export function findStanzas(log: string): readonly FoundStanza[] {
  const text = log.replaceAll(ESCAPES, '');
  const found: FoundStanza[] = [];
  const lines = new LineCounter(text);
  let open: OpenStanza | undefined;
  const close = (end: number | undefined) => {
    if (open === undefined) return;
    const { line, begin } = lines.at(open.start);
    const before = beforeIn(text.slice(Math.max(begin, open.start - MAX_PREFIX_CHARACTERS), open.start));
    found.push({ line, before, xml: end === undefined ? undefined : unwrapped(text.slice(open.start, end), before) });
    open = undefined;
  };

  for (const { 0: tag, 1: slash, 2: name = '', 3: attributes = '', index } of text.matchAll(TAG)) {
    const isEnd = slash === '/';
    const isEmpty = attributes.endsWith('/');
    if (!isEnd && STANZA.test(name) && !isInside(open)) {
      // Nothing but a forwarding element holds a stanza: the one before this was cut off.
      close(undefined);
      open = { start: index, names: [] };
    }
    if (open === undefined) continue;
    if (isEnd) open.names.pop();
    else if (!isEmpty) open.names.push(name);
    if (open.names.length === 0) close(index + tag.length);
  }
  close(undefined);
  return found;
}

function isInside(open: OpenStanza | undefined): boolean {
  return open?.names.at(-1)?.endsWith('forwarded') === true;
}

/** The last of the talk before a stanza: what follows another stanza's end on the same line is about this one. */
function beforeIn(text: string): string {
  return text.slice(text.lastIndexOf('>') + 1).trim();
}

/**
 * A stanza as it was before the log got it: without the prefix that some logs put before each line, and without the
 * backslashes of a string literal.
 */
function unwrapped(xml: string, before: string): string {
  const lines = before === '' || !xml.includes('\n') ? xml : withoutPrefixes(xml, shapeOf(before));
  return /=\\["']/.test(lines) ? lines.replaceAll(/\\(["'\\/])/g, '$1').replaceAll('\\n', '\n') : lines;
}

/** Lines whose beginning has the shape of the first line's prefix: `10-01 12:00:00.000 D/app: ` and the like. */
function withoutPrefixes(xml: string, shape: string): string {
  const [first = '', ...rest] = xml.split('\n');
  const stripped = rest.map((line) => {
    const begin = line.indexOf('<');
    const talk = begin === -1 ? line : line.slice(0, begin);
    return shapeOf(talk.trim()) === shape ? line.slice(talk.length) : line;
  });
  return [first, ...stripped].join('\n');
}

/** What times and thread numbers have in common from line to line. */
function shapeOf(prefix: string): string {
  return prefix.replaceAll(/\d+/g, '0');
}

/** Line numbers for places that come in order. */
class LineCounter {
  readonly #text: string;
  #line = 1;
  #begin = 0;
  /** Of this line. Kept, since a log may be one long line. */
  #end: number;

  constructor(text: string) {
    this.#text = text;
    this.#end = this.#endFrom(0);
  }

  /** The line of an offset at or after the last one asked for, and where that line begins. */
  at(offset: number): { readonly line: number; readonly begin: number } {
    while (this.#end < offset) {
      this.#line += 1;
      this.#begin = this.#end + 1;
      this.#end = this.#endFrom(this.#begin);
    }
    return { line: this.#line, begin: this.#begin };
  }

  #endFrom(begin: number): number {
    const end = this.#text.indexOf('\n', begin);
    return end === -1 ? this.#text.length : end;
  }
}
