/** What is written is read back as the same, and nothing in a value becomes markup. */
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../src/base/errors.ts';
import { ok } from '../../src/base/result.ts';
import { element, type XmlElement, type XmlNode } from '../../src/xml/element.ts';
import { NS_CLIENT, NS_JINGLE, NS_XML, NS_XMLNS } from '../../src/xml/namespaces.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { XML_CASES } from './cases/all.ts';

describe('serializeXml', () => {
  test.each<readonly [string, XmlElement, string]>([
    ['an empty element', element('', 'a'), '<a/>'],
    ['an element with text', element('', 'a', {}, ['x']), '<a>x</a>'],
    ['text between elements', element('', 'a', {}, ['x', element('', 'b'), 'y']), '<a>x<b/>y</a>'],
    ['attributes in their order', element('', 'a', { c: '1', b: '2' }), '<a c="1" b="2"/>'],
    ['a namespace', element('u', 'a'), '<a xmlns="u"/>'],
    ['a namespace once', element('u', 'a', {}, [element('u', 'b')]), '<a xmlns="u"><b/></a>'],
    ['a namespace that changes', element('u', 'a', {}, [element('v', 'b')]), '<a xmlns="u"><b xmlns="v"/></a>'],
    ['a namespace that ends', element('u', 'a', {}, [element('', 'b')]), '<a xmlns="u"><b xmlns=""/></a>'],
    [
      'a namespace that comes back after a child',
      element('u', 'a', {}, [element('v', 'b', {}, [element('v', 'c')]), element('u', 'd')]),
      '<a xmlns="u"><b xmlns="v"><c/></b><d/></a>',
    ],
    ['xml:lang', element('', 'a', { [`{${NS_XML}}lang`]: 'de' }), '<a xml:lang="de"/>'],
    ['an element of xml:', element(NS_XML, 'a', {}, [element('', 'b')]), '<xml:a><b/></xml:a>'],
    [
      'an element of xml: in a namespace',
      element('u', 'a', {}, [element(NS_XML, 'b', {}, [element('u', 'c')])]),
      '<a xmlns="u"><xml:b><c/></xml:b></a>',
    ],
    ['a prefix where an attribute needs one', element('', 'a', { '{u}b': '1' }), '<a xmlns:n0="u" n0:b="1"/>'],
    [
      'one prefix for one namespace',
      element('', 'a', { '{u}b': '1', '{u}c': '2' }),
      '<a xmlns:n0="u" n0:b="1" n0:c="2"/>',
    ],
    [
      'two prefixes for two',
      element('', 'a', { '{u}b': '1', '{v}b': '2' }),
      '<a xmlns:n0="u" n0:b="1" xmlns:n1="v" n1:b="2"/>',
    ],
    [
      'no prefix for the default namespace only',
      element('u', 'a', { '{u}b': '1' }),
      '<a xmlns="u" xmlns:n0="u" n0:b="1"/>',
    ],
    ['the specials of text', element('', 'a', {}, [`&<>"'\t\n\r`]), `<a>&amp;&lt;&gt;"'\t\n&#13;</a>`],
    [
      'the specials of values',
      element('', 'a', { b: `&<>"'\t\n\r` }),
      '<a b="&amp;&lt;&gt;&quot;&apos;&#9;&#10;&#13;"/>',
    ],
    ['the specials of namespaces', element(`u&"\n`, 'a'), '<a xmlns="u&amp;&quot;&#10;"/>'],
    ['a ]]> in text', element('', 'a', {}, [']]>']), '<a>]]&gt;</a>'],
    ['text that looks like a reference', element('', 'a', {}, ['&lt;']), '<a>&amp;lt;</a>'],
    ['__proto__', element('', '__proto__', { ['__proto__']: '1' }), '<__proto__ __proto__="1"/>'],
  ])('writes %s', (_what, tree, text) => {
    expect(serializeXml(tree)).toBe(text);
    expect(parseXml(text)).toEqual(ok(tree));
  });

  test('writes no xmlns that the place it goes to has', () => {
    const stanza = element(NS_CLIENT, 'iq', {}, [element(NS_JINGLE, 'jingle')]);
    expect(serializeXml(stanza, NS_CLIENT)).toBe(`<iq><jingle xmlns="${NS_JINGLE}"/></iq>`);
    expect(serializeXml(stanza)).toBe(`<iq xmlns="${NS_CLIENT}"><jingle xmlns="${NS_JINGLE}"/></iq>`);
  });

  test('leaves the namespace of the place where the element is in none', () => {
    expect(serializeXml(element('', 'a'), NS_CLIENT)).toBe('<a xmlns=""/>');
  });

  test.each(XML_CASES.flatMap(({ rule, expected }) => ('tree' in expected ? [[rule, expected.tree] as const] : [])))(
    'writes what [%s] reads, so that it is read again',
    (_rule, tree) => {
      expect(parseXml(serializeXml(tree), { limits: generous })).toEqual(ok(tree));
    },
  );

  test('writes elements nested deeper than the stack', () => {
    let tree = element('', 'a');
    for (let depth = 1; depth < 20_000; depth += 1) tree = element('', 'a', {}, [tree]);
    expect(serializeXml(tree)).toHaveLength('<a>'.length * 19_999 + '</a>'.length * 19_999 + '<a/>'.length);
  });

  /** Escaped values are longer than what was read. */
  const generous = {
    characters: 10_000_000,
    depth: 64,
    elements: 4_096,
    attributes: 128,
    namespaceDeclarations: 64,
    namespaceCharacters: 400_000,
    nameCharacters: 256,
    valueCharacters: 400_000,
  };
});

describe('serializeXml, of what XML cannot carry', () => {
  const withAttribute = (key: string, value = ''): XmlElement => ({
    namespace: '',
    name: 'a',
    attributes: new Map([[key, value]]),
    children: [],
  });
  const withChild = (child: XmlNode): XmlElement => element('', 'a', {}, [child]);

  test.each<readonly [string, XmlElement]>([
    ['NUL in text', withChild('\0')],
    ['half a pair in text', withChild('\uD800')],
    ['U+FFFF in text', withChild('\uFFFF')],
    ['a control in a value', withAttribute('b', '\u0001')],
    ['half a pair in a value', withAttribute('b', 'x\uDC00')],
    ['NUL in a namespace', element('\0', 'a')],
    ['NUL in the namespace of an attribute', withAttribute('{\0}b')],
    ['an empty name', element('', '')],
    ['a name with a space', element('', 'a b')],
    ['a name with markup', element('', 'a/><b')],
    ['a name with a colon', element('', 'p:a')],
    ['a name that begins with a digit', element('', '1')],
    ['a name with U+FEFF', element('', 'a\uFEFF')],
    ['a name of a child', withChild(element('', '<'))],
    ['an attribute without name', withAttribute('')],
    ['an attribute with a colon', withAttribute('p:b')],
    ['an attribute with markup', withAttribute('b="" c')],
    ['an attribute with an open brace', withAttribute('{u')],
    ['an attribute with a namespace and no name', withAttribute('{u}')],
    ['an attribute with an empty namespace', withAttribute('{}b')],
    ['xmlns among the attributes', withAttribute('xmlns', 'u')],
    ['a prefixed declaration among the attributes', withAttribute('xmlns:p', 'u')],
    ['a declaration by its namespace', withAttribute(`{${NS_XMLNS}}p`, 'u')],
    ['an element in the namespace of declarations', element(NS_XMLNS, 'a')],
  ])('stops at %s', (_what, tree) => {
    expect(() => serializeXml(tree)).toThrow(InvariantError);
  });
});
