/**
 * JSON that somebody else may have written or damaged: its shape is read member by member, and what is wrong is a value
 * with the path to the place. Paths are made of our own words and of numbers, never of what was read.
 *
 * Strict both ways: a member that is missing and one that nobody asked for are faults alike. Absence is written `null`.
 */
import { err, ok } from './result.ts';
import type { Result } from './result.ts';

/** Whatever JSON can say. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

export interface JsonFault {
  readonly kind: 'missing' | 'unexpected' | 'badValue' | 'duplicate' | 'tooMany';
  /** Such as `calls[3].timers[0].dueAtMs`; empty for the whole. */
  readonly path: string;
}

/** Takes one value that stands at `path`. */
export type JsonReader<T> = (value: unknown, path: string) => Result<T, JsonFault>;

type JsonReaders = Readonly<Record<string, JsonReader<unknown>>>;
type ReadMembers<R> = { readonly [K in keyof R]: R[K] extends JsonReader<infer T> ? T : never };

/** An object with exactly these members. The first that fails is the answer. */
export function jsonObject<R extends JsonReaders>(readers: R): JsonReader<ReadMembers<R>> {
  return (value, path) => {
    if (!isObject(value)) return err({ kind: 'badValue', path });
    const members: Record<string, unknown> = {};
    for (const [name, reader] of Object.entries(readers)) {
      const memberPath = path === '' ? name : `${path}.${name}`;
      if (!Object.hasOwn(value, name)) return err({ kind: 'missing', path: memberPath });
      const read = reader(value[name], memberPath);
      if (!read.ok) return read;
      members[name] = read.value;
    }
    // What we do not know we cannot keep: a part of a call would be lost without a word.
    if (Object.keys(value).length !== Object.keys(readers).length) return err({ kind: 'unexpected', path });
    return ok(members as ReadMembers<R>);
  };
}

/** An object of one of several kinds, told apart by the word under `name`; each reader takes the whole of it. */
export function jsonKind<R extends JsonReaders>(name: string, kinds: R): JsonReader<ReadMembers<R>[keyof R]> {
  return (value, path) => {
    const word = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    const reader = typeof word === 'string' && Object.hasOwn(kinds, word) ? kinds[word] : undefined;
    if (reader === undefined) return err({ kind: 'badValue', path });
    return reader(value, path) as Result<ReadMembers<R>[keyof R], JsonFault>;
  };
}

/** Anything: what it means is known to whoever wrote it. */
export const jsonAny: JsonReader<JsonValue> = (value, path) => {
  const copy = copyJson(value);
  return copy === undefined ? err({ kind: 'badValue', path }) : ok(copy);
};

/** A list of up to `most`. */
export function jsonList<T>(reader: JsonReader<T>, most: number): JsonReader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return err({ kind: 'badValue', path });
    if (value.length > most) return err({ kind: 'tooMany', path });
    const items: T[] = [];
    for (const [index, item] of value.entries()) {
      const read = reader(item, `${path}[${index}]`);
      if (!read.ok) return read;
      items.push(read.value);
    }
    return ok(items);
  };
}

/** A list in which no two items have the same key. */
export function jsonDistinct<T>(
  reader: JsonReader<readonly T[]>,
  keyOf: (item: T) => string,
): JsonReader<readonly T[]> {
  return (value, path) => {
    const read = reader(value, path);
    if (!read.ok) return read;
    const keys = new Set<string>();
    for (const [index, item] of read.value.entries()) {
      if (keys.size === keys.add(keyOf(item)).size) return err({ kind: 'duplicate', path: `${path}[${index}]` });
    }
    return read;
  };
}

/** `null` for undefined, or what `reader` takes. */
export function jsonMaybe<T>(reader: JsonReader<T>): JsonReader<T | undefined> {
  return (value, path) => (value === null ? ok(undefined) : reader(value, path));
}

/** A text that `grammar` has a value for. */
export function jsonText<T>(grammar: (text: string) => T | undefined): JsonReader<T> {
  return (value, path) => {
    const read = typeof value === 'string' ? grammar(value) : undefined;
    return read === undefined ? err({ kind: 'badValue', path }) : ok(read);
  };
}

/** One of a closed set. */
export function jsonOneOf<const T extends boolean | number | string>(values: readonly T[]): JsonReader<T> {
  return (value, path) => {
    const found = values.find((known) => known === value);
    return found === undefined ? err({ kind: 'badValue', path }) : ok(found);
  };
}

export const jsonBoolean: JsonReader<boolean> = jsonOneOf([true, false]);

/** A number within both bounds, whole or not. */
export function jsonNumber(least: number, most: number): JsonReader<number> {
  return (value, path) =>
    typeof value === 'number' && value >= least && value <= most ? ok(value) : err({ kind: 'badValue', path });
}

export function jsonInteger(least: number, most: number): JsonReader<number> {
  const number = jsonNumber(least, most);
  return (value, path) => (Number.isSafeInteger(value) ? number(value, path) : err({ kind: 'badValue', path }));
}

/** The value that a text of JSON says, or undefined where it is none. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** A copy of what can be said in JSON, as it would be read again; undefined where it cannot. */
export function copyJson(value: unknown): JsonValue | undefined {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : parseJson(text);
  } catch {
    // Circles, big integers, and whatever a `toJSON` throws.
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What can be said in JSON as a text that is the same for the same value, whatever the order of its members. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))) : part,
  );
}
