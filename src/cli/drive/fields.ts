/**
 * The fields of a command: each is there and of its type, or may be left out. What nobody asked for is a fault, so that
 * a misspelt option is never taken for its default.
 */
import type { JsonFault, JsonReader } from '../../base/json.ts';
import { jsonBoolean, jsonInteger, jsonList, jsonOneOf, jsonText } from '../../base/json.ts';
import { OMEMO_LIMITS } from '../../base/limits.ts';
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import { parseBareJid, parseFullJid, parseJid } from '../../jid.ts';
import type { BareJid, FullJid, Jid } from '../../jid.ts';
import { MEDIA_KINDS } from '../../stanzas/rtp.ts';
import { parseContentName, parseSessionId } from '../../stanzas/identifiers.ts';
import type { ContentName, SessionId } from '../../stanzas/identifiers.ts';
import { POLICIES } from '../../../machines/context.ts';

/** How a value is read, and in words what it can be. */
export interface Value<T> {
  readonly read: JsonReader<T>;
  /** As it stands after "it takes". */
  readonly takes: string;
}

/** One field. `T` without undefined: it has to be there. */
export interface Field<T> extends Value<T> {
  /** Of a field that is left out; undefined for one that must be there. */
  readonly absent: { readonly value: T } | undefined;
}

export type FieldsOf<R> = { readonly [K in keyof R]: R[K] extends Field<infer T> ? T : never };
export type Rules = Readonly<Record<string, Field<unknown>>>;

export function required<T>(value: Value<T>): Field<T> {
  return { ...value, absent: undefined };
}

export function optional<T>(value: Value<T>): Field<T | undefined> {
  return { ...value, absent: { value: undefined } };
}

export function withDefault<T>(value: Value<T>, absent: NoInfer<T>): Field<T> {
  return { ...value, absent: { value: absent } };
}

/** The fields of an object, and no others. `ignored` are known and read by somebody else. */
export function readFields<R extends Rules>(
  object: Readonly<Record<string, unknown>>,
  rules: R,
  ignored: readonly string[] = [],
): Result<FieldsOf<R>, JsonFault> {
  const unknown = Object.keys(object).find((name) => !Object.hasOwn(rules, name) && !ignored.includes(name));
  // What is no word is not repeated: it is whatever somebody wrote.
  if (unknown !== undefined) return err({ kind: 'unexpected', path: NAME.test(unknown) ? unknown : '' });
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

const NAME = /^[A-Za-z]{1,30}$/;

/** A fault as a sentence for whoever wrote the command: what is wrong, and what it takes. */
export function describeFields({ kind, path }: JsonFault, rules: Rules): string {
  const [name = ''] = path.split(/[.[]/, 1);
  const takes = Object.hasOwn(rules, name) ? `; it takes ${rules[name]?.takes}` : '';
  switch (kind) {
    case 'missing':
      return `${path} is missing${takes}`;
    case 'unexpected': {
      const known = Object.keys(rules);
      const there = known.length === 0 ? 'none is' : known.join(', ');
      return `${path === '' ? 'one of the fields' : path} is not known here; known: ${there}`;
    }
    case 'badValue':
      return `${path} has a value that it cannot have${takes}`;
    case 'duplicate':
      return `${path} is there twice`;
    case 'tooMany':
      return `${path} has too many entries${takes}`;
  }
}

/** One of a few words. */
export function words<const T extends string>(known: readonly T[]): Value<T> {
  const quoted = known.map((word) => `"${word}"`);
  return { read: jsonOneOf(known), takes: `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}` };
}

export function wholeNumber(least: number, most: number): Value<number> {
  return { read: jsonInteger(least, most), takes: `a whole number from ${least} to ${most}` };
}

export function listOf<T>({ read, takes }: Value<T>, most: number): Value<readonly T[]> {
  return { read: jsonList(read, most), takes: `a list, of up to ${most}, each of which is ${takes}` };
}

/** What several commands have. */
export const sessionIdField: Value<SessionId> = {
  read: jsonText(parseSessionId),
  takes: 'the id of a call, a text without white space',
};
export const jidField: Value<Jid> = { read: jsonText(parseJid), takes: 'an address, such as "b@y" or "b@y/tab"' };
export const fullJidField: Value<FullJid> = {
  read: jsonText(parseFullJid),
  takes: 'an address with its resource, such as "a@x/phone"',
};
export const bareJidField: Value<BareJid> = {
  read: jsonText(parseBareJid),
  takes: 'an address without a resource, such as "b@y"',
};
export const contentNameField: Value<ContentName> = {
  read: jsonText(parseContentName),
  takes: 'the name of a content, such as "audio"',
};
export const textField: Value<string> = { read: jsonText((text) => text), takes: 'a text' };
export const flagField: Value<boolean> = { read: jsonBoolean, takes: 'true or false' };
export const policyField = words(POLICIES);
export const mediumField = words(MEDIA_KINDS);
export const countField = wholeNumber(0, Number.MAX_SAFE_INTEGER);
export const deviceIdField = wholeNumber(1, OMEMO_LIMITS.deviceId);
