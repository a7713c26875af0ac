/** Any element that XML can carry, in the one form our own readers give it. */
import fc from 'fast-check';
import type { XmlElement, XmlNode } from '../../src/xml/element.ts';
import { NS_CLIENT, NS_DTLS, NS_XML } from '../../src/xml/namespaces.ts';
import { expandedName } from '../../src/xml/read.ts';

/** Names that mean something somewhere, and letters from every range that names may have. */
const START_CHARACTERS = [...'abzAZ_', 'À', 'ö', 'ø', '\u0370', '\u2070', '\u3001', '\uFFFD', '\u{10000}', '\u{EFFFF}'];
const PART_CHARACTERS = [...START_CHARACTERS, ...'-.059', '\u00B7', '\u0301', '\u203F'];
const KNOWN_NAMES = [
  'a',
  'b',
  'message',
  'fingerprint',
  'lang',
  'n0',
  'xmlnsx',
  '__proto__',
  'constructor',
  'toString',
];

const ncName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...KNOWN_NAMES),
  fc
    .tuple(fc.constantFrom(...START_CHARACTERS), fc.array(fc.constantFrom(...PART_CHARACTERS), { maxLength: 5 }))
    .map(([first, rest]) => first + rest.join('')),
);

const LEGAL_SPECIALS = [
  ...`&<>"'=;/![]{} \t\n\r`,
  ']]>',
  '&lt;',
  '<!--',
  '<![CDATA[',
  '\u0085',
  '\u00A0',
  '\u2028',
  '\uFEFF',
];

/** Characters of XML, those with a meaning more often than the rest. XML 1.0 #NT-Char. */
const legalText: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...LEGAL_SPECIALS), fc.string({ maxLength: 3 })), { maxLength: 6 })
    .map((parts) => parts.join('')),
  fc
    .string({ unit: 'binary' })
    .map((text) => text.replaceAll(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')),
);

/** The namespace of `xml:` is left out: no prefix but its own may have it. */
export const namespaceName: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('', 'u', 'urn:evil', NS_CLIENT, NS_DTLS, `${NS_DTLS} `, '}{', ' u ') },
  { weight: 1, arbitrary: legalText },
);

const elementNamespace = fc.oneof(
  { weight: 12, arbitrary: namespaceName },
  { weight: 1, arbitrary: fc.constant(NS_XML) },
);
const attributeKey = fc.oneof(
  { weight: 4, arbitrary: ncName.filter((name) => name !== 'xmlns') },
  {
    weight: 2,
    arbitrary: fc.tuple(elementNamespace, ncName).map(([namespace, name]) => expandedName(namespace, name)),
  },
  { weight: 1, arbitrary: fc.constant(`{${NS_XML}}lang`) },
);
const attributes = fc.array(fc.tuple(attributeKey, legalText), { maxLength: 4 }).map((entries) => new Map(entries));

/** Without empty texts, and never two side by side: that is how every reader gives them. */
function inCanonicalForm(nodes: readonly XmlNode[]): readonly XmlNode[] {
  const canonical: XmlNode[] = [];
  for (const node of nodes) {
    const last = canonical.at(-1);
    if (typeof node === 'string' && typeof last === 'string') canonical.splice(-1, 1, last + node);
    else if (node !== '') canonical.push(node);
  }
  return canonical;
}

const { tree } = fc.letrec<{ tree: XmlElement; node: XmlNode }>((tie) => ({
  tree: fc.record({
    namespace: elementNamespace,
    name: ncName,
    attributes,
    children: fc.array(tie('node'), { maxLength: 4, depthIdentifier: 'xml' }).map(inCanonicalForm),
  }),
  node: fc.oneof({ maxDepth: 4, depthIdentifier: 'xml' }, legalText, tie('tree')),
}));

/** Any element, a few levels deep. */
export const xmlElement: fc.Arbitrary<XmlElement> = tree;
