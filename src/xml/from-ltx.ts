/**
 * Elements of ltx, as xmpp.js hands them over. It knows their shape and imports nothing of the library.
 *
 * ltx looks at less than XML asks for, and what it lost cannot be found again: of two attributes with one name the
 * last stays, and text after a CDATA section or a comment is gone. Where an embedder has the text, `parseXml` is the
 * stronger way. Namespaces are resolved here: `getNS()` of ltx takes `xmlns=""` for no declaration and goes on to the
 * parent's.
 *
 * Spec: Namespaces in XML 1.0 (third edition).
 */
import { XML_LIMITS } from '../base/limits.ts';
import type { XmlLimits } from '../base/limits.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { XmlElement } from './element.ts';
import { xmlFault } from './fault.ts';
import type { XmlFault, XmlFaultRule } from './fault.ts';
import { copyForeign, keysOf, propertyOf, ruleAgainstNcName } from './foreign.ts';
import type { ForeignElement } from './foreign.ts';
import { NamespaceScope } from './scope.ts';
import type { WrittenTag } from './scope.ts';

/** What is read of an ltx `Element`. Names are as written, with their prefixes. */
export interface LtxElement {
  readonly name: string;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly children: readonly unknown[];
  /** The stream around a stanza, for xmpp.js; its namespaces are in scope. */
  readonly parent?: LtxElement | null;
}

/**
 * A copy of the element with its namespaces resolved, through its own declarations and those of its parents; or the
 * first fault in it, under the rules and limits of `parseXml`.
 *
 * @param defaultNamespace  in scope around the outermost parent
 */
export function fromLtx(
  element: LtxElement,
  limits: XmlLimits = XML_LIMITS,
  defaultNamespace = '',
): Result<XmlElement, XmlFault> {
  const scope = new NamespaceScope(defaultNamespace, asDecoded);
  const rule = enterParents(element, scope, limits);
  if (rule !== undefined) return err(xmlFault(rule, 0));
  const read = (node: unknown): Result<string | ForeignElement, XmlFaultRule> =>
    typeof node === 'string' ? ok(node) : readElement(node, scope, limits);
  return copyForeign(element, { read, leave: () => scope.leave() }, limits);
}

/**
 * Takes the declarations of all parents into scope, the outermost first. A chain longer than the limit is refused, so
 * a cycle ends.
 */
function enterParents(element: unknown, scope: NamespaceScope, limits: XmlLimits): XmlFaultRule | undefined {
  const parents: unknown[] = [];
  for (let parent = propertyOf(element, 'parent'); isPresent(parent); parent = propertyOf(parent, 'parent')) {
    if (parents.length >= limits.depth) return 'tooDeep';
    parents.push(parent);
  }
  for (const parent of parents.toReversed()) {
    const tag = writtenTagOf(parent, limits);
    if (!tag.ok) return tag.error;
    const entered = scope.enter(tag.value, limits);
    if (!entered.ok) return entered.error.rule;
  }
  return undefined;
}

function readElement(node: unknown, scope: NamespaceScope, limits: XmlLimits): Result<ForeignElement, XmlFaultRule> {
  const written = writtenTagOf(node, limits);
  if (!written.ok) return written;
  const tag = scope.enter(written.value, limits);
  if (!tag.ok) return err(tag.error.rule);
  const attributeCount = written.value.end / 2;
  return ok({ tag: tag.value, attributeCount, nodes: propertyOf(node, 'children') });
}

function writtenTagOf(node: unknown, limits: XmlLimits): Result<WrittenTag, XmlFaultRule> {
  const qualifiedName = propertyOf(node, 'name');
  const attrs = propertyOf(node, 'attrs');
  const keys = keysOf(attrs);
  if (typeof qualifiedName !== 'string' || keys === undefined) return err('notAnElement');
  if (keys.length > limits.attributes) return err('tooManyAttributes');
  const strings: string[] = [];
  for (const key of keys) {
    const value = propertyOf(attrs, key);
    // ltx leaves such an attribute out when it writes the element.
    if (!isPresent(value)) continue;
    if (typeof value !== 'string') return err('notAnElement');
    strings.push(key, value);
  }
  const rule = [qualifiedName, ...keys].map((name) => ruleAgainstQualifiedName(name, limits)).find(isPresent);
  return rule === undefined ? ok({ qualifiedName, strings, start: 0, end: strings.length }) : err(rule);
}

function ruleAgainstQualifiedName(name: string, limits: XmlLimits): XmlFaultRule | undefined {
  if (name.length > limits.nameCharacters) return 'nameTooLong';
  const parts = name.split(':');
  if (parts.length > 2 || parts.includes('')) return 'notQualifiedName';
  return parts.map(ruleAgainstNcName).find(isPresent);
}

/** ltx has decoded the values. */
function asDecoded(value: string): string {
  return value;
}

function isPresent<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}
