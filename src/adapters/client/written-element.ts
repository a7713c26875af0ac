/**
 * Our elements as those of a library, whose names and namespaces are as they are written.
 *
 * Spec: Namespaces in XML 1.0 (third edition).
 */
import type { XmlElement } from '../../xml/element.ts';
import { NS_XML } from '../../xml/namespaces.ts';

/** Makes an element: as `xml` of xmpp.js does. */
export type CreateElement = (
  name: string,
  attributes: Record<string, string>,
  ...children: readonly (object | string)[]
) => object;

export function writtenWith(stanza: XmlElement, create: CreateElement, inheritedNamespace = ''): object {
  const { namespace, name, attributes, children } = stanza;
  const written: Record<string, string> = namespace === inheritedNamespace ? {} : { xmlns: namespace };
  let prefixes = 0;
  for (const [key, value] of attributes) {
    const [, attributeNamespace, localName] = EXPANDED_NAME.exec(key) ?? [];
    if (attributeNamespace === undefined || localName === undefined) written[key] = value;
    else if (attributeNamespace === NS_XML) written[`xml:${localName}`] = value;
    else {
      prefixes += 1;
      written[`xmlns:a${prefixes}`] = attributeNamespace;
      written[`a${prefixes}:${localName}`] = value;
    }
  }
  const nodes = children.map((child) => (typeof child === 'string' ? child : writtenWith(child, create, namespace)));
  return create(name, written, ...nodes);
}

/** `{namespace}name`, as `XmlElement.attributes` is keyed. */
const EXPANDED_NAME = /^\{([^}]*)\}(.*)$/;
