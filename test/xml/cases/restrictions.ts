/** What XMPP leaves out of XML, what is left of `<!`, and stanzas made to be read in two ways. */
import { element } from '../../../src/xml/element.ts';
import { NS_DTLS } from '../../../src/xml/namespaces.ts';
import { reads, refuses, textInA, type XmlCase } from './case.ts';

/** A `<fingerprint/>` of XEP-0320 around some content, and the same for the reader. */
const OPEN = `<fingerprint xmlns='${NS_DTLS}'>`;
function fingerprint(...children: Parameters<typeof element>[3] & object) {
  return element(NS_DTLS, 'fingerprint', {}, children);
}

export const RESTRICTION_CASES: readonly XmlCase[] = [
  refuses('RFC 6120 #11.1: a comment', '<a>¦<!-- b --></a>', 'comment'),
  refuses('RFC 6120 #11.1: a comment before the root', '¦<!-- b --><a/>', 'comment'),
  refuses('RFC 6120 #11.1: a comment after the root', '<a/>¦<!-- b -->', 'comment'),
  refuses('RFC 6120 #11.1: a comment that never ends', '<a>¦<!-- b</a>', 'comment'),
  refuses('RFC 6120 #11.1: a comment in an attribute list', '<a ¦<!-- b --> c="1"/>', 'badAttribute'),
  refuses('RFC 6120 #11.1: a processing instruction', '<a>¦<?b c?></a>', 'processingInstruction'),
  refuses('RFC 6120 #11.1: a processing instruction before the root', '¦<?b?><a/>', 'processingInstruction'),
  refuses('RFC 6120 #11.1: a processing instruction after the root', '<a/>¦<?b?>', 'processingInstruction'),
  refuses('RFC 6120 #11.1: one that never ends', '<a>¦<?b', 'processingInstruction'),
  refuses('RFC 6120 #11.5: an XML declaration', "¦<?xml version='1.0'?><a/>", 'processingInstruction'),
  refuses('RFC 6120 #11.5: an XML declaration of 1.1', "¦<?xml version='1.1'?><a/>", 'processingInstruction'),
  refuses('RFC 6120 #11.1: a document type', '¦<!DOCTYPE a><a/>', 'documentType'),
  refuses('RFC 6120 #11.1: a document type with entities', `¦<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, 'documentType'),
  refuses('RFC 6120 #11.1: an external document type', `¦<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`, 'documentType'),
  refuses('RFC 6120 #11.1: a document type inside', '<a>¦<!DOCTYPE a></a>', 'documentType'),
  refuses('XML 1.0 #NT-doctypedecl: in small letters', '¦<!doctype a><a/>', 'badMarkup'),
  refuses('RFC 6120 #11.1: an entity', '<a>¦&foo;</a>', 'undeclaredEntity'),
  refuses('RFC 6120 #11.1: an entity of HTML', '<a>¦&nbsp;</a>', 'undeclaredEntity'),
  refuses('RFC 6120 #11.1: an entity in a value', '<a b="¦&eacute;"/>', 'undeclaredEntity'),
  refuses('RFC 6120 #11.1: an entity in capitals', '<a>¦&AMP;</a>', 'undeclaredEntity'),
  refuses('RFC 6120 #11.1: an entity that objects have', '<a>¦&toString;</a>', 'undeclaredEntity'),
  refuses('RFC 6120 #11.1: __proto__ as an entity', '<a>¦&__proto__;</a>', 'undeclaredEntity'),
  refuses('RFC 6120 #11.1: an entity that begins like one of the five', '<a>¦&ampx;</a>', 'undeclaredEntity'),

  reads('XML 1.0 #NT-CDSect', '<a><![CDATA[x]]></a>', textInA('x')),
  reads('XML 1.0 #NT-CDSect: markup is text', '<a><![CDATA[<b c="d">&amp;</b>]]></a>', textInA('<b c="d">&amp;</b>')),
  reads('XML 1.0 #NT-CDSect: empty', '<a><![CDATA[]]></a>', element('', 'a')),
  reads('XML 1.0 #NT-CDSect: two in a row', '<a><![CDATA[x]]><![CDATA[y]]></a>', textInA('xy')),
  reads('XML 1.0 #NT-CDSect: empty ones around text', '<a><![CDATA[]]>x<![CDATA[]]></a>', textInA('x')),
  reads('XML 1.0 #NT-CDSect: text around', '<a>x<![CDATA[y]]>z</a>', textInA('xyz')),
  reads('XML 1.0 #NT-CDSect: brackets', '<a><![CDATA[]]]]></a>', textInA(']]')),
  reads('XML 1.0 #NT-CDSect: ]]> over two', '<a><![CDATA[]]]]><![CDATA[>]]></a>', textInA(']]>')),
  reads('XML 1.0 #NT-CDSect: brackets, then a section', '<a>]]<![CDATA[>]]></a>', textInA(']]>')),
  reads('XML 1.0 #NT-CDSect: one in another is text', '<a><![CDATA[<![CDATA[]]></a>', textInA('<![CDATA[')),
  reads('XML 1.0 #NT-CDSect: a comment in it is text', '<a><![CDATA[<!-- -->]]></a>', textInA('<!-- -->')),
  reads('XML 1.0 #NT-CDSect: white space stays', '<a><![CDATA[ x ]]></a>', textInA(' x ')),
  refuses('XML 1.0 #NT-CDSect: no end', '<a>¦<![CDATA[x</a>', 'unclosedCdata'),
  refuses('XML 1.0 #NT-CDSect: an end with a space', '<a>¦<![CDATA[x]] ></a>', 'unclosedCdata'),
  refuses('XML 1.0 #NT-CDSect: small letters', '<a>¦<![cdata[x]]></a>', 'badMarkup'),
  refuses('XML 1.0 #NT-CDSect: a space in the beginning', '<a>¦<![ CDATA[x]]></a>', 'badMarkup'),
  refuses('XML 1.0 #NT-CDSect: cut off', '<a>¦<![CDATA', 'badMarkup'),
  refuses('XML 1.0 #sec-condition-sect: outside a DTD', '<a>¦<![INCLUDE[x]]></a>', 'badMarkup'),

  refuses('impostor: a hash in two halves', `<fingerprint hash='sha-¦<!-- -->256'/>`, 'lessThanInValue'),
  refuses('impostor: a text in two halves', `${OPEN}AB:¦<!-- -->CD</fingerprint>`, 'comment'),
  refuses('impostor: a second attribute', `<fingerprint hash='sha-256' ¦hash='sha-1'/>`, 'duplicateAttribute'),
  refuses(
    'impostor: a quote that some parsers end',
    `<fingerprint hash='sha-256¦<' setup='active'/>`,
    'lessThanInValue',
  ),
  refuses('impostor: an end tag for another', `${OPEN}AB¦</other></fingerprint>`, 'mismatchedEndTag'),
  reads(
    'impostor: the name in another namespace',
    "<e:fingerprint xmlns:e='urn:evil'>AB</e:fingerprint>",
    element('urn:evil', 'fingerprint', {}, ['AB']),
  ),
  reads(
    'impostor: a prefix that looks like the namespace',
    `<dtls:fingerprint xmlns:dtls='urn:evil' xmlns='${NS_DTLS}'/>`,
    element('urn:evil', 'fingerprint'),
  ),
  reads(
    'impostor: an attribute in a namespace',
    `<fingerprint xmlns='${NS_DTLS}' xmlns:e='urn:evil' e:hash='sha-256'/>`,
    element(NS_DTLS, 'fingerprint', { '{urn:evil}hash': 'sha-256' }),
  ),
  reads('impostor: the real one under a prefix', `<x:fingerprint xmlns:x='${NS_DTLS}'/>`, fingerprint()),
  reads('impostor: the namespace with a space', `<a xmlns='${NS_DTLS} '/>`, element(`${NS_DTLS} `, 'a')),
  reads('impostor: white space around a value', `${OPEN}\n AB </fingerprint>`, fingerprint('\n AB ')),
  reads(
    'impostor: no-break spaces around a value',
    `${OPEN}\u00A0AB\uFEFF</fingerprint>`,
    fingerprint('\u00A0AB\uFEFF'),
  ),
  reads('impostor: text after CDATA', `${OPEN}<![CDATA[AB]]>:CD</fingerprint>`, fingerprint('AB:CD')),
  reads('impostor: markup by reference is text', `${OPEN}&lt;x/&gt;</fingerprint>`, fingerprint('<x/>')),
  reads(
    'impostor: names the parser uses for itself',
    '<a _text="1"><_text/></a>',
    element('', 'a', { _text: '1' }, [element('', '_text')]),
  ),
];
