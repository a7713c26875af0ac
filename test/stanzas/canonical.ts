/**
 * Two ways to look at an element in a test: as JSON, to compare with what it should mean, and without what is only
 * spelling, to compare with another element.
 */
import { encodeBase64 } from '../../src/base/base64.ts';
import type { XmlElement, XmlNode } from '../../src/xml/element.ts';
import * as ns from '../../src/xml/namespaces.ts';
import { isElement, isNamed } from '../../src/xml/read.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { codecOf } from './codecs.ts';

/** Values that the specifications give to absent attributes, so that leaving out and writing out are the same. */
const DEFAULTS = [
  { namespace: ns.NS_CLIENT, name: 'message', attribute: 'type', value: 'normal' },
  { namespace: ns.NS_JINGLE, name: 'content', attribute: 'senders', value: 'both' },
  { namespace: ns.NS_RTP_HEADER_EXTENSIONS, name: 'rtp-hdrext', attribute: 'senders', value: 'both' },
] as const;

const XML_WHITE_SPACE_AROUND = /^[\t\n\r ]+|[\t\n\r ]+$/g;

/**
 * The element with defaults written out, indentation and white space around text gone, the fraction of a second that a
 * stamp does not need as well, and attributes and children in an order of their own. The order of children is checked
 * by what they are read as.
 */
export function canonical(root: XmlElement): string {
  return serializeXml(sorted(withoutSpelling(root)));
}

function withoutSpelling(root: XmlElement): XmlElement {
  const attributes = new Map(root.attributes);
  for (const { namespace, name, attribute, value } of DEFAULTS) {
    if (isNamed(root, namespace, name) && !attributes.has(attribute)) attributes.set(attribute, value);
  }
  const stamp = attributes.get('stamp');
  if (stamp !== undefined) attributes.set('stamp', stamp.replace('.000Z', 'Z'));
  return { ...root, attributes, children: withoutIndentation(root.children).map(deep(withoutSpelling)) };
}

function withoutIndentation(children: readonly XmlNode[]): readonly XmlNode[] {
  return children
    .map((node) => (isElement(node) ? node : node.replace(XML_WHITE_SPACE_AROUND, '')))
    .filter((node) => node !== '');
}

function deep(change: (child: XmlElement) => XmlElement): (node: XmlNode) => XmlNode {
  return (node) => (isElement(node) ? change(node) : node);
}

function sorted(root: XmlElement): XmlElement {
  const attributes = new Map([...root.attributes].sort(([one], [other]) => (one < other ? -1 : 1)));
  const children = root.children.map(deep(sorted));
  const key = (node: XmlNode): string => (isElement(node) ? serializeXml(node) : node);
  return { ...root, attributes, children: [...children].sort((one, other) => (key(one) < key(other) ? -1 : 1)) };
}

/**
 * What an element means, as JSON: `{ codec: value }`, or `{ xml }` where no codec knows it. Bytes are `{ base64 }`,
 * what is undefined is left out. An element that is malformed is `{ malformed }`.
 */
export function meaningOf(root: XmlElement): unknown {
  const known = codecOf(root);
  if (known === undefined) return { xml: serializeXml(withoutSpelling(root)) };
  const value = known.read(root);
  return { [known.name]: value.ok ? toJson(value.value) : { malformed: value.error } };
}

function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: encodeBase64(value) };
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value;
  if ('attributes' in value) return meaningOf(value as XmlElement);
  const present = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(present.map(([key, part]) => [key, toJson(part)]));
}
