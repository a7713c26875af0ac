/** The example stanzas in test/stanzas/cases: an XML file each, beside it what it means as JSON. */
import { readdirSync, readFileSync } from 'node:fs';
import { parseXml } from '../../src/xml/parse.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { NS_CLIENT } from '../../src/xml/namespaces.ts';

const FOLDER = new URL('./cases/', import.meta.url);
const REWRITTEN = '.rewritten.xml';

export interface ExampleCase {
  /** `xep-0353/intent-propose`: the specification, the place in it, what it is. */
  readonly name: string;
  readonly stanza: XmlElement;
  /** What the codecs write of it, where that is not the same: an attribute nobody uses, an unusable candidate. */
  readonly rewritten: XmlElement;
  readonly meaning: unknown;
}

/** The one element in a text, as it would arrive on a client's stream. */
export function elementOf(xml: string): XmlElement {
  const parsed = parseXml(xml.trim(), { defaultNamespace: NS_CLIENT });
  if (!parsed.ok) throw new Error(`not XML: ${JSON.stringify(parsed.error)} in ${xml}`);
  return parsed.value;
}

/** Every example, in the order of their names. */
export function exampleCases(): readonly ExampleCase[] {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
  const textOf = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');
  const names = files.filter((file) => file.endsWith('.xml') && !file.endsWith(REWRITTEN)).sort();
  return names.map((file) => {
    const name = file.replace(/\.xml$/, '');
    const stanza = elementOf(textOf(file));
    const rewritten = files.includes(name + REWRITTEN) ? elementOf(textOf(name + REWRITTEN)) : stanza;
    const meaning: unknown = files.includes(`${name}.json`) ? JSON.parse(textOf(`${name}.json`)) : undefined;
    return { name, stanza, rewritten, meaning };
  });
}
