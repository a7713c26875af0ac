/**
 * How fast a session-initiate of two contents is read, beside the parsers one could read it with instead.
 *
 * The rivals check less: fast-xml-parser and ltx take texts that are no XML, and only saxes resolves namespaces.
 */

import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { parse as parseLtx } from 'ltx';
import { SaxesParser } from 'saxes';
import { parseXml } from '../../src/xml/parse.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { interleave, type InterleaveOptions } from './interleave.ts';
import { type BenchRow, benchRow } from './row.ts';
import { SESSION_INITIATE } from './session-initiate.ts';

/** Attributes kept and the order of nodes too: without either a stanza cannot be read. All else as it comes. */
const fastXmlParser = new XMLParser({ ignoreAttributes: false, preserveOrder: true });

/** Every rival does at least what makes its outcome usable as a tree of the stanza. */
const RIVALS = {
  'fast-xml-parser': () => fastXmlParser.parse(SESSION_INITIATE) as unknown,
  'fast-xml-parser and its validator': () =>
    XMLValidator.validate(SESSION_INITIATE) === true && (fastXmlParser.parse(SESSION_INITIATE) as unknown),
  saxes: () => readWithSaxes(SESSION_INITIATE),
  ltx: () => parseLtx(SESSION_INITIATE),
} as const;

function readWithSaxes(text: string): number {
  const parser = new SaxesParser({ xmlns: true });
  let elements = 0;
  parser.on('opentag', () => {
    elements += 1;
  });
  parser.write(text).close();
  return elements;
}

/** What may be expected of `parseXml` in times of each rival; the others are there to be known. */
const BOUNDS: Readonly<Partial<Record<keyof typeof RIVALS, number>>> = {
  'fast-xml-parser': 1.5,
  'fast-xml-parser and its validator': 1,
};

/** Many small pieces: a longer one costs more than its length only where something looks back or ahead too often. */
const pieces = (count: number): string => `<a>${"<b c='1'/>x&amp;<![CDATA[y]]>".repeat(count)}</a>`;

export async function benchXml(options: InterleaveOptions = {}): Promise<readonly BenchRow[]> {
  const parsed = parseXml(SESSION_INITIATE);
  if (!parsed.ok) throw new Error('the example is no XML');
  const tree = parsed.value;
  const clocked = { clock: 'processor', ...options } as const;
  const times = await interleave(
    {
      parseXml: () => parseXml(SESSION_INITIATE),
      ...RIVALS,
      serializeXml: () => serializeXml(tree),
    },
    clocked,
  );
  const [short, long] = [pieces(200), pieces(3_200)];
  const lengths = await interleave({ short: () => parseXml(short), long: () => parseXml(long) }, clocked);
  const perSecond = (name: keyof typeof times) => 1e9 / times[name];
  const text = `a session-initiate of ${SESSION_INITIATE.length} characters`;
  return [
    benchRow({ name: `xml: parseXml, ${text}`, value: perSecond('parseXml'), unit: 'per s' }),
    ...rivals().flatMap((rival) => [
      benchRow({ name: `xml: ${rival}`, value: perSecond(rival), unit: 'per s' }),
      benchRow({
        name: 'xml: parseXml takes',
        value: times.parseXml / times[rival],
        unit: 'x',
        ratioTo: rival,
        ...boundOf(rival),
      }),
    ]),
    benchRow({ name: 'xml: serializeXml', value: perSecond('serializeXml'), unit: 'per s' }),
    benchRow({
      name: `xml: a character of a text of ${long.length} takes`,
      value: lengths.long / long.length / (lengths.short / short.length),
      unit: 'x',
      ratioTo: `one of a text of ${short.length}`,
    }),
  ];
}

function rivals(): readonly (keyof typeof RIVALS)[] {
  return Object.keys(RIVALS) as (keyof typeof RIVALS)[];
}

function boundOf(rival: keyof typeof RIVALS): Pick<BenchRow, 'bound'> {
  const value = BOUNDS[rival];
  return value === undefined ? {} : { bound: { op: '<=', value } };
}
