/**
 * Elements that another library parsed, or an embedder built: copied into ours under the checks and limits that text
 * gets. The readers for each kind say what a node is; this walk trusts nothing they return.
 *
 * What it guarantees of any object, cyclic, shared, with throwing getters or a revoked proxy: it returns, it does not
 * throw, it changes nothing, it reads each property at most once per visit, and the result shares nothing mutable with
 * the object. Every visited node costs at least one character of the limit, so a cycle ends there at the latest. Only
 * a getter that itself never returns can hold it.
 *
 * Spec: XML 1.0 (fifth edition) #charsets; Namespaces in XML 1.0.
 */
import type { XmlLimits } from '../base/limits.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { XmlElement, XmlNode } from './element.ts';
import { xmlFault } from './fault.ts';
import type { XmlFault, XmlFaultRule } from './fault.ts';
import { indexOfIllegalCharacter, isDisguisedWhiteSpace, isNcName } from './names.ts';
import { NS_XML, NS_XMLNS } from './namespaces.ts';
import { expandedName, splitExpandedName } from './read.ts';
import type { ResolvedTag } from './scope.ts';

/** An element as its reader found it. */
export interface ForeignElement {
  readonly tag: ResolvedTag;
  /** How many attributes it has as written, namespace declarations included. */
  readonly attributeCount: number;
  /** Array-like, and read as such: `length`, then one index after the other. */
  readonly nodes: unknown;
}

/** Says what one node of one library is. `leave` follows the last child of every element that `read` returned. */
export interface ForeignReader {
  readonly read: (node: unknown) => Result<string | ForeignElement, XmlFaultRule>;
  readonly leave: () => void;
}

/** The element as a copy of ours, or the first fault in it. */
export function copyForeign(root: unknown, reader: ForeignReader, limits: XmlLimits): Result<XmlElement, XmlFault> {
  return new ForeignWalk(reader, limits).run(root);
}

/** A property, or undefined where there is none or reading it throws. */
export function propertyOf(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return (value as Readonly<Record<string | number, unknown>>)[key];
  } catch {
    return undefined;
  }
}

/** The own keys of an object, or undefined where it is none or will not tell. */
export function keysOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return Object.keys(value);
  } catch {
    return undefined;
  }
}

/** The length of an array-like, or undefined where it has none that could be one. */
export function lengthOf(value: unknown): number | undefined {
  const length = propertyOf(value, 'length');
  return typeof length === 'number' && Number.isSafeInteger(length) && length >= 0 ? length : undefined;
}

/** What is wrong with a name without colon. */
export function ruleAgainstNcName(name: string): XmlFaultRule | undefined {
  if (isNcName(name)) return undefined;
  const isDisguised = Array.from(name, (character) => character.charCodeAt(0)).some(isDisguisedWhiteSpace);
  return isDisguised ? 'whiteSpaceInName' : 'illegalName';
}

/** An element whose nodes are being copied. */
interface Frame {
  readonly namespace: string;
  readonly nodes: unknown;
  readonly length: number;
  readonly children: XmlNode[];
  /** How many of the nodes are copied. */
  copied: number;
}

class ForeignWalk {
  readonly #reader: ForeignReader;
  readonly #limits: XmlLimits;
  readonly #frames: Frame[] = [];
  #elements = 0;
  #characters = 0;

  constructor(reader: ForeignReader, limits: XmlLimits) {
    this.#reader = reader;
    this.#limits = limits;
  }

  run(root: unknown): Result<XmlElement, XmlFault> {
    const siblings: XmlNode[] = [];
    const rule = this.#copy(root, '', siblings) ?? this.#copyNodes();
    if (rule !== undefined) return err(xmlFault(rule, Math.max(0, this.#elements - 1)));
    const [element] = siblings;
    return element === undefined || typeof element === 'string' ? err(xmlFault('notAnElement', 0)) : ok(element);
  }

  #copyNodes(): XmlFaultRule | undefined {
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      if (frame.copied === frame.length) {
        this.#frames.pop();
        this.#reader.leave();
        continue;
      }
      const node = propertyOf(frame.nodes, frame.copied);
      frame.copied += 1;
      const rule = this.#copy(node, frame.namespace, frame.children);
      if (rule !== undefined) return rule;
    }
    return undefined;
  }

  #copy(node: unknown, parentNamespace: string, siblings: XmlNode[]): XmlFaultRule | undefined {
    const read = this.#reader.read(node);
    if (!read.ok) return read.error;
    return typeof read.value === 'string'
      ? this.#copyText(read.value, siblings)
      : this.#copyElement(read.value, parentNamespace, siblings);
  }

  #copyText(text: string, siblings: XmlNode[]): XmlFaultRule | undefined {
    if (!this.#spend(Math.max(1, text.length))) return 'tooManyCharacters';
    if (indexOfIllegalCharacter(text) !== -1) return 'illegalCharacter';
    const last = siblings.at(-1);
    if (typeof last === 'string') siblings.splice(-1, 1, last + text);
    else if (text !== '') siblings.push(text);
    return undefined;
  }

  #copyElement(
    { tag, attributeCount, nodes }: ForeignElement,
    parentNamespace: string,
    siblings: XmlNode[],
  ): XmlFaultRule | undefined {
    this.#elements += 1;
    if (this.#elements > this.#limits.elements) return 'tooManyElements';
    if (this.#frames.length >= this.#limits.depth) return 'tooDeep';
    if (attributeCount > this.#limits.attributes) return 'tooManyAttributes';
    const length = lengthOf(nodes);
    if (length === undefined) return 'notAnElement';
    const { namespace, name, attributes } = tag;
    const rule = this.#ruleAgainstName(namespace, name) ?? this.#ruleAgainstAttributes(attributes);
    if (rule !== undefined) return rule;
    // As our serialiser would write it: the namespace again only where it changes.
    if (!this.#spend(1 + name.length + (namespace === parentNamespace ? 0 : namespace.length))) {
      return 'tooManyCharacters';
    }
    const children: XmlNode[] = [];
    siblings.push({ namespace, name, attributes, children });
    this.#frames.push({ namespace, nodes, length, children, copied: 0 });
    return undefined;
  }

  #ruleAgainstAttributes(attributes: ReadonlyMap<string, string>): XmlFaultRule | undefined {
    for (const [key, value] of attributes) {
      if (!this.#spend(key.length + value.length)) return 'tooManyCharacters';
      if (value.length > this.#limits.valueCharacters) return 'valueTooLong';
      if (indexOfIllegalCharacter(value) !== -1) return 'illegalCharacter';
      const { namespace, name } = splitExpandedName(key);
      // One attribute, one key: `{}a` would be another `a`.
      if (expandedName(namespace, name) !== key) return 'illegalName';
      const rule = key === 'xmlns' ? 'reservedPrefix' : this.#ruleAgainstName(namespace, name);
      if (rule !== undefined) return rule;
    }
    return undefined;
  }

  #ruleAgainstName(namespace: string, name: string): XmlFaultRule | undefined {
    if (name.length > this.#limits.nameCharacters) return 'nameTooLong';
    const rule = ruleAgainstNcName(name);
    if (rule !== undefined) return rule;
    if (namespace === NS_XMLNS) return 'reservedNamespace';
    if (namespace === NS_XML) return undefined;
    if (namespace.length > this.#limits.namespaceCharacters) return 'namespaceTooLong';
    return indexOfIllegalCharacter(namespace) === -1 ? undefined : 'illegalCharacter';
  }

  /** Whether so many more characters are within the limit. */
  #spend(characters: number): boolean {
    this.#characters += characters;
    return this.#characters <= this.#limits.characters;
  }
}
