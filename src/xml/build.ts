/**
 * From fast-xml-parser's tree to elements with namespaces. The tree is held against the gate's trace, name by name, value
 * by value and level by level: where the two read a document differently, it is refused, whoever is right.
 *
 * Iterative, so that no limit an embedder sets can overflow the stack.
 *
 * Spec: XML 1.0 (fifth edition) #AVNormalize, #sec-references; Namespaces in XML 1.0.
 */
import type { XmlLimits } from '../base/limits.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { XmlElement, XmlNode } from './element.ts';
import { xmlFault } from './fault.ts';
import type { XmlFault } from './fault.ts';
import { TRACE_END, TRACE_TEXT } from './gate.ts';
import type { Trace } from './gate.ts';
import { decodeReferences } from './references.ts';
import { NamespaceScope } from './scope.ts';
import { ATTRIBUTE_PREFIX, ATTRIBUTES_KEY, CDATA_KEY, TAG_MARK, TEXT_KEY } from './raw-tree.ts';

const LINE_BREAK = /[\t\n]/;
const LINE_BREAKS = /[\t\n]/g;

/** A document that passed the gate, with what the gate found. */
export interface GatedText {
  readonly text: string;
  readonly trace: Trace;
}

/** The element that the raw tree and the trace agree on, or the first rule of namespaces it breaks. */
export function buildElement(
  rawTree: unknown,
  gated: GatedText,
  limits: XmlLimits,
  defaultNamespace: string,
): Result<XmlElement, XmlFault> {
  return new Builder(gated, limits, defaultNamespace).run(rawTree);
}

/** An element, or the document, whose children are being read. */
interface Frame {
  readonly rawNodes: readonly unknown[];
  readonly children: XmlNode[];
  /** How many of the raw nodes have been read. */
  taken: number;
}

/** What the raw tree holds for one tag. */
interface RawTag {
  readonly name: string;
  readonly attributes: object;
  readonly rawNodes: readonly unknown[];
}

/** One walk along a trace. The trace leads and the raw tree has to follow, so that no tree can lead it astray. */
class Builder {
  readonly #text: string;
  readonly #trace: Trace;
  readonly #limits: XmlLimits;
  readonly #scope: NamespaceScope;
  /** The document, then the open elements, the innermost last. */
  readonly #frames: Frame[] = [];
  /** Most stanzas have neither references nor line ends in them; then values are taken as they are. */
  readonly #hasReferences: boolean;
  readonly #hasLineBreaks: boolean;
  #cursor = 0;

  constructor({ text, trace }: GatedText, limits: XmlLimits, defaultNamespace: string) {
    this.#text = text;
    this.#trace = trace;
    this.#limits = limits;
    this.#scope = new NamespaceScope(defaultNamespace);
    this.#hasReferences = text.includes('&');
    this.#hasLineBreaks = LINE_BREAK.test(text);
  }

  run(rawTree: unknown): Result<XmlElement, XmlFault> {
    const document: Frame = { rawNodes: listOf(rawTree), children: [], taken: 0 };
    this.#frames.push(document);
    while (this.#cursor < this.#trace.length) {
      const fault = this.#step();
      if (fault !== undefined) return err(fault);
    }
    const [root] = document.children;
    if (root === undefined || typeof root === 'string') return err(this.#differs());
    return document.taken === document.rawNodes.length ? ok(root) : err(this.#differs());
  }

  #step(): XmlFault | undefined {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return this.#differs();
    const mark = this.#ahead(0);
    if (mark === TRACE_END) {
      if (frame.taken !== frame.rawNodes.length) return this.#differs();
      this.#frames.pop();
      this.#scope.leave();
      this.#cursor += 1;
      return undefined;
    }
    const rawNode = frame.rawNodes[frame.taken];
    frame.taken += 1;
    if (mark >= 0) return this.#addElement(rawNode, frame);
    return this.#addText(mark === TRACE_TEXT ? textOf(rawNode) : cdataOf(rawNode), frame, mark);
  }

  #addText(raw: string | undefined, { children }: Frame, mark: number): XmlFault | undefined {
    if (raw === undefined || !this.#isWritten(raw, 1)) return this.#differs();
    this.#cursor += 3;
    const text = mark === TRACE_TEXT && this.#hasReferences ? decodeReferences(raw) : raw;
    const last = children.at(-1);
    // Text and CDATA sections side by side are one text, and an empty section is none.
    if (typeof last === 'string') children[children.length - 1] = last + text;
    else if (text !== '') children.push(text);
    return undefined;
  }

  #addElement(rawNode: unknown, { children }: Frame): XmlFault | undefined {
    const tag = rawTagOf(rawNode);
    if (tag === undefined || !this.#isWritten(tag.name, 0)) return this.#differs();
    const attributes = this.#attributesOf(tag);
    if (attributes === undefined) return this.#differs();
    const resolved = this.#scope.enter({ qualifiedName: tag.name, attributes }, this.#limits);
    if (!resolved.ok) {
      const { rule, index } = resolved.error;
      return xmlFault(rule, index === -1 ? this.#ahead(0) : this.#ahead(3 + index * 2));
    }
    const element = { ...resolved.value, children: [] };
    children.push(element);
    this.#frames.push({ rawNodes: tag.rawNodes, children: element.children, taken: 0 });
    this.#cursor += 3 + attributes.length * 2;
    return undefined;
  }

  /** Names and values in turn, or undefined where they are not the ones the gate saw. */
  #attributesOf(tag: RawTag): readonly string[] | undefined {
    const attributes: string[] = [];
    const entries = Object.entries(tag.attributes);
    if (entries.length !== this.#ahead(2)) return undefined;
    for (const [key, raw] of entries) {
      const name = key.slice(ATTRIBUTE_PREFIX.length);
      const at = 3 + attributes.length * 2;
      if (typeof raw !== 'string' || !this.#isWritten(name, at) || !this.#isWritten(raw, at + 2)) return undefined;
      attributes.push(name, this.#decodeValue(raw));
    }
    return attributes;
  }

  /** White space as written becomes spaces; white space by reference stays. XML 1.0 #AVNormalize. */
  #decodeValue(raw: string): string {
    const normalised = this.#hasLineBreaks ? raw.replaceAll(LINE_BREAKS, ' ') : raw;
    return this.#hasReferences ? decodeReferences(normalised) : normalised;
  }

  /** Whether this is what stands between the two offsets of the trace at that place. */
  #isWritten(value: string, ahead: number): boolean {
    const start = this.#ahead(ahead);
    return value.length === this.#ahead(ahead + 1) - start && this.#text.startsWith(value, start);
  }

  #ahead(count: number): number {
    return this.#trace[this.#cursor + count] ?? 0;
  }

  #differs(): XmlFault {
    const at = this.#ahead(0);
    return xmlFault('treeDiffers', at >= 0 ? at : this.#ahead(1));
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function propertyOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function textOf(rawNode: unknown): string | undefined {
  const text = propertyOf(rawNode, TEXT_KEY);
  return typeof text === 'string' ? text : undefined;
}

function cdataOf(rawNode: unknown): string | undefined {
  return textOf(listOf(propertyOf(rawNode, CDATA_KEY))[0]);
}

function rawTagOf(rawNode: unknown): RawTag | undefined {
  if (typeof rawNode !== 'object' || rawNode === null) return undefined;
  const [key = ''] = Object.keys(rawNode);
  if (!key.startsWith(TAG_MARK)) return undefined;
  const attributes = propertyOf(rawNode, ATTRIBUTES_KEY);
  return {
    name: key.slice(TAG_MARK.length),
    attributes: typeof attributes === 'object' && attributes !== null ? attributes : {},
    rawNodes: listOf(propertyOf(rawNode, key)),
  };
}
