/**
 * Which namespace a prefix means, element by element, and what names become under it. It works on names and values only,
 * wherever they were read from.
 *
 * Spec: Namespaces in XML 1.0 (third edition).
 */
import type { XmlLimits } from '../base/limits.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { XmlFaultRule } from './fault.ts';
import { NS_XML, NS_XMLNS } from './namespaces.ts';
import { expandedName } from './read.ts';

/** A tag as written: attribute names and values in turn, namespace declarations among them. */
export interface WrittenTag {
  readonly qualifiedName: string;
  readonly attributes: readonly string[];
}

/** What the tag means: its attributes under their expanded names, declarations left out. */
export interface ResolvedTag {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** `index` is the place of the faulty attribute's name in the written attributes; -1 for the tag itself. */
export interface ScopeFault {
  readonly rule: XmlFaultRule;
  readonly index: number;
}

/**
 * The bindings at one place of a document. Mutable, and undone on the way out: copying the bindings for every element that
 * declares one would let 4,000 elements inside 2,000 declarations cost eight million copies.
 */
export class NamespaceScope {
  readonly #bindings: Map<string, string>;
  /** Prefix and former namespace of every binding made, the latest last. */
  readonly #undo: (readonly [prefix: string, former: string | undefined])[] = [];
  /** For every element entered, how many bindings there were before it. */
  readonly #entered: number[] = [];

  constructor(defaultNamespace: string) {
    this.#bindings = new Map([
      ['', defaultNamespace],
      ['xml', NS_XML],
    ]);
  }

  /** Takes the tag's declarations into scope and resolves its names. After a fault the scope is of no further use. */
  enter(tag: WrittenTag, limits: XmlLimits): Result<ResolvedTag, ScopeFault> {
    this.#entered.push(this.#undo.length);
    const fault = this.#declare(tag.attributes, limits);
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

  #declare(attributes: readonly string[], limits: XmlLimits): ScopeFault | undefined {
    let count = 0;
    for (let index = 0; index < attributes.length; index += 2) {
      const prefix = declaredPrefix(attributes[index] ?? '');
      if (prefix === undefined) continue;
      count += 1;
      if (count > limits.namespaceDeclarations) return { rule: 'tooManyDeclarations', index };
      const namespace = attributes[index + 1] ?? '';
      const rule = ruleAgainstBinding(prefix, namespace);
      if (rule !== undefined) return { rule, index };
      this.#undo.push([prefix, this.#bindings.get(prefix)]);
      this.#bindings.set(prefix, namespace);
    }
    return undefined;
  }

  #resolve({ qualifiedName, attributes }: WrittenTag): Result<ResolvedTag, ScopeFault> {
    const resolved = new Map<string, string>();
    for (let index = 0; index < attributes.length; index += 2) {
      const written = attributes[index] ?? '';
      if (declaredPrefix(written) !== undefined) continue;
      const colon = written.indexOf(':');
      let name = written;
      if (colon !== -1) {
        const namespace = this.#bindings.get(written.slice(0, colon));
        if (namespace === undefined) return err({ rule: 'undeclaredPrefix', index });
        name = expandedName(namespace, written.slice(colon + 1));
      }
      if (resolved.has(name)) return err({ rule: 'duplicateExpandedName', index });
      resolved.set(name, attributes[index + 1] ?? '');
    }
    const colon = qualifiedName.indexOf(':');
    const prefix = colon === -1 ? '' : qualifiedName.slice(0, colon);
    if (prefix === 'xmlns') return err({ rule: 'reservedPrefix', index: -1 });
    const namespace = this.#bindings.get(prefix);
    if (namespace === undefined) return err({ rule: 'undeclaredPrefix', index: -1 });
    const name = colon === -1 ? qualifiedName : qualifiedName.slice(colon + 1);
    return ok({ namespace, name, attributes: resolved });
  }
}

/** The prefix an attribute declares, '' for the default namespace, undefined where it is no declaration. */
function declaredPrefix(attributeName: string): string | undefined {
  if (!attributeName.startsWith('xmlns')) return undefined;
  if (attributeName === 'xmlns') return '';
  return attributeName.startsWith('xmlns:') ? attributeName.slice('xmlns:'.length) : undefined;
}

/** Namespaces in XML 1.0 #xmlReserved, #nsc-NoPrefixUndecl. */
function ruleAgainstBinding(prefix: string, namespace: string): XmlFaultRule | undefined {
  if (prefix === 'xmlns') return 'reservedPrefix';
  if (namespace === NS_XMLNS || (prefix === 'xml') !== (namespace === NS_XML)) return 'reservedNamespace';
  return prefix !== '' && namespace === '' ? 'emptyPrefixBinding' : undefined;
}
