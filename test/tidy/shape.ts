/**
 * How long things are and what the house does not write, as sentences with file and line. Pure, as layers.ts is.
 */

import type { ProjectFile } from './project.ts';
import { isShipped } from './project.ts';
import type { NameFact, OddityFact, SyntaxFacts } from './syntax.ts';

/** A file one can read in a sitting. */
const FILE_LINES_BELOW = 300;
/** A function that fits on a screen. */
const FUNCTION_LINES_BELOW = 70;
/** The formatter keeps code to this; comments, strings and names it leaves alone. */
const LINE_CHARACTERS_MOST = 120;

/**
 * Files that are longer, or hold something the house does not write, each with the reason. Empty is how it should be.
 * A key is a path, or a path and a function's name with `#` between.
 */
export const ALLOWED: Readonly<Record<string, string>> = {};

/** What is too long in a file. */
export function sizeFaults(file: ProjectFile, facts: SyntaxFacts): readonly string[] {
  const lines = file.text.split('\n');
  // The newline at the end of the last line begins no other.
  const total = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const tooLong = total < FILE_LINES_BELOW ? [] : [`${file.path} has ${total} lines`];
  const wide = lines.flatMap((line, index) =>
    line.length > LINE_CHARACTERS_MOST ? [`${file.path}:${index + 1} is ${line.length} characters wide`] : [],
  );
  const functions = facts.functions
    .filter(({ lineCount }) => lineCount >= FUNCTION_LINES_BELOW)
    .map(({ name, firstLine, lineCount }) => `${file.path}:${firstLine} ${name} has ${lineCount} lines`);
  return [...tooLong, ...wide, ...functions];
}

const SENTENCES: Readonly<Record<OddityFact['kind'], string>> = {
  any: 'says any: what is not known is unknown',
  defaultExport: 'has a default export: names are given once, where a thing is made',
  enum: 'declares an enum: a union of strings prints, compares and needs no run time',
  exportAll: 'exports all of a module: say which names, or every helper becomes public',
  reExport: 'passes on what another module exports: only src/index.ts and entry.ts do',
};

/** What the house does not write, in one file. */
export function oddityFaults(file: ProjectFile, facts: SyntaxFacts): readonly string[] {
  return facts.oddities
    .filter(
      ({ kind }) => !(kind === 'reExport' && isEntry(file.path)) && !(kind === 'defaultExport' && isConfig(file.path)),
    )
    .map(({ kind, line }) => `${file.path}:${line} ${SENTENCES[kind]}`);
}

/** Where the public names are. */
function isEntry(path: string): boolean {
  return path === 'src/index.ts' || /^src\/(?:adapters\/|media\/)?[a-z-]+\/entry\.ts$/.test(path);
}

/** Tools ask their config file for a default export. */
function isConfig(path: string): boolean {
  return /^([a-z]+\/)*[a-z.-]+\.config\.ts$/.test(path);
}

/** Each shipped file says first what it is and what it does not know. */
export function headerFaults(file: ProjectFile): readonly string[] {
  if (!isShipped(file)) return [];
  const text = file.text.replace(/^#!.*\n/, '');
  return text.startsWith('/**') ? [] : [`${file.path} does not open with a comment that says what it is`];
}

/** Words with two senses in this field: docs/glossary.md says what to write instead. */
const BARE_WORDS: Readonly<Record<string, string>> = {
  session: 'call, jingleSession, omemoSession or the like',
  sid: 'sessionId or senderDeviceId',
  rid: 'recipientDeviceId',
  verified: "authenticated, of a call; trustLevel 'verified', of a key",
  jid: 'bareJid or account; fullJid or resource',
  registrationId: 'the own deviceId, outside of Signal messages',
};

/** Where a word keeps its one sense. */
const WORD_AT_HOME: readonly { readonly word: string; readonly path: RegExp; readonly because: string }[] = [
  { word: 'jid', path: /^src\/jid\.ts$/, because: 'its functions take either kind and tell which it is' },
  { word: 'jid', path: /^src\/adapters\/[a-z-]+\/stream\.ts$/, because: 'what client libraries call the full JID' },
  {
    word: 'registrationId',
    path: /^src\/omemo\//,
    because: 'a field of Signal messages',
  },
];

/** Names that leave open which of two things they mean. */
export function nameFaults(file: ProjectFile, facts: SyntaxFacts): readonly string[] {
  const ambiguous = ({ name }: NameFact): boolean =>
    Object.hasOwn(BARE_WORDS, name) && !WORD_AT_HOME.some(({ word, path }) => word === name && path.test(file.path));
  return isShipped(file)
    ? facts.names.filter(ambiguous).map(({ name, line }) => `${file.path}:${line} says ${name}: ${BARE_WORDS[name]}`)
    : [];
}
