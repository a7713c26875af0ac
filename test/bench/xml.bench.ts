/**
 * How fast a session-initiate of two contents is read and written, beside what one could do it with instead.
 *
 * The rivals check less: fast-xml-parser, ltx and StanzaJS's parser take texts that are no XML, and only saxes resolves
 * namespaces. saxes has no writer.
 */

import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { parse as parseLtx } from 'ltx';
import { SaxesParser } from 'saxes';
import { JXT } from 'stanza';
import { parseXml } from '../../src/xml/parse.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { interleave, type InterleaveOptions } from './interleave.ts';
import { type BenchRow, benchRow } from './row.ts';
import { SESSION_INITIATE } from './session-initiate.ts';

/** Attributes kept and the order of nodes too: without either a stanza cannot be read. All else as it comes. */
const fastXmlOptions = { ignoreAttributes: false, preserveOrder: true };
const fastXmlParser = new XMLParser(fastXmlOptions);
const fastXmlBuilder = new XMLBuilder({ ...fastXmlOptions, suppressEmptyNode: true });

/** Every rival does at least what makes its outcome usable as a tree of the stanza. */
const RIVALS = {
  'fast-xml-parser': () => fastXmlParser.parse(SESSION_INITIATE) as unknown,
  'fast-xml-parser and its validator': () =>
    XMLValidator.validate(SESSION_INITIATE) === true && (fastXmlParser.parse(SESSION_INITIATE) as unknown),
  saxes: () => readWithSaxes(SESSION_INITIATE),
  ltx: () => parseLtx(SESSION_INITIATE),
  "StanzaJS's parser": () => JXT.parse(SESSION_INITIATE),
} as const;

/** Each writes the tree that its own parser has made. */
function writers() {
  const parsed = parseXml(SESSION_INITIATE);
  if (!parsed.ok) throw new Error('the example is no XML');
  const ofFastXmlParser = fastXmlParser.parse(SESSION_INITIATE) as unknown;
  const ofLtx = parseLtx(SESSION_INITIATE);
  const ofStanza = JXT.parse(SESSION_INITIATE);
  return {
    serializeXml: () => serializeXml(parsed.value),
    'fast-xml-parser': () => fastXmlBuilder.build(ofFastXmlParser),
    ltx: () => ofLtx.toString(),
    StanzaJS: () => ofStanza.toString(),
  } as const;
}

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
  const clocked = { clock: 'processor', ...options } as const;
  const times = await interleave({ parseXml: () => parseXml(SESSION_INITIATE), ...RIVALS }, clocked);
  const writeTimes = await interleave(writers(), clocked);
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
    ...writeRows(writeTimes),
    benchRow({
      name: `xml: a character of a text of ${long.length} takes`,
      value: lengths.long / long.length / (lengths.short / short.length),
      unit: 'x',
      ratioTo: `one of a text of ${short.length}`,
    }),
  ];
}

function writeRows({ serializeXml: own, ...rivalTimes }: Readonly<Record<string, number>>): readonly BenchRow[] {
  const ownTime = own ?? Number.NaN;
  return [
    benchRow({ name: 'xml: serializeXml', value: 1e9 / ownTime, unit: 'per s' }),
    ...Object.entries(rivalTimes).map(([ratioTo, time]) =>
      benchRow({ name: 'xml: serializeXml takes', value: ownTime / time, unit: 'x', ratioTo }),
    ),
  ];
}

function rivals(): readonly (keyof typeof RIVALS)[] {
  return Object.keys(RIVALS) as (keyof typeof RIVALS)[];
}

function boundOf(rival: keyof typeof RIVALS): Pick<BenchRow, 'bound'> {
  const value = BOUNDS[rival];
  return value === undefined ? {} : { bound: { op: '<=', value } };
}
