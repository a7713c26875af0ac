/**
 * The one shape of an XML element in this project: namespaces resolved, names local, nothing mutable.
 *
 * Spec: Namespaces in XML 1.0; RFC 6120 #11.
 */

/** A whole element. Made by `parseXml`, by the adapters for ltx and DOM, or by `element`. */
export interface XmlElement {
  /** The namespace name; empty where the element is in none. */
  readonly namespace: string;
  /** The local name, without prefix. */
  readonly name: string;
  /** Keyed by expanded name: `sid`, or `{http://www.w3.org/XML/1998/namespace}lang`. Never holds xmlns declarations. */
  readonly attributes: ReadonlyMap<string, string>;
  /** In document order; adjacent text is one string, and no string is empty. */
  readonly children: readonly XmlNode[];
}

export type XmlNode = XmlElement | string;

/** Attributes as written in our own code: an `undefined` value leaves the attribute out. */
export type AttributesInit = Readonly<Record<string, string | undefined>>;

/** An element for the wire. Children that are `undefined` are left out, so that optional parts read inline. */
export function element(
  namespace: string,
  name: string,
  attributes: AttributesInit = {},
  children: readonly (XmlNode | undefined)[] = [],
): XmlElement {
  const present = Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    namespace,
    name,
    attributes: new Map(present),
    children: children.filter((child): child is XmlNode => child !== undefined && child !== ''),
  };
}
