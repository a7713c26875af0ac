/** What passed between our end and Dino about calls, in the form of the recordings in test/interop. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NS_CLIENT, NS_JINGLE, NS_JINGLE_MESSAGE } from '../../../src/xml/namespaces.ts';
import type { XmlElement } from '../../../src/xml/element.ts';
import { attribute } from '../../../src/xml/read.ts';
import { serializeXml } from '../../../src/xml/serialize.ts';
import type { PassedStanza } from '../../network/party.ts';
import { descendants } from '../../support/hostile.ts';
import type { RecordedStanza } from '../../interop/recordings.ts';
import type { OurEnd } from './our-end.ts';

/** Every stanza about calls, and every answer to one. */
export function callStanzas({ passed }: Pick<OurEnd, 'passed'>): readonly PassedStanza[] {
  const requests = new Set<string>();
  return passed.filter(({ stanza }) => {
    const id = attribute(stanza, 'id') ?? '';
    if (!isAboutCalls(stanza)) return stanza.name === 'iq' && requests.has(id);
    if (stanza.name === 'iq') requests.add(id);
    return true;
  });
}

function isAboutCalls(stanza: XmlElement): boolean {
  return descendants(stanza).some(({ namespace }) => namespace === NS_JINGLE || namespace === NS_JINGLE_MESSAGE);
}

/** Writes the recording of several ends of ours, each stanza a line. */
export async function writeRecording(folder: string, name: string, ends: readonly OurEnd[]): Promise<void> {
  const all = ends.flatMap((end) => callStanzas(end).map((passed) => ({ ...passed, client: end.account })));
  const inOrder = all.toSorted((one, other) => one.atMs - other.atMs);
  const [first] = inOrder;
  if (first === undefined) return;
  const lines = inOrder.map(({ atMs, client, direction, stanza }): RecordedStanza => {
    const xml = serializeXml(stanza, NS_CLIENT);
    return { t: (atMs - first.atMs) / 1_000, client, dir: direction, xml };
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
