/**
 * Elements an embedder built by itself, in our own shape: checked once where they come in, so that the serialiser may
 * trust whatever it gets.
 *
 * Spec: XML 1.0 (fifth edition) #charsets; Namespaces in XML 1.0 (third edition).
 */
import { XML_LIMITS } from '../base/limits.ts';
import type { XmlLimits } from '../base/limits.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { XmlElement } from './element.ts';
import type { XmlFault, XmlFaultRule } from './fault.ts';
import { copyForeign, propertyOf } from './foreign.ts';
import type { ForeignElement } from './foreign.ts';

/**
 * A copy of the element that XML can carry, or the first fault in it. Neighbouring texts become one, and empty ones go.
 *
 * A copy, because what was checked must not be changed afterwards by whoever still holds it.
 *
 * @param element  whatever a caller without a compiler hands over
 */
export function checkElement(element: unknown, limits: XmlLimits = XML_LIMITS): Result<XmlElement, XmlFault> {
  return copyForeign(element, { read: (node) => readNode(node, limits), leave: () => undefined }, limits);
}

function readNode(node: unknown, limits: XmlLimits): Result<string | ForeignElement, XmlFaultRule> {
  if (typeof node === 'string') return ok(node);
  const namespace = propertyOf(node, 'namespace');
  const name = propertyOf(node, 'name');
  const entries = entriesOf(propertyOf(node, 'attributes'));
  if (typeof namespace !== 'string' || typeof name !== 'string' || entries === undefined) return err('notAnElement');
  if (entries.length > limits.attributes) return err('tooManyAttributes');
  const attributes = new Map<string, string>();
  for (const [key, value] of entries) {
    if (typeof key !== 'string' || typeof value !== 'string') return err('notAnElement');
    attributes.set(key, value);
  }
  return ok({
    tag: { namespace, name, attributes },
    attributeCount: attributes.size,
    nodes: propertyOf(node, 'children'),
  });
}

/** The entries of a true Map, past whatever a subclass or an own property put in front of them. */
function entriesOf(value: unknown): readonly (readonly [unknown, unknown])[] | undefined {
  try {
    return [...Map.prototype.entries.call(value as Map<unknown, unknown>)];
  } catch {
    return undefined;
  }
}
