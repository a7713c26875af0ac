/** Namespaces: what prefixes mean, where, and which cannot be bound. */
import { element } from '../../../src/xml/element.ts';
import { NS_XML, NS_XMLNS } from '../../../src/xml/namespaces.ts';
import { reads, refuses, type XmlCase } from './case.ts';

const LANG = `{${NS_XML}}lang`;

export const NAMESPACE_CASES: readonly XmlCase[] = [
  reads('Namespaces #defaulting', '<a xmlns="u"/>', element('u', 'a')),
  reads('Namespaces #defaulting: inherited', '<a xmlns="u"><b/></a>', element('u', 'a', {}, [element('u', 'b')])),
  reads(
    'Namespaces #defaulting: changed',
    '<a xmlns="u"><b xmlns="v"/></a>',
    element('u', 'a', {}, [element('v', 'b')]),
  ),
  reads('Namespaces #defaulting: undone', '<a xmlns="u"><b xmlns=""/></a>', element('u', 'a', {}, [element('', 'b')])),
  reads('Namespaces #defaulting: empty at the root', '<a xmlns=""/>', element('', 'a')),
  reads('Namespaces #defaulting: not for attributes', '<a xmlns="u" b="1"/>', element('u', 'a', { b: '1' })),
  reads('Namespaces #defaulting: after other attributes', '<a b="1" xmlns="u"/>', element('u', 'a', { b: '1' })),
  reads(
    'Namespaces #scoping: ends with the element',
    '<a xmlns="u"><b xmlns="v"/><c/></a>',
    element('u', 'a', {}, [element('v', 'b'), element('u', 'c')]),
  ),
  reads(
    'Namespaces #scoping: ends with an element that has content',
    '<a xmlns="u"><b xmlns="v"><d/></b><c/></a>',
    element('u', 'a', {}, [element('v', 'b', {}, [element('v', 'd')]), element('u', 'c')]),
  ),
  reads(
    'Namespaces #scoping: undone and back',
    '<a xmlns="u"><b xmlns=""><c xmlns="u"/></b></a>',
    element('u', 'a', {}, [element('', 'b', {}, [element('u', 'c')])]),
  ),
  reads('Namespaces #ns-using', '<p:a xmlns:p="u"/>', element('u', 'a')),
  reads('Namespaces #ns-using: inherited', '<p:a xmlns:p="u"><p:b/></p:a>', element('u', 'a', {}, [element('u', 'b')])),
  reads(
    'Namespaces #ns-using: children without prefix',
    '<p:a xmlns:p="u"><b/></p:a>',
    element('u', 'a', {}, [element('', 'b')]),
  ),
  reads(
    'Namespaces #ns-using: declared after its use',
    '<p:a p:b="1" xmlns:p="u"/>',
    element('u', 'a', { '{u}b': '1' }),
  ),
  reads(
    'Namespaces #ns-using: a prefix rebound',
    '<p:a xmlns:p="u"><p:b xmlns:p="v"/><p:c/></p:a>',
    element('u', 'a', {}, [element('v', 'b'), element('u', 'c')]),
  ),
  reads(
    'Namespaces #ns-using: prefixes are case sensitive',
    '<p:a xmlns:p="u" xmlns:P="v"><P:a/></p:a>',
    element('u', 'a', {}, [element('v', 'a')]),
  ),
  reads(
    'Namespaces #ns-using: two prefixes, one namespace',
    '<p:a xmlns:p="u" xmlns:q="u"><q:b/></p:a>',
    element('u', 'a', {}, [element('u', 'b')]),
  ),
  reads('Namespaces #ns-decl: unused', '<a xmlns:p="u"/>', element('', 'a')),
  reads('Namespaces #ns-decl: not among the attributes', '<a xmlns="u" xmlns:p="v"/>', element('u', 'a')),
  reads('Namespaces #ns-decl: the name is decoded', '<a xmlns="u&amp;v&#x41;"/>', element('u&vA', 'a')),
  reads('Namespaces #ns-decl: white space is part of the name', '<a xmlns=" u "/>', element(' u ', 'a')),
  reads(
    'Namespaces #ns-decl: names are compared as they are',
    '<a xmlns="URN:a"><b xmlns="urn:a"/></a>',
    element('URN:a', 'a', {}, [element('urn:a', 'b')]),
  ),
  reads('Namespaces #ns-decl: braces in the name', '<a xmlns:p="}{" p:b="1"/>', element('', 'a', { '{}{}b': '1' })),
  reads(
    'Namespaces #ns-decl: an attribute that begins with xmlns',
    '<a xmlnsx="u"/>',
    element('', 'a', { xmlnsx: 'u' }),
  ),
  reads('Namespaces #ns-decl: an attribute called XMLNS', '<a XMLNS="u"/>', element('', 'a', { XMLNS: 'u' })),
  reads(
    'Namespaces #uniqAttrs: with and without prefix',
    '<a xmlns:p="u" b="1" p:b="2"/>',
    element('', 'a', { b: '1', '{u}b': '2' }),
  ),
  reads(
    'Namespaces #uniqAttrs: the default namespace counts for none',
    '<a xmlns="u" xmlns:p="u" b="1" p:b="2"/>',
    element('u', 'a', { b: '1', '{u}b': '2' }),
  ),
  reads(
    'Namespaces #uniqAttrs: same name, two namespaces',
    '<a xmlns:p="u" xmlns:q="v" p:b="1" q:b="2"/>',
    element('', 'a', { '{u}b': '1', '{v}b': '2' }),
  ),
  reads('Namespaces #xmlReserved: xml needs no declaration', '<a xml:lang="de"/>', element('', 'a', { [LANG]: 'de' })),
  reads(
    'Namespaces #xmlReserved: xml may be declared',
    `<a xmlns:xml="${NS_XML}" xml:lang="de"/>`,
    element('', 'a', { [LANG]: 'de' }),
  ),
  reads('Namespaces #xmlReserved: an element with it', '<xml:a/>', element(NS_XML, 'a')),
  reads(
    'Namespaces #xmlReserved: children of such an element',
    '<xml:a xmlns="u"><b/></xml:a>',
    element(NS_XML, 'a', {}, [element('u', 'b')]),
  ),
  reads(
    'Namespaces #xmlReserved: another attribute of xml',
    '<a xml:space="preserve"> </a>',
    element('', 'a', { [`{${NS_XML}}space`]: 'preserve' }, [' ']),
  ),

  refuses('Namespaces #nsc-NSDeclared: an element', '<¦p:a/>', 'undeclaredPrefix'),
  refuses('Namespaces #nsc-NSDeclared: an attribute', '<a ¦p:b="1"/>', 'undeclaredPrefix'),
  refuses('Namespaces #nsc-NSDeclared: the second attribute', '<a c="1" ¦p:b="1"/>', 'undeclaredPrefix'),
  refuses('Namespaces #nsc-NSDeclared: declared by a child', '<¦p:a><b xmlns:p="u"/></p:a>', 'undeclaredPrefix'),
  refuses(
    'Namespaces #nsc-NSDeclared: declared by the one before',
    '<a><p:b xmlns:p="u"/><¦p:b/></a>',
    'undeclaredPrefix',
  ),
  refuses(
    'Namespaces #nsc-NSDeclared: declared by the content of the one before',
    '<a><b><p:c xmlns:p="u"/></b><¦p:d/></a>',
    'undeclaredPrefix',
  ),
  refuses('Namespaces #nsc-NSDeclared: another case', '<¦P:a xmlns:p="u"/>', 'undeclaredPrefix'),
  refuses('Namespaces #nsc-NSDeclared: stream: outside a stream', '<¦stream:error/>', 'undeclaredPrefix'),
  refuses('Namespaces #nsc-NoPrefixUndecl', '<a ¦xmlns:p=""/>', 'emptyPrefixBinding'),
  refuses('Namespaces #nsc-NoPrefixUndecl: inside', '<p:a xmlns:p="u"><b ¦xmlns:p=""/></p:a>', 'emptyPrefixBinding'),
  refuses('Namespaces #xmlReserved: xml bound to another', '<a ¦xmlns:xml="u"/>', 'reservedNamespace'),
  refuses('Namespaces #xmlReserved: xml bound to none', '<a ¦xmlns:xml=""/>', 'reservedNamespace'),
  refuses(
    'Namespaces #xmlReserved: its namespace for another prefix',
    `<a ¦xmlns:p="${NS_XML}"/>`,
    'reservedNamespace',
  ),
  refuses('Namespaces #xmlReserved: its namespace by default', `<a ¦xmlns="${NS_XML}"/>`, 'reservedNamespace'),
  refuses('Namespaces #xmlReserved: xmlns declared', '<a ¦xmlns:xmlns="u"/>', 'reservedPrefix'),
  refuses('Namespaces #xmlReserved: xmlns declared as what it is', `<a ¦xmlns:xmlns="${NS_XMLNS}"/>`, 'reservedPrefix'),
  refuses(
    'Namespaces #xmlReserved: the namespace of xmlns for a prefix',
    `<a ¦xmlns:p="${NS_XMLNS}"/>`,
    'reservedNamespace',
  ),
  refuses(
    'Namespaces #xmlReserved: the namespace of xmlns by default',
    `<a ¦xmlns="${NS_XMLNS}"/>`,
    'reservedNamespace',
  ),
  refuses(
    'Namespaces #xmlReserved: spelled with a reference',
    `<a ¦xmlns="${NS_XMLNS.replace('2000', '200&#48;')}"/>`,
    'reservedNamespace',
  ),
  refuses('Namespaces #xmlReserved: an element with the prefix xmlns', '<¦xmlns:a/>', 'reservedPrefix'),
  refuses('Namespaces #uniqAttrs', '<a xmlns:p="u" xmlns:q="u" p:b="1" ¦q:b="2"/>', 'duplicateExpandedName'),
  refuses(
    'Namespaces #uniqAttrs: prefixes from two elements',
    '<a xmlns:p="u"><b xmlns:q="u" p:b="1" ¦q:b="1"/></a>',
    'duplicateExpandedName',
  ),
  refuses(
    'Namespaces #uniqAttrs: namespaces that a reference makes the same',
    '<a xmlns:p="A" xmlns:q="&#65;" p:b="1" ¦q:b="2"/>',
    'duplicateExpandedName',
  ),
];
