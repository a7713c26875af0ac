/**
 * Elements of a DOM, as Strophe hands them over: a browser's, or xmldom's in Node. It knows their shape and imports
 * nothing.
 *
 * Namespaces are the DOM's own. Comments and processing instructions are refused, not skipped: to skip them would glue
 * the text around them together, and RFC 6120 #11.1 forbids them anyway.
 *
 * Spec: DOM (`Node`, `Element`, `Attr`); Namespaces in XML 1.0 (third edition); RFC 6120 #11.1.
 */
import { XML_LIMITS } from '../base/limits.ts';
import type { XmlLimits } from '../base/limits.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { XmlElement } from './element.ts';
import type { XmlFault, XmlFaultRule } from './fault.ts';
import { copyForeign, lengthOf, propertyOf } from './foreign.ts';
import type { ForeignElement } from './foreign.ts';
import { NS_XMLNS } from './namespaces.ts';
import { expandedName } from './read.ts';

/** What is read of a DOM `Attr`. */
export interface DomAttribute {
  readonly namespaceURI: string | null;
  readonly localName: string | null;
  readonly value: string;
}

/** What is read of a DOM `Element`. */
export interface DomElement {
  readonly nodeType: number;
  readonly namespaceURI: string | null;
  readonly localName: string | null;
  readonly attributes: ArrayLike<DomAttribute>;
  readonly childNodes: ArrayLike<unknown>;
}

/** DOM #dom-node-nodetype. */
const ELEMENT_NODE = 1;
const TEXT_NODE = 3;
const CDATA_SECTION_NODE = 4;

const REFUSED_NODES: ReadonlyMap<unknown, XmlFaultRule> = new Map([
  [5, 'undeclaredEntity'],
  [7, 'processingInstruction'],
  [8, 'comment'],
  [10, 'documentType'],
]);

/** A copy of the element, or the first fault in it, under the rules and limits of `parseXml`. */
export function fromDom(element: DomElement, limits: XmlLimits = XML_LIMITS): Result<XmlElement, XmlFault> {
  return copyForeign(element, { read: (node) => readNode(node, limits), leave: () => undefined }, limits);
}

function readNode(node: unknown, limits: XmlLimits): Result<string | ForeignElement, XmlFaultRule> {
  const nodeType = propertyOf(node, 'nodeType');
  if (nodeType === ELEMENT_NODE) return readElement(node, limits);
  if (nodeType !== TEXT_NODE && nodeType !== CDATA_SECTION_NODE) {
    return err(REFUSED_NODES.get(nodeType) ?? 'notAnElement');
  }
  const text = propertyOf(node, 'nodeValue');
  return typeof text === 'string' ? ok(text) : err('notAnElement');
}

function readElement(node: unknown, limits: XmlLimits): Result<ForeignElement, XmlFaultRule> {
  const namespace = propertyOf(node, 'namespaceURI') ?? '';
  const name = propertyOf(node, 'localName');
  const attributes = propertyOf(node, 'attributes');
  const attributeCount = lengthOf(attributes);
  if (typeof namespace !== 'string' || typeof name !== 'string' || attributeCount === undefined) {
    return err('notAnElement');
  }
  if (attributeCount > limits.attributes) return err('tooManyAttributes');
  const read = readAttributes(attributes, attributeCount, limits);
  if (!read.ok) return read;
  const tag = { namespace, name, attributes: read.value };
  return ok({ tag, attributeCount, nodes: propertyOf(node, 'childNodes') });
}

function readAttributes(
  attributes: unknown,
  count: number,
  limits: XmlLimits,
): Result<ReadonlyMap<string, string>, XmlFaultRule> {
  const read = new Map<string, string>();
  let declarations = 0;
  for (let index = 0; index < count; index += 1) {
    const attribute = propertyOf(attributes, index);
    const namespace = propertyOf(attribute, 'namespaceURI') ?? '';
    const name = propertyOf(attribute, 'localName');
    const value = propertyOf(attribute, 'value');
    if (typeof namespace !== 'string' || typeof name !== 'string' || typeof value !== 'string') {
      return err('notAnElement');
    }
    if (namespace === NS_XMLNS) {
      declarations += 1;
      if (declarations > limits.namespaceDeclarations) return err('tooManyDeclarations');
      continue;
    }
    const key = expandedName(namespace, name);
    if (read.has(key)) return err('duplicateExpandedName');
    read.set(key, value);
  }
  return ok(read);
}
