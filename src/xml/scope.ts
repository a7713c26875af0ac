/**
 * Which namespace a prefix means, element by element, and what names become under it. It works on names and values
 * only, wherever they were read from.
 *
 * Spec: Namespaces in XML 1.0 (third edition).
 */
import type { XmlLimits } from '../base/limits.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { XmlFaultRule } from './fault.ts';
import { NS_XML, NS_XMLNS } from './namespaces.ts';
import { expandedName } from './read.ts';

/** A tag as written. Its attributes, namespace declarations among them, are part of a list that may hold more. */
export interface WrittenTag {
  readonly qualifiedName: string;
  /** From `start` to before `end`: names and raw values in turn. */
  readonly strings: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** What the tag means: its attributes under their expanded names, declarations left out. */
export interface ResolvedTag {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface ScopeFault {
  readonly rule: XmlFaultRule;
  /** Which attribute it is, counted from 0; -1 for the tag itself. */
  readonly attribute: number;
}

/**
 * The bindings at one place of a document. Mutable, and undone on the way out: copying the bindings for every element
 * that declares one would let 4,000 elements inside 2,000 declarations cost eight million copies.
 */
export class NamespaceScope {
  readonly #bindings: Map<string, string>;
  readonly #decode: (raw: string) => string;
  /** Prefix and former namespace of every binding made, the latest last. */
  readonly #undo: (readonly [prefix: string, former: string | undefined])[] = [];
  /** For every element entered, how many bindings there were before it. */
  readonly #entered: number[] = [];

  /** @param decode  what a raw value stands for */
  constructor(defaultNamespace: string, decode: (raw: string) => string) {
    this.#decode = decode;
    this.#bindings = new Map([
      ['', defaultNamespace],
      ['xml', NS_XML],
    ]);
  }

  /** Takes the tag's declarations into scope and resolves its names. After a fault the scope is of no further use. */
  enter(tag: WrittenTag, limits: XmlLimits): Result<ResolvedTag, ScopeFault> {
    this.#entered.push(this.#undo.length);
    const fault = this.#declare(tag, limits);
    return fault === undefined ? this.#resolve(tag) : err(fault);
  }

  /** Forgets what the innermost element declared. */
  leave(): void {
    const length = this.#entered.pop() ?? 0;
    while (this.#undo.length > length) {
      const [prefix, former] = this.#undo.pop() ?? ['', ''];
      if (former === undefined) this.#bindings.delete(prefix);
      else this.#bindings.set(prefix, former);
    }
  }

  #declare({ strings, start, end }: WrittenTag, limits: XmlLimits): ScopeFault | undefined {
    let count = 0;
    for (let index = start; index < end; index += 2) {
      const prefix = declaredPrefix(strings[index] ?? '');
      if (prefix === undefined) continue;
      count += 1;
      const namespace = this.#decode(strings[index + 1] ?? '');
      const rule = ruleAgainstSize(count, namespace, limits) ?? ruleAgainstBinding(prefix, namespace);
      if (rule !== undefined) return { rule, attribute: (index - start) / 2 };
      this.#undo.push([prefix, this.#bindings.get(prefix)]);
      this.#bindings.set(prefix, namespace);
    }
    return undefined;
  }

  #resolve({ qualifiedName, strings, start, end }: WrittenTag): Result<ResolvedTag, ScopeFault> {
    const resolved = new Map<string, string>();
    for (let index = start; index < end; index += 2) {
      const written = strings[index] ?? '';
      if (declaredPrefix(written) !== undefined) continue;
      const key = this.#keyOf(written);
      if (key === undefined) return err({ rule: 'undeclaredPrefix', attribute: (index - start) / 2 });
      if (resolved.has(key)) return err({ rule: 'duplicateExpandedName', attribute: (index - start) / 2 });
      resolved.set(key, this.#decode(strings[index + 1] ?? ''));
    }
    const colon = qualifiedName.indexOf(':');
    const prefix = colon === -1 ? '' : qualifiedName.slice(0, colon);
    if (prefix === 'xmlns') return err({ rule: 'reservedPrefix', attribute: -1 });
    const namespace = this.#bindings.get(prefix);
    if (namespace === undefined) return err({ rule: 'undeclaredPrefix', attribute: -1 });
    const name = colon === -1 ? qualifiedName : qualifiedName.slice(colon + 1);
    return ok({ namespace, name, attributes: resolved });
  }

  /** The expanded name of an attribute: without prefix it is in no namespace. Namespaces in XML 1.0 #defaulting. */
  #keyOf(written: string): string | undefined {
    const colon = written.indexOf(':');
    if (colon === -1) return written;
    const namespace = this.#bindings.get(written.slice(0, colon));
    return namespace === undefined ? undefined : expandedName(namespace, written.slice(colon + 1));
  }
}

/** The prefix an attribute declares, '' for the default namespace, undefined where it is no declaration. */
function declaredPrefix(attributeName: string): string | undefined {
  if (!attributeName.startsWith('xmlns')) return undefined;
  if (attributeName === 'xmlns') return '';
  return attributeName.startsWith('xmlns:') ? attributeName.slice('xmlns:'.length) : undefined;
}

/** Namespaces in XML 1.0 #xmlReserved, #nsc-NoPrefixUndecl. */
function ruleAgainstSize(count: number, namespace: string, limits: XmlLimits): XmlFaultRule | undefined {
  if (count > limits.namespaceDeclarations) return 'tooManyDeclarations';
  return namespace.length > limits.namespaceCharacters ? 'namespaceTooLong' : undefined;
}

function ruleAgainstBinding(prefix: string, namespace: string): XmlFaultRule | undefined {
  if (prefix === 'xmlns') return 'reservedPrefix';
  if (namespace === NS_XMLNS || (prefix === 'xml') !== (namespace === NS_XML)) return 'reservedNamespace';
  return prefix !== '' && namespace === '' ? 'emptyPrefixBinding' : undefined;
}
