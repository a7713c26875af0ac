/** Elements of the real ltx, and objects that pretend to be some. */
import { Element, parse } from 'ltx';
import { describe, expect, test } from 'vitest';
import { XML_LIMITS } from '../../src/base/limits.ts';
import { ok } from '../../src/base/result.ts';
import { element } from '../../src/xml/element.ts';
import { fromLtx, type LtxElement } from '../../src/xml/from-ltx.ts';
import { NS_CLIENT, NS_JINGLE, NS_XML } from '../../src/xml/namespaces.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { SAME_READINGS } from './cases/readings.ts';

/** An object in the shape of an ltx element, as a caller without a compiler could build it. */
function ltxLike(parts: object): LtxElement {
  return { name: 'a', attrs: {}, children: [], parent: null, ...parts };
}

function revokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('fromLtx', () => {
  test.each(SAME_READINGS)('reads %s as parseXml does', (_what, text) => {
    expect(fromLtx(parse(text))).toEqual(parseXml(text));
  });

  test('takes the namespaces of the stream around a stanza, as xmpp.js leaves them there', () => {
    const stream = new Element('stream:stream', {
      xmlns: NS_CLIENT,
      'xmlns:stream': 'http://etherx.jabber.org/streams',
    });
    const stanza = new Element('message', { id: '1' });
    stanza.append(new Element('jingle', { xmlns: NS_JINGLE }), new Element('stream:x'));
    stanza.parent = stream;
    const children = [element(NS_JINGLE, 'jingle'), element('http://etherx.jabber.org/streams', 'x')];
    expect(fromLtx(stanza)).toEqual(ok(element(NS_CLIENT, 'message', { id: '1' }, children)));
  });

  test('lets a nearer parent win', () => {
    const outer = new Element('outer', { xmlns: 'u' });
    const inner = new Element('inner', { xmlns: '' });
    const child = new Element('child');
    inner.parent = outer;
    child.parent = inner;
    expect(fromLtx(child)).toEqual(ok(element('', 'child')));
  });

  test('takes the default namespace it is given, where no parent has one', () => {
    expect(fromLtx(new Element('message'), XML_LIMITS, NS_CLIENT)).toEqual(ok(element(NS_CLIENT, 'message')));
    expect(fromLtx(new Element('message'))).toEqual(ok(element('', 'message')));
  });

  test('leaves out attributes without value, as ltx does when it writes', () => {
    const attrs = { a: undefined, b: null, c: '' };
    expect(fromLtx(ltxLike({ attrs }))).toEqual(ok(element('', 'a', { c: '' })));
  });

  test('puts neighbouring texts together and drops empty ones', () => {
    expect(fromLtx(ltxLike({ children: ['x', '', 'y', ''] }))).toEqual(ok(element('', 'a', {}, ['xy'])));
    expect(fromLtx(ltxLike({ children: [''] }))).toEqual(ok(element('', 'a')));
  });

  test('gives a copy', () => {
    const original = parse('<a b="1"><c/></a>');
    const read = fromLtx(original);
    original.attrs['b'] = '2';
    original.children.pop();
    expect(read).toEqual(ok(element('', 'a', { b: '1' }, [element('', 'c')])));
  });

  test('changes nothing', () => {
    const child = Object.freeze(ltxLike({ attrs: Object.freeze({ b: '1' }), children: Object.freeze(['x']) }));
    const original = Object.freeze(ltxLike({ children: Object.freeze([child]) }));
    expect(fromLtx(original).ok).toBe(true);
  });

  test.each([
    ['an undeclared prefix', { name: 'p:a' }, 'undeclaredPrefix'],
    ['an undeclared prefix of an attribute', { attrs: { 'p:b': '1' } }, 'undeclaredPrefix'],
    ['a prefix bound to nothing', { attrs: { 'xmlns:p': '' } }, 'emptyPrefixBinding'],
    ['xmlns bound', { attrs: { 'xmlns:xmlns': 'u' } }, 'reservedPrefix'],
    ['the namespace of xml: by default', { attrs: { xmlns: NS_XML } }, 'reservedNamespace'],
    [
      'one attribute under two prefixes',
      { attrs: { 'xmlns:p': 'u', 'xmlns:q': 'u', 'p:b': '1', 'q:b': '2' } },
      'duplicateExpandedName',
    ],
    ['a name with markup', { name: 'a><b' }, 'illegalName'],
    ['a name with U+FEFF', { name: 'a\uFEFF' }, 'whiteSpaceInName'],
    ['an empty name', { name: '' }, 'notQualifiedName'],
    ['a name too long', { attrs: { ['n'.repeat(257)]: '1' } }, 'nameTooLong'],
    ['attributes that will not tell', { attrs: revokedProxy() }, 'notAnElement'],
    ['a name with two colons', { name: 'a:b:c' }, 'notQualifiedName'],
    ['an attribute name with a quote', { attrs: { 'b"': '1' } }, 'illegalName'],
    ['an attribute name in braces', { attrs: { '{u}b': '1' } }, 'illegalName'],
    ['an attribute that only begins with xmlns:', { attrs: { 'xmlns:': 'u' } }, 'notQualifiedName'],
    ['NUL in text', { children: ['\0'] }, 'illegalCharacter'],
    ['NUL in a value', { attrs: { b: '\0' } }, 'illegalCharacter'],
    ['half a pair in a namespace', { attrs: { xmlns: '\uD800' } }, 'illegalCharacter'],
    ['a number for a value', { attrs: { b: 1 } }, 'notAnElement'],
    ['a number for text', { children: [1] }, 'notAnElement'],
    ['null among the children', { children: [null] }, 'notAnElement'],
    ['no name', { name: undefined }, 'notAnElement'],
    ['no attributes', { attrs: undefined }, 'notAnElement'],
    ['no children', { children: undefined }, 'notAnElement'],
    ['a broken parent', { parent: {} }, 'notAnElement'],
    ['a parent with a wrong declaration', { parent: ltxLike({ attrs: { 'xmlns:xml': 'u' } }) }, 'reservedNamespace'],
  ])('refuses %s', (_what, parts, rule) => {
    expect(fromLtx(ltxLike(parts))).toMatchObject({ ok: false, error: { rule } });
  });

  test('refuses parents in a circle', () => {
    const parent = { ...ltxLike({}), parent: undefined as unknown };
    parent.parent = parent;
    expect(fromLtx(ltxLike({ parent }))).toMatchObject({ error: { rule: 'tooDeep', at: 0 } });
  });

  test('counts declarations and attributes', () => {
    const named = (count: number, prefix: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, 'u']));
    expect(fromLtx(ltxLike({ attrs: named(64, 'b') })).ok).toBe(true);
    expect(fromLtx(ltxLike({ attrs: named(65, 'b') }))).toMatchObject({ error: { rule: 'tooManyAttributes' } });
    expect(fromLtx(ltxLike({ attrs: named(32, 'xmlns:p') })).ok).toBe(true);
    expect(fromLtx(ltxLike({ attrs: named(33, 'xmlns:p') }))).toMatchObject({ error: { rule: 'tooManyDeclarations' } });
    expect(fromLtx(ltxLike({ attrs: { ...named(32, 'xmlns:p'), ...named(33, 'b') } }))).toMatchObject({
      error: { rule: 'tooManyAttributes' },
    });
  });
});

/** Why the text is the stronger way: what ltx has lost before we see the element, nobody can find again. */
describe('ltx', () => {
  test('keeps the last of two attributes', () => {
    expect(fromLtx(parse('<a b="1" b="2"/>'))).toEqual(ok(element('', 'a', { b: '2' })));
  });

  test('loses text after a CDATA section and after a comment', () => {
    expect(fromLtx(parse('<a>AB<![CDATA[C]]>D</a>'))).toEqual(ok(element('', 'a', {}, ['ABC'])));
    expect(fromLtx(parse('<a>AB<!-- -->CD</a>'))).toEqual(ok(element('', 'a', {}, ['AB'])));
  });

  test('loses attributes called __proto__', () => {
    expect(fromLtx(parse('<a __proto__="1"/>'))).toEqual(ok(element('', 'a')));
  });

  test('leaves white space in values as written [XML 1.0 #AVNormalize]', () => {
    expect(fromLtx(parse('<a b="x\ny"/>'))).toEqual(ok(element('', 'a', { b: 'x\ny' })));
  });
});
