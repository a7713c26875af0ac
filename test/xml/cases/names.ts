/** Names: which characters, how many colons, and names that mean something to JavaScript or to a parser. */
import { element } from '../../../src/xml/element.ts';
import { reads, refuses, type XmlCase } from './case.ts';

/** An empty element of that name, read as itself. */
function readsName(rule: string, name: string): XmlCase {
  return reads(`XML 1.0 #NT-Name: ${rule}`, `<${name}/>`, element('', name));
}

/** Attributes under names that an object literal cannot hold as such. */
function withAttribute(name: string, value: string) {
  return { namespace: '', name: 'a', attributes: new Map([[name, value]]), children: [] };
}

export const NAME_CASES: readonly XmlCase[] = [
  readsName('letters, digits and marks', 'a-b.c_1'),
  readsName('begins with an underscore', '_'),
  readsName('capital letters', 'ABC'),
  readsName('Latin letters with accents', 'für'),
  readsName('the first wide letter', 'À'),
  readsName('Cyrillic', 'сообщение'),
  readsName('Chinese', '消息'),
  readsName('a combining mark inside', 'a\u0301'),
  readsName('a middle dot inside', 'a\u00B7'),
  readsName('zero width joiners', 'a\u200C\u200D'),
  readsName('beyond the first plane', '\u{10000}'),
  readsName('the last start character', 'a\u{EFFFF}'),
  readsName('U+FFFD', '\uFFFD'),
  readsName('wide after narrow', `a${'é'.repeat(8)}b`),
  readsName('begins with xml', 'xmlfoo'),
  readsName('constructor', 'constructor'),
  readsName('prototype', 'prototype'),
  readsName('__proto__', '__proto__'),
  readsName('hasOwnProperty', 'hasOwnProperty'),
  readsName('toString', 'toString'),
  readsName('valueOf', 'valueOf'),
  readsName('__defineGetter__', '__defineGetter__'),
  readsName('length', 'length'),
  readsName('then', 'then'),
  reads('XML 1.0 #NT-Name: __proto__ as attribute', '<a __proto__="x"/>', withAttribute('__proto__', 'x')),
  reads('XML 1.0 #NT-Name: constructor as attribute', '<a constructor="x"/>', withAttribute('constructor', 'x')),
  reads('XML 1.0 #NT-Name: toString as attribute', '<a toString="x"/>', withAttribute('toString', 'x')),
  reads('XML 1.0 #NT-Name: hasOwnProperty as attribute', '<a hasOwnProperty=""/>', withAttribute('hasOwnProperty', '')),
  reads(
    'XML 1.0 #NT-Name: __proto__ nested in itself',
    '<__proto__><__proto__ __proto__="1">x</__proto__></__proto__>',
    element('', '__proto__', {}, [
      { namespace: '', name: '__proto__', attributes: new Map([['__proto__', '1']]), children: ['x'] },
    ]),
  ),
  reads(
    'Namespaces #NT-PrefixedName: __proto__ as prefix',
    '<__proto__:a xmlns:__proto__="u" __proto__:b="1"/>',
    element('u', 'a', { '{u}b': '1' }),
  ),
  reads('Namespaces #NT-PrefixedName: toString as prefix', '<toString:a xmlns:toString="u"/>', element('u', 'a')),
  refuses('Namespaces #nsc-NSDeclared: toString is no prefix by itself', '<¦toString:a/>', 'undeclaredPrefix'),
  refuses('Namespaces #nsc-NSDeclared: __proto__ is no prefix by itself', '<¦__proto__:a/>', 'undeclaredPrefix'),

  refuses('XML 1.0 #NT-NameStartChar: a digit', '<¦1/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameStartChar: a hyphen', '<¦-a/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameStartChar: a dot', '<¦.a/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameStartChar: a middle dot', '<¦\u00B7a/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameStartChar: a combining mark', '<¦\u0301a/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameStartChar: a multiplication sign', '<¦×/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameStartChar: a division sign', '<¦÷/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameStartChar: U+037E', '<¦\u037E/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameStartChar: beyond plane 14', '<¦\u{F0000}/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameChar: an exclamation mark', '<a¦!/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameChar: an at sign', '<a¦@b/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameChar: braces', '<a¦{b}/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameChar: no-break space', '<a¦\u00A0b="1"/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameChar: line separator', '<a¦\u2028/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameChar: U+3000', '<a¦\u3000/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameChar: in an attribute', '<a b¦$="1"/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameStartChar: of an attribute', '<a ¦1="1"/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameStartChar: of an attribute in braces', '<a ¦{u}b="1"/>', 'illegalName'),
  refuses('XML 1.0 #NT-NameStartChar: of an end tag', '<a></¦1>', 'illegalName'),
  refuses('XML 1.0 #NT-NameChar: of an end tag', '<a></a¦!>', 'illegalName'),

  refuses('JavaScript white space in a name: U+FEFF at the end', '<fingerprint¦\uFEFF/>', 'whiteSpaceInName'),
  refuses('JavaScript white space in a name: U+FEFF first', '<¦\uFEFFfingerprint/>', 'whiteSpaceInName'),
  refuses('JavaScript white space in a name: U+FEFF inside', '<finger¦\uFEFFprint/>', 'whiteSpaceInName'),
  refuses('JavaScript white space in a name: U+1680 at the end', '<fingerprint¦\u1680/>', 'whiteSpaceInName'),
  refuses('JavaScript white space in a name: in an attribute', '<a sid¦\u1680="1"/>', 'whiteSpaceInName'),
  refuses('JavaScript white space in a name: first in an attribute', '<a ¦\uFEFFsid="1"/>', 'whiteSpaceInName'),
  refuses('JavaScript white space in a name: in a prefix', '<p¦\uFEFF:a/>', 'whiteSpaceInName'),
  refuses('JavaScript white space in a name: after a prefix', "<p:¦\uFEFFa xmlns:p='u'/>", 'whiteSpaceInName'),
  refuses('JavaScript white space in a name: in an end tag', '<a></a¦\uFEFF>', 'whiteSpaceInName'),

  refuses('Namespaces #NT-QName: begins with a colon', '<¦:a/>', 'notQualifiedName'),
  refuses('Namespaces #NT-QName: only a colon', '<¦:/>', 'notQualifiedName'),
  refuses('Namespaces #NT-QName: ends with a colon', '<a:¦/>', 'notQualifiedName'),
  refuses('Namespaces #NT-QName: two colons', '<a:b¦:c/>', 'notQualifiedName'),
  refuses('Namespaces #NT-QName: two colons in a row', '<a:¦:b/>', 'notQualifiedName'),
  refuses('Namespaces #NT-QName: a digit after the colon', '<a:¦1/>', 'notQualifiedName'),
  refuses('Namespaces #NT-QName: an attribute that ends with a colon', '<a b:¦="1"/>', 'notQualifiedName'),
  refuses('Namespaces #NT-QName: xmlns and a colon', '<a xmlns:¦="u"/>', 'notQualifiedName'),
  refuses('Namespaces #NT-QName: an end tag with two colons', "<p:a xmlns:p='u'></p:a¦:b>", 'notQualifiedName'),
];
