/**
 * Real stanzas in which somebody changed a few things: the input of a server that does not want the call to be safe.
 */
import fc from 'fast-check';
import type { XmlElement, XmlNode } from '../../src/xml/element.ts';
import { isElement } from '../../src/xml/read.ts';
import {
  anyElement,
  anyText,
  attributeName,
  attributeValue,
  elementName,
  elementNamespace,
  REAL_STANZAS,
} from './any-element.ts';
import { extension } from './extension.ts';

/** Changes one element. What it cannot change, it leaves. */
type Edit = (target: XmlElement) => XmlElement;

function pick<T>(values: readonly T[], at: number): T | undefined {
  return values[at % Math.max(values.length, 1)];
}

function withAttributes(target: XmlElement, change: (attributes: Map<string, string>) => void): XmlElement {
  const attributes = new Map(target.attributes);
  change(attributes);
  return { ...target, attributes };
}

const place = fc.nat(64);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  place.map(
    (at): Edit =>
      (target) =>
        withAttributes(target, (attributes) => attributes.delete(pick([...attributes.keys()], at) ?? '')),
  ),
  fc.tuple(place, attributeValue).map(
    ([at, value]): Edit =>
      (target) =>
        withAttributes(target, (attributes) => {
          const name = pick([...attributes.keys()], at);
          if (name !== undefined) attributes.set(name, value);
        }),
  ),
  fc.tuple(attributeName, attributeValue).map(
    ([name, value]): Edit =>
      (target) =>
        withAttributes(target, (attributes) => attributes.set(name, value)),
  ),
  elementName.map(
    (name): Edit =>
      (target) => ({ ...target, name }),
  ),
  elementNamespace.map(
    (namespace): Edit =>
      (target) => ({ ...target, namespace }),
  ),
  place.map(
    (at): Edit =>
      ({ children, ...rest }) => ({ ...rest, children: children.filter((_, index) => index !== at) }),
  ),
  fc.tuple(place, fc.constantFrom(2, 3, 70)).map(
    ([at, count]): Edit =>
      ({ children, ...rest }) => ({
        ...rest,
        children: children.flatMap((node, index) =>
          index === at % children.length ? Array.from({ length: count }, () => node) : [node],
        ),
      }),
  ),
  fc.oneof(anyText, anyElement, extension).map(
    (node): Edit =>
      ({ children, ...rest }) => ({
        ...rest,
        children: [node, ...children],
      }),
  ),
  anyText.map(
    (text): Edit =>
      ({ children, ...rest }) => ({
        ...rest,
        children: children.map((node) => (isElement(node) ? node : text)),
      }),
  ),
  fc.constant<Edit>(({ children, ...rest }) => ({ ...rest, children: children.toReversed() })),
);

/** The tree with the element that stands at `at`, in document order, changed. */
function editAt(root: XmlElement, at: number, change: Edit): XmlElement {
  let seen = -1;
  const visit = (target: XmlElement): XmlElement => {
    seen += 1;
    if (seen === at) return change(target);
    return { ...target, children: target.children.map((node): XmlNode => (isElement(node) ? visit(node) : node)) };
  };
  return visit(root);
}

function sizeOf(root: XmlElement): number {
  return root.children.reduce((sum, node) => sum + (isElement(node) ? sizeOf(node) : 0), 1);
}

/** A real stanza with one to three changes. */
export const tamperedStanza: fc.Arbitrary<XmlElement> = fc
  .record({
    stanza: fc.constantFrom(...REAL_STANZAS),
    edits: fc.array(fc.record({ at: fc.nat(255), change: edit }), { minLength: 1, maxLength: 3 }),
  })
  .map(({ stanza, edits }) =>
    edits.reduce((changed, { at, change }) => editAt(changed, at % sizeOf(changed), change), stanza),
  );
