/** What text is an element, which one, and where the first fault is in any other. */
import { describe, expect, test } from 'vitest';
import { XML_LIMITS } from '../../src/base/limits.ts';
import { ok } from '../../src/base/result.ts';
import { element } from '../../src/xml/element.ts';
import { NS_CLIENT } from '../../src/xml/namespaces.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { allRecordedStanzas } from '../interop/recordings.ts';
import { XML_CASES } from './cases/all.ts';
import { KIND_OF_RULE } from './rules.ts';

/** Long texts by their beginning, and what one could not see by its code. */
function nameOf(text: string): string {
  const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
  return shown.replaceAll(/[^\x20-\x7E]/g, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

describe('parseXml', () => {
  const read = XML_CASES.flatMap(({ rule, text, expected }) =>
    'tree' in expected ? [[`reads ${nameOf(text)} [${rule}]`, text, expected.tree] as const] : [],
  );
  const refused = XML_CASES.flatMap(({ rule, text, expected }) =>
    'at' in expected
      ? [[`refuses ${nameOf(text)} as ${expected.rule} at ${expected.at} [${rule}]`, text, expected] as const]
      : [],
  );

  test.each(read)('%s', (_title, text, tree) => {
    expect(parseXml(text)).toEqual(ok(tree));
  });

  test.each(refused)('%s', (_title, text, expected) => {
    const { rule, at } = expected;
    expect(parseXml(text)).toEqual({ ok: false, error: { kind: KIND_OF_RULE[rule], at, rule } });
  });

  test('has a case for every rule that a text can break', () => {
    const tried = refused.map(([, , expected]) => expected.rule);
    // The other three need something else than text, or a tree builder that goes astray.
    const others = ['notText', 'notAnElement', 'treeDiffers'];
    expect([...new Set([...tried, ...others])].toSorted()).toEqual(Object.keys(KIND_OF_RULE).toSorted());
  });

  test.each([
    undefined,
    null,
    5,
    true,
    {},
    [],
    ['<a/>'],
    Symbol('a'),
    new Uint8Array([60]),
    Object('<a/>'),
    { toString: () => '<a/>' },
  ])('refuses what is no string: %o', (input) => {
    // A caller without a compiler.
    expect(parseXml(input as string)).toEqual({ ok: false, error: { kind: 'notWellFormed', at: 0, rule: 'notText' } });
  });

  test.each(allRecordedStanzas().map(({ xml }, index) => [index, xml] as const))(
    'reads stanza %i of the recordings of Dino',
    (_index, xml) => {
      expect(parseXml(xml).ok).toBe(true);
    },
  );

  test('leaves what it was given alone', () => {
    const limits = Object.freeze({ ...XML_LIMITS });
    const options = Object.freeze({ limits, defaultNamespace: NS_CLIENT });
    expect(parseXml('<a/>', options)).toEqual(parseXml('<a/>', options));
  });
});

describe('parseXml with a default namespace', () => {
  const inStream = (text: string) => parseXml(text, { defaultNamespace: NS_CLIENT });

  test('reads a stanza without xmlns as one of the stream [RFC 6120 #4.8.2]', () => {
    expect(inStream('<message/>')).toEqual(ok(element(NS_CLIENT, 'message')));
  });

  test('lets the text declare another', () => {
    expect(inStream("<message xmlns='urn:other'/>")).toEqual(ok(element('urn:other', 'message')));
  });

  test('lets the text declare none', () => {
    expect(inStream("<message xmlns=''/>")).toEqual(ok(element('', 'message')));
  });

  test('comes back where a declaration ends', () => {
    const tree = element(NS_CLIENT, 'message', {}, [element('u', 'a'), element(NS_CLIENT, 'b')]);
    expect(inStream("<message><a xmlns='u'/><b/></message>")).toEqual(ok(tree));
  });

  test('gives attributes none', () => {
    expect(inStream("<message id='1'/>")).toEqual(ok(element(NS_CLIENT, 'message', { id: '1' })));
  });
});

describe('parseXml with limits of its own', () => {
  test('counts by them', () => {
    const limits = { ...XML_LIMITS, depth: 1 };
    expect(parseXml('<a/>', { limits }).ok).toBe(true);
    expect(parseXml('<a><b/></a>', { limits })).toMatchObject({ error: { kind: 'limit', rule: 'tooDeep', at: 3 } });
  });

  test('reads elements nested deeper than the stack', () => {
    const depth = 20_000;
    const limits = { ...XML_LIMITS, depth, elements: depth, characters: 10 * depth };
    expect(parseXml('<a>'.repeat(depth) + '</a>'.repeat(depth), { limits }).ok).toBe(true);
  });
});
