/** Elements of the real xmldom, and objects that pretend to be some. */
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { element } from '../../src/xml/element.ts';
import { type DomElement, fromDom } from '../../src/xml/from-dom.ts';
import { NS_XML, NS_XMLNS } from '../../src/xml/namespaces.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { SAME_READINGS } from './cases/readings.ts';

function domOf(text: string): DomElement {
  const { documentElement } = new DOMParser().parseFromString(text, 'text/xml');
  if (documentElement === null) throw new Error('xmldom finds no element');
  return documentElement;
}

/** An object in the shape of a DOM element, as a caller without a compiler could build it. */
function domLike(parts: object): DomElement {
  return { nodeType: 1, namespaceURI: null, localName: 'a', attributes: [], childNodes: [], ...parts };
}
function attributeLike(parts: object) {
  return { namespaceURI: null, localName: 'b', value: '1', ...parts };
}

describe('fromDom', () => {
  test.each(SAME_READINGS)('reads %s as parseXml does', (_what, text) => {
    expect(fromDom(domOf(text))).toEqual(parseXml(text));
  });

  test('reads CDATA and the text around it as one text', () => {
    expect(fromDom(domOf('<a>x<![CDATA[<y>]]>z</a>'))).toEqual(ok(element('', 'a', {}, ['x<y>z'])));
  });

  test.each([
    ['a comment', '<a>x<!-- -->y</a>', 'comment'],
    ['a processing instruction', '<a><?b c?></a>', 'processingInstruction'],
  ])('refuses %s [RFC 6120 #11.1]', (_what, text, rule) => {
    expect(fromDom(domOf(text))).toMatchObject({ ok: false, error: { kind: 'restricted', rule } });
  });

  test('leaves out declarations, and takes every other attribute', () => {
    const attributes = [
      attributeLike({ namespaceURI: NS_XMLNS, localName: 'xmlns', value: 'u' }),
      attributeLike({ namespaceURI: NS_XML, localName: 'lang', value: 'de' }),
      attributeLike({}),
    ];
    expect(fromDom(domLike({ attributes }))).toEqual(ok(element('', 'a', { [`{${NS_XML}}lang`]: 'de', b: '1' })));
  });

  test('puts neighbouring texts together and drops empty ones', () => {
    const text = (nodeValue: string, nodeType = 3) => ({ nodeType, nodeValue });
    const childNodes = [text('x'), text(''), text('y', 4)];
    expect(fromDom(domLike({ childNodes }))).toEqual(ok(element('', 'a', {}, ['xy'])));
  });

  test.each([
    ['a document', { nodeType: 9 }, 'notAnElement'],
    ['a text', { nodeType: 3, nodeValue: 'x' }, 'notAnElement'],
    ['a document type among the children', { childNodes: [{ nodeType: 10 }] }, 'documentType'],
    ['an entity reference among the children', { childNodes: [{ nodeType: 5 }] }, 'undeclaredEntity'],
    ['an element made without namespaces', { localName: null }, 'notAnElement'],
    ['an attribute made without namespaces', { attributes: [attributeLike({ localName: null })] }, 'notAnElement'],
    ['an attribute without value', { attributes: [attributeLike({ value: undefined })] }, 'notAnElement'],
    [
      'an attribute called xmlns in no namespace',
      { attributes: [attributeLike({ localName: 'xmlns' })] },
      'reservedPrefix',
    ],
    ['an element in the namespace of xmlns', { namespaceURI: NS_XMLNS }, 'reservedNamespace'],
    [
      'one attribute twice',
      { attributes: [attributeLike({}), attributeLike({ value: '2' })] },
      'duplicateExpandedName',
    ],
    ['a name with a colon', { localName: 'p:a' }, 'illegalName'],
    ['a name with U+1680', { localName: 'a\u1680' }, 'whiteSpaceInName'],
    ['a namespace that is no string', { namespaceURI: 5 }, 'notAnElement'],
    ['NUL in a namespace', { namespaceURI: '\0' }, 'illegalCharacter'],
    ['NUL in text', { childNodes: [{ nodeType: 3, nodeValue: '\0' }] }, 'illegalCharacter'],
    ['text that is no string', { childNodes: [{ nodeType: 3, nodeValue: 5 }] }, 'notAnElement'],
    ['no attributes', { attributes: undefined }, 'notAnElement'],
    ['no children', { childNodes: undefined }, 'notAnElement'],
    ['a length that is none', { childNodes: { length: -1 } }, 'notAnElement'],
    ['a length without end', { childNodes: { length: Number.POSITIVE_INFINITY } }, 'notAnElement'],
    ['a length with nothing behind it', { childNodes: { length: 2 ** 40 } }, 'notAnElement'],
    ['attributes without end', { attributes: { length: 65 } }, 'tooManyAttributes'],
  ])('refuses %s', (_what, parts, rule) => {
    expect(fromDom(domLike(parts))).toMatchObject({ ok: false, error: { rule } });
  });

  test('counts declarations', () => {
    const declarations = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        attributeLike({ namespaceURI: NS_XMLNS, localName: `p${index}`, value: 'u' }),
      );
    expect(fromDom(domLike({ attributes: declarations(32) })).ok).toBe(true);
    expect(fromDom(domLike({ attributes: declarations(33) }))).toMatchObject({
      error: { rule: 'tooManyDeclarations' },
    });
  });
});

describe('xmldom', () => {
  test('takes next line and line separator for ends of lines, as XML 1.1 would', () => {
    expect(fromDom(domOf('<a>x\u0085y\u2028z</a>'))).toEqual(ok(element('', 'a', {}, ['x\ny\nz'])));
  });
});
