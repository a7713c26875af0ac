/** `lint --log`: a debug log's stanzas, each with its line, its addresses and what it says. */
import { readFile } from 'node:fs/promises';
import type { XmlElement } from '../../xml/element.ts';
import { attribute } from '../../xml/read.ts';
import type { CliIo } from '../io.ts';
import { whyUnreadable } from '../replay/recording-file.ts';
import type { ExitCode } from '../run.ts';
import { findStanzas } from './find-stanzas.ts';
import type { FoundStanza } from './find-stanzas.ts';
import { lintErrorOf, lintXml } from './lint-line.ts';
import { says } from './says/stanza.ts';
import { counted, shown } from './says/words.ts';

/** Explains a file, one line for each stanza. */
export async function explainLog(path: string, io: CliIo): Promise<ExitCode> {
  let log: string;
  try {
    log = await readFile(path, 'utf8');
  } catch (error) {
    io.err(`error: cannot read ${path}: ${whyUnreadable(error)}\n`);
    return 2;
  }
  const found = findStanzas(log);
  for (const stanza of found) {
    if (io.signal.aborted) return 130;
    io.out(`${explain(stanza)}\n`);
  }
  io.err(`${counted(found.length, 'stanza')} in ${path}\n`);
  return 0;
}

function explain({ line, before, xml }: FoundStanza): string {
  const talk = before === '' ? '' : ` [${shown(before)}]`;
  return `${line}:${talk} ${wordsOf(xml)}`;
}

function wordsOf(xml: string | undefined): string {
  if (xml === undefined) return 'a stanza that breaks off';
  const linted = lintXml(xml);
  if (!linted.ok) return `refused, ${lintErrorOf(linted.error).message}`;
  const { stanza } = linted.value;
  return `${addressesOf(stanza)}${says(stanza)}`;
}

/** `romeo@montague.example/orchard -> juliet@capulet.example: `; only what the stanza has of it. */
function addressesOf(stanza: XmlElement): string {
  const [from, to] = [attribute(stanza, 'from'), attribute(stanza, 'to')];
  if (from === undefined) return to === undefined ? '' : `to ${shown(to)}: `;
  return to === undefined ? `from ${shown(from)}: ` : `${shown(from)} -> ${shown(to)}: `;
}
