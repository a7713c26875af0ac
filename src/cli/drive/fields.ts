/**
 * The fields of a command: each is there and of its type, or may be left out. What nobody asked for is a fault, so that
 * a misspelt option is never taken for its default.
 */
import type { JsonFault, JsonReader } from '../../base/json.ts';
import { jsonInteger, jsonOneOf, jsonText } from '../../base/json.ts';
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import { parseFullJid, parseJid } from '../../jid.ts';
import { MEDIA_KINDS } from '../../stanzas/rtp.ts';
import { parseContentName, parseSessionId } from '../../stanzas/identifiers.ts';
import { POLICIES } from '../../../machines/context.ts';

/** How one field is read. `T` without undefined: it has to be there. */
export interface Field<T> {
  readonly read: JsonReader<T>;
  /** Of a field that is left out; undefined for one that must be there. */
  readonly absent: { readonly value: T } | undefined;
}

export type FieldsOf<R> = { readonly [K in keyof R]: R[K] extends Field<infer T> ? T : never };
type Rules = Readonly<Record<string, Field<unknown>>>;

export function required<T>(read: JsonReader<T>): Field<T> {
  return { read, absent: undefined };
}

export function optional<T>(read: JsonReader<T>): Field<T | undefined> {
  return { read, absent: { value: undefined } };
}

export function withDefault<T>(read: JsonReader<T>, value: T): Field<T> {
  return { read, absent: { value } };
}

/** The fields of an object, and no others. `ignored` are known and read by somebody else. */
export function readFields<R extends Rules>(
  object: Readonly<Record<string, unknown>>,
  rules: R,
  ignored: readonly string[] = [],
): Result<FieldsOf<R>, JsonFault> {
  const unknown = Object.keys(object).find((name) => !Object.hasOwn(rules, name) && !ignored.includes(name));
  // Not named: it is whatever somebody wrote.
  if (unknown !== undefined) return err({ kind: 'unexpected', path: '' });
  const fields: Record<string, unknown> = {};
  for (const [name, { read, absent }] of Object.entries(rules)) {
    if (!Object.hasOwn(object, name)) {
      if (absent === undefined) return err({ kind: 'missing', path: name });
      fields[name] = absent.value;
      continue;
    }
    const value = read(object[name], name);
    if (!value.ok) return value;
    fields[name] = value.value;
  }
  return ok(fields as FieldsOf<R>);
}

/** A fault as a sentence for whoever wrote the command. */
export function describeFields({ kind, path }: JsonFault, known: readonly string[]): string {
  switch (kind) {
    case 'missing':
      return `${path} is missing`;
    case 'unexpected':
      return `${path === '' ? 'the command' : path} has a field that nobody knows; known here: ${known.join(', ')}`;
    case 'badValue':
      return `${path} has a value that it cannot have`;
    case 'duplicate':
      return `${path} is there twice`;
    case 'tooMany':
      return `${path} has too many entries`;
  }
}

/** What several commands have. */
export const sessionIdField = jsonText(parseSessionId);
export const jidField = jsonText(parseJid);
export const fullJidField = jsonText(parseFullJid);
export const contentNameField = jsonText(parseContentName);
export const textField = jsonText((text) => text);
export const policyField = jsonOneOf(POLICIES);
export const mediumField = jsonOneOf(MEDIA_KINDS);
export const countField = jsonInteger(0, Number.MAX_SAFE_INTEGER);
