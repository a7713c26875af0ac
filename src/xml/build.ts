/**
 * From fast-xml-parser's tree to elements with namespaces. The tree is held against the gate's trace, name by name,
 * value by value and level by level: where the two read a document differently, it is refused, whoever is right.
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
import { decodeReferences } from './references.ts';
import { NamespaceScope } from './scope.ts';
import { TRACE_END, TRACE_TEXT } from './trace.ts';
import type { Trace } from './trace.ts';
import { ATTRIBUTE_PREFIX, ATTRIBUTES_KEY, CDATA_KEY, TAG_MARK, TEXT_KEY } from './raw-tree.ts';

const LINE_BREAKS = /[\t\n]/g;

/** The element that the raw tree and the trace agree on, or the first rule of namespaces it breaks. */
export function buildElement(
  rawTree: unknown,
  trace: Trace,
  limits: XmlLimits,
  defaultNamespace: string,
): Result<XmlElement, XmlFault> {
  return new Builder(trace, limits, defaultNamespace).run(rawTree);
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
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly rawNodes: readonly unknown[];
}

/** One walk along a trace. The trace leads and the raw tree has to follow, so that no tree can lead it astray. */
class Builder {
  readonly #strings: readonly string[];
  readonly #offsets: readonly number[];
  readonly #limits: XmlLimits;
  readonly #scope: NamespaceScope;
  /** The document, then the open elements, the innermost last. */
  readonly #frames: Frame[] = [];
  /** The next string and offset of the trace. */
  #string = 0;
  #offset = 0;

  constructor(trace: Trace, limits: XmlLimits, defaultNamespace: string) {
    this.#strings = trace.strings;
    this.#offsets = trace.offsets;
    this.#limits = limits;
    this.#scope = new NamespaceScope(defaultNamespace, trace.isVerbatim ? asWritten : decodeValue);
  }

  run(rawTree: unknown): Result<XmlElement, XmlFault> {
    const document: Frame = { rawNodes: listOf(rawTree), children: [], taken: 0 };
    this.#frames.push(document);
    while (this.#offset < this.#offsets.length) {
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
    const mark = this.#offsets[this.#offset] ?? TRACE_END;
    if (mark === TRACE_END) {
      if (frame.taken !== frame.rawNodes.length) return this.#differs();
      this.#offset += 1;
      this.#frames.pop();
      this.#scope.leave();
      return undefined;
    }
    const rawNode = frame.rawNodes[frame.taken];
    frame.taken += 1;
    return mark >= 0 ? this.#addElement(rawNode, frame.children) : this.#addText(rawNode, mark, frame.children);
  }

  #addText(rawNode: unknown, mark: number, siblings: XmlNode[]): XmlFault | undefined {
    const raw = mark === TRACE_TEXT ? textOf(rawNode) : cdataOf(rawNode);
    if (raw === undefined || raw !== this.#strings[this.#string]) return this.#differs();
    this.#string += 1;
    this.#offset += 2;
    const text = mark === TRACE_TEXT ? decodeReferences(raw) : raw;
    const last = siblings.at(-1);
    // Text and CDATA sections side by side are one text, and an empty section is none.
    if (typeof last === 'string') siblings.splice(-1, 1, last + text);
    else if (text !== '') siblings.push(text);
    return undefined;
  }

  #addElement(rawNode: unknown, siblings: XmlNode[]): XmlFault | undefined {
    const tag = rawTagOf(rawNode);
    if (tag === undefined || tag.name !== this.#strings[this.#string]) return this.#differs();
    const start = this.#string + 1;
    const end = start + 2 * (this.#offsets[this.#offset + 1] ?? 0);
    if (!this.#sawAttributes(tag.attributes, start, end)) return this.#differs();
    const strings = this.#strings;
    const resolved = this.#scope.enter({ qualifiedName: tag.name, strings, start, end }, this.#limits);
    if (!resolved.ok) {
      const { rule, attribute } = resolved.error;
      return xmlFault(rule, this.#offsets[attribute === -1 ? this.#offset : this.#offset + 2 + attribute] ?? 0);
    }
    const children: XmlNode[] = [];
    const { namespace, name, attributes } = resolved.value;
    siblings.push({ namespace, name, attributes, children });
    this.#frames.push({ rawNodes: tag.rawNodes, children, taken: 0 });
    this.#string = end;
    this.#offset += 2 + (end - start) / 2;
    return undefined;
  }

  /** Whether these are the attributes that the gate saw between the two places of the trace. */
  #sawAttributes(attributes: RawTag['attributes'], start: number, end: number): boolean {
    const keys = Object.keys(attributes);
    if (keys.length * 2 !== end - start) return false;
    let at = start;
    for (const key of keys) {
      const isSame =
        key.slice(ATTRIBUTE_PREFIX.length) === this.#strings[at] && attributes[key] === this.#strings[at + 1];
      if (!isSame) return false;
      at += 2;
    }
    return true;
  }

  #differs(): XmlFault {
    const at = this.#offsets[this.#offset] ?? 0;
    return xmlFault('treeDiffers', at >= 0 ? at : (this.#offsets[this.#offset + 1] ?? 0));
  }
}

function asWritten(raw: string): string {
  return raw;
}

/** White space as written becomes spaces; white space by reference stays. XML 1.0 #AVNormalize. */
function decodeValue(raw: string): string {
  return decodeReferences(raw.replaceAll(LINE_BREAKS, ' '));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOf(rawNode: unknown): string | undefined {
  const text = isRecord(rawNode) ? rawNode[TEXT_KEY] : undefined;
  return typeof text === 'string' ? text : undefined;
}

function cdataOf(rawNode: unknown): string | undefined {
  return isRecord(rawNode) ? textOf(listOf(rawNode[CDATA_KEY])[0]) : undefined;
}

function rawTagOf(rawNode: unknown): RawTag | undefined {
  if (!isRecord(rawNode)) return undefined;
  const [key = ''] = Object.keys(rawNode);
  if (!key.startsWith(TAG_MARK)) return undefined;
  const attributes = rawNode[ATTRIBUTES_KEY];
  return {
    name: key.slice(TAG_MARK.length),
    attributes: isRecord(attributes) ? attributes : {},
    rawNodes: listOf(rawNode[key]),
  };
}
