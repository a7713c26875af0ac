/**
 * Reading takes steps in proportion to the text, in each shape that could make it take more. Why this test: searching
 * for `]]>` from every piece of text, as one would write it first, took six seconds for 224 kB.
 */
import { describe, expect, test } from 'vitest';
import { XML_LIMITS } from '../../src/base/limits.ts';
import { element } from '../../src/xml/element.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { countSteps } from './steps.ts';

/** Far away, so that only the shape decides. */
const limits = {
  ...XML_LIMITS,
  characters: 10_000_000,
  depth: 100_000,
  elements: 1_000_000,
  valueCharacters: 10_000_000,
  namespaceCharacters: 10_000_000,
  nameCharacters: 10_000_000,
};

/** Texts that grow with a number; what stands in them once does not count. */
const SHAPES: readonly (readonly [what: string, textOf: (count: number) => string])[] = [
  ['pieces of text between elements', (count) => `<a>${'<b/>x'.repeat(count)}</a>`],
  ['CDATA sections between text', (count) => `<a>${'x<![CDATA[<&]]>'.repeat(count)}</a>`],
  ['empty CDATA sections', (count) => `<a>${'<![CDATA[]]>'.repeat(count)}</a>`],
  ['CDATA sections full of ampersands', (count) => `<a>${'x<![CDATA[&&&&]]>'.repeat(count)}</a>`],
  ['references', (count) => `<a>${'&amp;'.repeat(count)}</a>`],
  ['references between elements', (count) => `<a>${'<b/>&lt;'.repeat(count)}</a>`],
  ['references in values', (count) => `<a>${'<b c="&#65;"/>'.repeat(count)}</a>`],
  ['zeros in one reference', (count) => `<a>&#${'0'.repeat(count)}65;</a>`],
  ['brackets', (count) => `<a>${']]'.repeat(count)}</a>`],
  ['ends of tags in text', (count) => `<a>${'>'.repeat(count)}</a>`],
  ['nesting', (count) => `${'<a>'.repeat(count)}${'</a>'.repeat(count)}`],
  ['nesting that never ends', (count) => '<a>'.repeat(count)],
  ['nesting that ends wrongly', (count) => `${'<a>'.repeat(count)}${'</a>'.repeat(count - 1)}</b>`],
  ['declarations, one inside the other', (count) => `${'<a xmlns:p="u">'.repeat(count)}${'</a>'.repeat(count)}`],
  ['declarations, one after the other', (count) => `<a>${'<p:b xmlns:p="u" p:c="1"/>'.repeat(count)}</a>`],
  ['uses of a prefix', (count) => `<p:a xmlns:p="u">${'<p:b p:c="1"/>'.repeat(count)}</p:a>`],
  ['names all different', (count) => `<a>${range(count, (index) => `<b${index}/>`)}</a>`],
  ['values with the other quote', (count) => `<a>${`<b c="'" d='"'/>`.repeat(count)}</a>`],
  ['white space in a tag', (count) => `<a${' '.repeat(count)}/>`],
  ['white space around an equals sign', (count) => `<a b${' '.repeat(count)}=${'\n'.repeat(count)}"c"/>`],
  ['white space in an end tag', (count) => `<a></a${'\t'.repeat(count)}>`],
  ['white space after the root', (count) => `<a/>${' '.repeat(count)}`],
  ['white space in a value', (count) => `<a b="${'\t\n'.repeat(count)}"/>`],
  ['line ends', (count) => `<a>${'\r\n'.repeat(count)}</a>`],
  ['line ends before a fault', (count) => `<a>${'\r\n'.repeat(count)}&</a>`],
  ['a long name', (count) => `<${'n'.repeat(count)}/>`],
  ['a long wide name', (count) => `<n${'é'.repeat(count)}/>`],
  ['a long text', (count) => `<a>${'x'.repeat(count)}</a>`],
  ['tags that are not closed', (count) => '<a b="c" '.repeat(count)],
  ['quotes that are not closed', (count) => `<a b='`.repeat(count)],
];

function range(count: number, write: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => write(index)).join('');
}

/** Much more than a text of any shape takes, and far less than the square of the shorter one. */
const STEPS_PER_CHARACTER = 40;

describe('parseXml', () => {
  test.each(SHAPES)('takes steps in proportion to %s', (_shape, textOf) => {
    const [short, long] = [textOf(200), textOf(1_600)];
    const [few, many] = [short, long].map((text) => countSteps(() => parseXml(text, { limits })));
    expect(many! / few!).toBeLessThan((long.length / short.length) * 1.25);
    expect(many! / long.length).toBeLessThan(STEPS_PER_CHARACTER);
  });
});

describe('serializeXml', () => {
  test('takes steps in proportion to what it writes', () => {
    const treeOf = (count: number) =>
      element(
        'u',
        'a',
        {},
        Array.from({ length: count }, () => element('v', 'b', { '{w}c': '&' }, ['<'])),
      );
    const stepsFor = (count: number): number => countSteps(() => serializeXml(treeOf(count)));
    expect(stepsFor(1_600) / stepsFor(200)).toBeLessThan(8.1);
  });
});

describe('countSteps', () => {
  test('sees what looks at the whole text again and again', () => {
    const again = (text: string) => [...text].map((_, index) => text.indexOf(']', index));
    expect(countSteps(() => again('x'.repeat(1_600))) / countSteps(() => again('x'.repeat(200)))).toBeGreaterThan(50);
  });

  test('leaves the methods as they were', () => {
    const before = String.prototype.indexOf;
    countSteps(() => expect(String.prototype.indexOf).not.toBe(before));
    expect(String.prototype.indexOf).toBe(before);
  });
});
