/** The tree builder is not believed: a tree that is not the one the gate saw is refused, whatever it looks like. */
import { describe, expect, test } from 'vitest';
import { XML_LIMITS } from '../../src/base/limits.ts';
import { buildElement } from '../../src/xml/build.ts';
import { passGate } from '../../src/xml/gate.ts';
import { parseRawTree } from '../../src/xml/raw-tree.ts';

const TEXT = '<a b="1" c="2">x<d/><![CDATA[y]]><e>z</e></a>';

/** What comes of the gate having seen `TEXT` and the tree builder having returned this. */
function buildFrom(rawTree: unknown) {
  const trace = passGate(TEXT, XML_LIMITS);
  if (!trace.ok) throw new Error('the gate refuses its own example');
  return buildElement(rawTree, trace.value, XML_LIMITS, '');
}

describe('buildElement', () => {
  test('takes the tree that the gate saw', () => {
    expect(buildFrom(parseRawTree(TEXT)).ok).toBe(true);
  });

  test.each([
    ['another name', '<A b="1" c="2">x<d/><![CDATA[y]]><e>z</e></A>'],
    ['another name inside', '<a b="1" c="2">x<D/><![CDATA[y]]><e>z</e></a>'],
    ['another attribute name', '<a B="1" c="2">x<d/><![CDATA[y]]><e>z</e></a>'],
    ['another value', '<a b="1" c="3">x<d/><![CDATA[y]]><e>z</e></a>'],
    ['a value without its spaces', '<a b=" 1" c="2">x<d/><![CDATA[y]]><e>z</e></a>'],
    ['attributes in another order', '<a c="2" b="1">x<d/><![CDATA[y]]><e>z</e></a>'],
    ['an attribute less', '<a b="1">x<d/><![CDATA[y]]><e>z</e></a>'],
    ['an attribute more', '<a b="1" c="2" f="3">x<d/><![CDATA[y]]><e>z</e></a>'],
    ['an attribute without value', '<a b="1" c>x<d/><![CDATA[y]]><e>z</e></a>'],
    ['no attributes', '<a>x<d/><![CDATA[y]]><e>z</e></a>'],
    ['another text', '<a b="1" c="2">X<d/><![CDATA[y]]><e>z</e></a>'],
    ['no text', '<a b="1" c="2"><d/><![CDATA[y]]><e>z</e></a>'],
    ['another section', '<a b="1" c="2">x<d/><![CDATA[Y]]><e>z</e></a>'],
    ['text for a section', '<a b="1" c="2">x<d/>y<e>z</e></a>'],
    ['a section for text', '<a b="1" c="2"><![CDATA[x]]><d/><![CDATA[y]]><e>z</e></a>'],
    ['an element for text', '<a b="1" c="2"><x/><d/><![CDATA[y]]><e>z</e></a>'],
    ['text for an element', '<a b="1" c="2">x<![CDATA[d]]><![CDATA[y]]><e>z</e></a>'],
    ['a child less', '<a b="1" c="2">x<d/><![CDATA[y]]></a>'],
    ['a child more', '<a b="1" c="2">x<d/><![CDATA[y]]><e>z</e><f/></a>'],
    ['a child of a child more', '<a b="1" c="2">x<d><f/></d><![CDATA[y]]><e>z</e></a>'],
    ['a child too deep', '<a b="1" c="2">x<d><![CDATA[y]]></d><e>z</e></a>'],
    ['a child too high', '<a b="1" c="2">x<d/><![CDATA[y]]><e/>z</a>'],
    ['a second root', '<a b="1" c="2">x<d/><![CDATA[y]]><e>z</e></a><f/>'],
    ['nothing', ''],
  ])('refuses %s', (_what, other) => {
    expect(buildFrom(parseRawTree(other))).toMatchObject({ ok: false, error: { rule: 'treeDiffers' } });
  });

  const [root] = parseRawTree(TEXT) as readonly [Record<string, unknown>];
  test.each([
    ['no tree', undefined],
    ['null', null],
    ['a string', TEXT],
    ['a list of something else', [5]],
    ['a list of null', [null]],
    ['an element that is no list', [{ '=a': 'x', ':@': root[':@'] }]],
    ['a name without its mark', [{ a: root['=a'], ':@': root[':@'] }]],
    ['attributes that are none', [{ '=a': root['=a'], ':@': 5 }]],
    ['a value that is no string', [{ '=a': root['=a'], ':@': { '@b': 1, '@c': '2' } }]],
    ['a text that is no string', [{ '=a': [{ '#text': 5 }], ':@': root[':@'] }]],
    ['an object without keys', [{}]],
  ])('refuses %s', (_what, rawTree) => {
    expect(buildFrom(rawTree)).toMatchObject({ ok: false, error: { rule: 'treeDiffers' } });
  });

  test('says where the difference is', () => {
    const other = '<a b="1" c="2">x<d/><![CDATA[y]]><e>Z</e></a>';
    expect(buildFrom(parseRawTree(other))).toMatchObject({ error: { at: TEXT.indexOf('z') } });
    const renamed = '<a b="1" c="2">x<d/><![CDATA[y]]><E>z</E></a>';
    expect(buildFrom(parseRawTree(renamed))).toMatchObject({ error: { at: TEXT.indexOf('e>z') } });
  });
});
