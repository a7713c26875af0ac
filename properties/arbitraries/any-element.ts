/** Trees made of the words the codecs know, in any order and any number: mostly nonsense, some of it nearly right. */
import fc from 'fast-check';
import type { XmlElement, XmlNode } from '../../src/xml/element.ts';
import { childElements, isElement } from '../../src/xml/read.ts';
import { allRecordedStanzas } from '../../test/interop/recordings.ts';
import { elementOf, exampleCases } from '../../test/stanzas/cases.ts';

/** Stanzas that are right: the examples, and what real clients sent and received. */
export const REAL_STANZAS: readonly XmlElement[] = [
  ...exampleCases().map(({ stanza }) => stanza),
  ...allRecordedStanzas().map(({ xml }) => elementOf(xml)),
];

/** Values that mean something somewhere, and are wrong nearly everywhere else. */
const NASTY_VALUES: readonly string[] = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1',
    '2',
    '127',
    '128',
    '65536',
    '2147483647',
    '2147483648',
    '4294967296',
    '1e3',
    '0x1',
    '01',
  ],
  ...['true', 'both', 'initiator', 'audio', 'video', 'sha-256', 'actpass', 'udp', 'tcp', 'host', 'set', 'unknown'],
  ...['a b', 'a\nb', 'a\r\na=x', '\t', '\u0085', '\u2028', '\u00a0', 'ä', '日本', '\u{1f600}', '__proto__', 'toString'],
  ...[
    '@',
    'juliet@',
    'juliet@capulet.lit',
    'juliet@capulet.lit/a',
    '192.0.2.1',
    '::1',
    'evil.example',
    'AQ==',
    'AR==',
    'A',
  ],
  ...['2010-07-10T23:08:25Z', 'x'.repeat(70), 'x'.repeat(300), 'x'.repeat(1_100), 'x'.repeat(5_000)],
];

function everyElement(root: XmlElement): readonly XmlElement[] {
  return [root, ...childElements(root).flatMap(everyElement)];
}

const everything = REAL_STANZAS.flatMap(everyElement);
const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

const namespace = fc.constantFrom(...unique(everything.map((known) => known.namespace)), '', 'urn:evil');
const name = fc.constantFrom(...unique(everything.map((known) => known.name)), 'toString', '__proto__');
const attributeName = fc.constantFrom(...unique(everything.flatMap((known) => [...known.attributes.keys()])));
const realValues = unique(everything.flatMap((known) => [...known.attributes.values()]));
export const attributeValue: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY_VALUES),
  fc.constantFrom(...realValues),
  fc.string({ maxLength: 8 }),
);
const realTexts = unique(
  everything.flatMap(({ children }) => children.filter((node): node is string => !isElement(node))),
);
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY_VALUES),
  fc.constantFrom(...realTexts),
  fc.string({ maxLength: 8 }),
);
export { attributeName, name as elementName, namespace as elementNamespace };

/** The expanded name of an element that exists, far more often than one that does not. */
const expandedName = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...everything).map((known) => ({ namespace: known.namespace, name: known.name })),
  },
  { weight: 1, arbitrary: fc.record({ namespace, name }) },
);

const { tree } = fc.letrec<{ tree: XmlElement; node: XmlNode }>((tie) => ({
  node: fc.oneof({ maxDepth: 4, withCrossShrink: true }, anyText, fc.constantFrom(...everything), tie('tree')),
  tree: fc
    .record({
      named: expandedName,
      attributes: fc.array(fc.tuple(attributeName, attributeValue), { maxLength: 6 }),
      children: fc.array(tie('node'), { maxLength: 5 }),
    })
    .map(({ named, attributes, children }) => ({ ...named, attributes: new Map(attributes), children })),
}));

export const anyElement: fc.Arbitrary<XmlElement> = tree;
