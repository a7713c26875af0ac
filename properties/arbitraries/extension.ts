/** Elements that no codec knows: of foreign namespaces, and of known ones under names they do not have. */
import fc from 'fast-check';
import type { XmlElement, XmlNode } from '../../src/xml/element.ts';
import * as namespaces from '../../src/xml/namespaces.ts';
import { freeText } from './text.ts';

const NAMESPACES = Object.entries(namespaces)
  .filter(([name]) => name.startsWith('NS_') && !name.startsWith('NS_XML') && name !== 'NS_ICE_OPTION')
  .map(([, namespace]) => namespace);

/** Known names too: in a foreign namespace they must mean nothing. */
const foreignName = fc.constantFrom('fingerprint', 'device', 'candidate', 'content', 'x', 'toString', 'extensions');
const inventedName = fc.constantFrom('x-unknown', 'x-__proto__', 'x-fingerprint');

const expandedName = fc.oneof(
  fc.record({ namespace: fc.constantFrom('', 'urn:example:a', 'urn:xmpp:jingle:1#'), name: foreignName }),
  fc.record({ namespace: fc.constantFrom(...NAMESPACES), name: inventedName }),
);
const attributes = fc
  .dictionary(fc.constantFrom('id', 'name', 'xmlnsx', 'sid', 'to', 'a-b'), freeText(12), { maxKeys: 3 })
  .map((entries) => new Map(Object.entries(entries)));

/** Children as a parser gives them: no empty text, and never two texts in a row. */
function asParsed(children: readonly XmlNode[]): readonly XmlNode[] {
  return children.filter(
    (node, at) => node !== '' && (typeof node !== 'string' || typeof children[at - 1] !== 'string'),
  );
}

const { tree } = fc.letrec<{ tree: XmlElement; node: XmlNode }>((tie) => ({
  node: fc.oneof({ maxDepth: 2 }, freeText(12), tie('tree')),
  tree: fc
    .record({ named: expandedName, attributes, children: fc.array(tie('node'), { maxLength: 3 }) })
    .map((parts) => ({ ...parts.named, attributes: parts.attributes, children: asParsed(parts.children) })),
}));

export const extension: fc.Arbitrary<XmlElement> = tree;

export const extensions: fc.Arbitrary<readonly XmlElement[]> = fc.array(extension, { maxLength: 2 });
