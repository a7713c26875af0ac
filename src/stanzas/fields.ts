/**
 * How the codecs read an element: its attributes by grammar, its children by expanded name and count.
 *
 * A codec says what there may be and how often; what is missing, wrong or too many becomes a `Malformed` here, with a
 * path made of our own words only. Children no rule matches are kept (RFC 6120 #8.4), attributes nobody asks for are
 * not. Places in a path count from 1, as XPath does, among the children of the same rule.
 */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { attribute, childElements, isNamed, textOf } from '../xml/read.ts';
import type { Grammar } from './grammar.ts';
import type { Malformed } from './malformed.ts';

/** Reads one element that stands at `path`. */
export type Reader<T> = (element: XmlElement, path: string) => Result<T, Malformed>;

/** What an attribute has to be; `text` is undefined where it is absent. */
export type AttributeRule<T> = (text: string | undefined, name: string, path: string) => Result<T, Malformed>;
type AttributeRules = Readonly<Record<string, AttributeRule<unknown>>>;

/** Which children a rule is about, and what they are called in paths. */
export interface ChildMatch {
  readonly name: string;
  readonly matches: (child: XmlElement) => boolean;
}

/** What to do with the children a rule matches, all of them at once. */
export interface ChildRule<T> extends ChildMatch {
  readonly read: (found: readonly XmlElement[], path: string) => Result<T, Malformed>;
}
type ChildRules = Readonly<Record<string, ChildRule<unknown>>>;

type AttributeValues<R> = { readonly [K in keyof R]: R[K] extends AttributeRule<infer T> ? T : never };
type ChildValues<R> = { readonly [K in keyof R]: R[K] extends ChildRule<infer T> ? T : never };

/** What the rules did not match, in document order. */
export interface Extended {
  readonly extensions: readonly XmlElement[];
}

/** An attribute that has to be there. */
export function required<T>(grammar: Grammar<T>): AttributeRule<T> {
  return (text, name, path) => {
    if (text === undefined) return err({ kind: 'missingAttribute', path, name });
    const value = grammar(text);
    return value === undefined ? err({ kind: 'badValue', path, name }) : ok(value);
  };
}

/** An attribute that may be absent, and must be of the grammar where it is not. */
export function optional<T>(grammar: Grammar<T>): AttributeRule<T | undefined> {
  const present = required(grammar);
  return (text, name, path) => (text === undefined ? ok(undefined) : present(text, name, path));
}

/** An attribute whose absence means `absent`. */
export function withDefault<T>(grammar: Grammar<T>, absent: T): AttributeRule<T> {
  const present = required(grammar);
  return (text, name, path) => (text === undefined ? ok(absent) : present(text, name, path));
}

/** The attributes in `rules`, keyed by their names on the wire; the first that fails is the answer. */
export function readAttributes<R extends AttributeRules>(
  element: XmlElement,
  path: string,
  rules: R,
): Result<AttributeValues<R>, Malformed> {
  const values: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(rules)) {
    const read = rule(attribute(element, name), name, path);
    if (!read.ok) return read;
    values[name] = read.value;
  }
  return ok(values as AttributeValues<R>);
}

/** Children of this expanded name. */
export function named(namespace: string, name: string): ChildMatch {
  return { name, matches: (child) => isNamed(child, namespace, name) };
}

/** Exactly one child. */
export function one<T>(match: ChildMatch, read: Reader<T>): ChildRule<T> {
  const maybe = maybeOne(match, read);
  return {
    ...match,
    read: (found, path) => {
      const value = maybe.read(found, path);
      if (!value.ok) return value;
      return value.value === undefined ? err({ kind: 'missingElement', path, name: match.name }) : ok(value.value);
    },
  };
}

/** At most one child. */
export function maybeOne<T>(match: ChildMatch, read: Reader<T>): ChildRule<T | undefined> {
  return {
    ...match,
    read: (found, path) => {
      const [first, second] = found;
      if (second !== undefined) return err({ kind: 'duplicate', path, name: match.name });
      return first === undefined ? ok(undefined) : read(first, `${path}/${match.name}`);
    },
  };
}

/** At most one child out of a closed set of names; the value is its name. */
export function maybeOneName<const T extends string>(
  namespace: string,
  names: readonly T[],
  label: string,
): ChildRule<T | undefined> {
  const known = (child: XmlElement) => names.find((name) => isNamed(child, namespace, name));
  return {
    name: label,
    matches: (child) => known(child) !== undefined,
    read: ([first, second], path) => {
      if (second !== undefined) return err({ kind: 'duplicate', path, name: label });
      return ok(first === undefined ? undefined : known(first));
    },
  };
}

/** Whether an empty element is there, at most once. */
export function flag(match: ChildMatch): ChildRule<boolean> {
  const maybe = maybeOne(match, () => ok(true));
  return {
    ...match,
    read: (found, path) => {
      const value = maybe.read(found, path);
      return value.ok ? ok(value.value === true) : value;
    },
  };
}

/** Any number of children up to `most`. */
export function many<T>(match: ChildMatch, read: Reader<T>, most: number): ChildRule<readonly T[]> {
  return {
    ...match,
    read: (found, path) => {
      if (found.length > most) return err({ kind: 'tooMany', path, name: match.name });
      const values: T[] = [];
      for (const [index, child] of found.entries()) {
        const value = read(child, `${path}/${match.name}[${index + 1}]`);
        if (!value.ok) return value;
        values.push(value.value);
      }
      return ok(values);
    },
  };
}

/** One child or more, up to `most`. */
export function atLeastOne<T>(match: ChildMatch, read: Reader<T>, most: number): ChildRule<readonly T[]> {
  const any = many(match, read, most);
  return {
    ...match,
    read: (found, path) =>
      found.length === 0 ? err({ kind: 'missingElement', path, name: match.name }) : any.read(found, path),
  };
}

/** Children taken as they are, without a look inside. Never fails. */
export function collect(match: ChildMatch): ChildRule<readonly XmlElement[]> {
  return { ...match, read: (found) => ok(found) };
}

/** The children in `rules`, each child under the first rule that matches it, and all others as `extensions`. */
export function readChildren<R extends ChildRules>(
  element: XmlElement,
  path: string,
  rules: R,
): Result<ChildValues<R> & Extended, Malformed> {
  const sorted = Object.entries(rules).map(([key, rule]) => ({ key, rule, found: [] as XmlElement[] }));
  const extensions: XmlElement[] = [];
  for (const child of childElements(element)) {
    const home = sorted.find(({ rule }) => rule.matches(child));
    (home?.found ?? extensions).push(child);
  }
  const values: Record<string, unknown> = { extensions };
  for (const { key, rule, found } of sorted) {
    const read = rule.read(found, path);
    if (!read.ok) return read;
    values[key] = read.value;
  }
  return ok(values as ChildValues<R> & Extended);
}

/** Attributes and children in one answer, each attribute under its name on the wire. The attributes are read first. */
export function readParts<A extends AttributeRules, C extends ChildRules>(
  element: XmlElement,
  path: string,
  attributeRules: A,
  childRules: C,
): Result<AttributeValues<A> & ChildValues<C> & Extended, Malformed> {
  const attributes = readAttributes(element, path, attributeRules);
  if (!attributes.ok) return attributes;
  const children = readChildren(element, path, childRules);
  return children.ok ? ok({ ...attributes.value, ...children.value }) : children;
}

/** The text of an element that holds nothing else. */
export function readText<T>(element: XmlElement, path: string, grammar: Grammar<T>): Result<T, Malformed> {
  const text = textOf(element);
  if (text === undefined) return err({ kind: 'unexpectedElement', path });
  const value = grammar(text);
  if (value !== undefined) return ok(value);
  return err(text === '' ? { kind: 'missingText', path } : { kind: 'badValue', path, name: 'text' });
}

/** A reader of elements whose text is all they have. */
export function textReader<T>(grammar: Grammar<T>): Reader<T> {
  return (element, path) => readText(element, path, grammar);
}

/** The fault of a list in which two entries share what has to be unique, or undefined. */
export function duplicateIn(keys: readonly (number | string)[], path: string, name: string): Malformed | undefined {
  return new Set(keys).size === keys.length ? undefined : { kind: 'duplicate', path, name };
}

/** What a reader answers when it is handed an element that is not its own. */
export function unexpected(path: string): Result<never, Malformed> {
  return err({ kind: 'unexpectedElement', path });
}
