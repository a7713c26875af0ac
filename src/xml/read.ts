/**
 * Small questions to one element. The codecs ask them and decide what an answer means; what is wrong with a stanza is
 * not known here, only what is there.
 *
 * Names are compared with their namespace, always: `<e:fingerprint xmlns:e='urn:evil'>` is no `<fingerprint/>` of ours.
 *
 * Spec: Namespaces in XML 1.0; RFC 6120 #8.4 (what is not known is ignored, so the readers look up and never
 * enumerate).
 */
import type { XmlElement, XmlNode } from './element.ts';

/** Tells a child element from text. */
export function isElement(node: XmlNode): node is XmlElement {
  return typeof node !== 'string';
}

/** Whether the element has this expanded name. */
export function isNamed(element: XmlElement, namespace: string, name: string): boolean {
  return element.name === name && element.namespace === namespace;
}

/** The child elements in document order, text left out. */
export function childElements(element: XmlElement): readonly XmlElement[] {
  return element.children.filter(isElement);
}

/** The child elements of that expanded name, in document order. */
export function childrenNamed(element: XmlElement, namespace: string, name: string): readonly XmlElement[] {
  return childElements(element).filter((child) => isNamed(child, namespace, name));
}

/**
 * The first child element of that expanded name. Where a second one would be a fault, count `childrenNamed` instead.
 */
export function firstChild(element: XmlElement, namespace: string, name: string): XmlElement | undefined {
  return element.children.find((node): node is XmlElement => isElement(node) && isNamed(node, namespace, name));
}

/**
 * The value of an attribute, entities decoded. Attributes without prefix are in no namespace, whatever the element is
 * in.
 */
export function attribute(element: XmlElement, name: string, namespace = ''): string | undefined {
  return element.attributes.get(expandedName(namespace, name));
}

/** The key of an attribute in `XmlElement.attributes`. */
export function expandedName(namespace: string, name: string): string {
  return namespace === '' ? name : `{${namespace}}${name}`;
}

/** The namespace and local name of such a key. A local name holds no brace, so the last one ends the namespace. */
export function splitExpandedName(key: string): { readonly namespace: string; readonly name: string } {
  if (!key.startsWith('{')) return { namespace: '', name: key };
  const end = key.lastIndexOf('}');
  return { namespace: key.slice(1, end), name: key.slice(end + 1) };
}

/**
 * The text of an element that holds text only: '' where it is empty, undefined where it has a child element.
 *
 * White space is kept. A value that markup interrupts is refused rather than glued together, so that
 * `<fingerprint>AB<x/>:CD</fingerprint>` has no reading at all.
 */
export function textOf(element: XmlElement): string | undefined {
  let text = '';
  for (const node of element.children) {
    if (isElement(node)) return undefined;
    text += node;
  }
  return text;
}

/** The child elements that `isKnown` does not claim: what a reader carries through without understanding it. */
export function unknownChildren(element: XmlElement, isKnown: (child: XmlElement) => boolean): readonly XmlElement[] {
  return childElements(element).filter((child) => !isKnown(child));
}
