/** The recordings beside this file, as tests read them. README.md says what they are. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One stanza as a client sent or received it. */
export interface RecordedStanza {
  /** Seconds since the first stanza of the recording. */
  readonly t: number;
  /** The full JID of the client that saw it. */
  readonly client: string;
  readonly dir: 'received' | 'sent';
  readonly xml: string;
}

const FOLDER = new URL('./', import.meta.url);

/** The stanzas of one recording, in order. */
export function recordedStanzas(fileName: string): readonly RecordedStanza[] {
  const text = readFileSync(new URL(fileName, FOLDER), 'utf8');
  if (fileName.endsWith('.json')) {
    return (JSON.parse(text) as { readonly stanzas: readonly RecordedStanza[] }).stanzas;
  }
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as RecordedStanza);
}

/** Every stanza of every recording. */
export function allRecordedStanzas(): readonly RecordedStanza[] {
  const fileNames = readdirSync(fileURLToPath(FOLDER)).filter((name) => /\.jsonl?$/.test(name));
  return fileNames.toSorted().flatMap(recordedStanzas);
}
