/** The options of `open`: which there are, what they may be, and what holds where they are left out. */
import { createHash } from 'node:crypto';
import { decodeBase64 } from '../../base/base64.ts';
import { OMEMO_LIMITS } from '../../base/limits.ts';
import type { JsonReader } from '../../base/json.ts';
import { isObject, jsonInteger, jsonList, jsonText } from '../../base/json.ts';
import { err, ok } from '../../base/result.ts';
import { DEFAULT_DEADLINES } from '../../call/deadlines.ts';
import type { Deadlines } from '../../call/deadlines.ts';
import type { BareJid, FullJid } from '../../jid.ts';
import type { DeviceKeyMaterial } from '../../omemo/import-keys.ts';
import type { DtlsFingerprintValue } from '../../stanzas/dtls.ts';
import { parseDtlsFingerprintValue } from '../../stanzas/dtls.ts';
import { parseDateTime } from '../../stanzas/delay.ts';
import type { FieldsOf, Value } from './fields.ts';
import { bareJidField, countField, deviceIdField, flagField, fullJidField, listOf, optional } from './fields.ts';
import { policyField, required, textField, wholeNumber, withDefault, words } from './fields.ts';

/** Entries of a list that a script hands over. */
const MAX_ENTRIES = 10_000;
const FIRST_MOMENT_MS = Date.UTC(2026, 0, 1);
const DEFAULT_DEVICE_ID = 111;
/** A script that leaves a call waiting for longer than people do tests nothing that happens. */
const MAX_DEADLINE_MS = 180_000;

export type OpenOptions = FieldsOf<typeof OPEN_FIELDS>;

const keyPair = { id: jsonInteger(0, OMEMO_LIMITS.preKeyId), public: textField.read, private: textField.read };

/** An object with at least these members. Exported keys come with more, such as times and their own encoding. */
function membersOf<R extends Readonly<Record<string, JsonReader<unknown>>>>(
  readers: R,
): JsonReader<{ [K in keyof R]: R[K] extends JsonReader<infer T> ? T : never }> {
  return (value, path) => {
    if (!isObject(value)) return err({ kind: 'badValue', path });
    const members: Record<string, unknown> = {};
    for (const [name, reader] of Object.entries(readers)) {
      const read = reader(value[name], `${path}.${name}`);
      if (!read.ok) return read;
      members[name] = read.value;
    }
    return ok(members as { [K in keyof R]: R[K] extends JsonReader<infer T> ? T : never });
  };
}

/** A session that the device has with another, in the encoding of libsignal-protocol-c. */
const givenSession = membersOf({
  name: bareJidField.read,
  deviceId: deviceIdField.read,
  record: jsonText(decodeBase64),
});

/** The keys of a device that exists, and the sessions it has. */
export type GivenKeys = DeviceKeyMaterial & { readonly sessions: readonly GivenSession[] | undefined };
type GivenSession = { readonly name: BareJid; readonly deviceId: number; readonly record: Uint8Array };

const keysField: Value<GivenKeys> = {
  read: membersOf({
    deviceId: deviceIdField.read,
    identityKeyPrivate: textField.read,
    identityKeyPublic: textField.read,
    signedPreKeys: jsonList(membersOf({ ...keyPair, signature: textField.read }), MAX_ENTRIES),
    preKeys: jsonList(membersOf(keyPair), MAX_ENTRIES),
    sessions: orAbsent(jsonList(givenSession, MAX_ENTRIES)),
  }),
  takes: 'a device as it was exported: deviceId, identityKeyPrivate, identityKeyPublic, signedPreKeys, preKeys',
};

const deadlineField = wholeNumber(1, MAX_DEADLINE_MS);

/** Some of the core's deadlines, under their names; what is left out has its default. */
const readDeadlines: JsonReader<Partial<Deadlines>> = (value, path) => {
  if (!isObject(value)) return err({ kind: 'badValue', path });
  const deadlines: Record<string, number> = {};
  for (const [name, given] of Object.entries(value)) {
    if (!Object.hasOwn(DEFAULT_DEADLINES, name)) return err({ kind: 'badValue', path });
    const read = deadlineField.read(given, `${path}.${name}`);
    if (!read.ok) return read;
    deadlines[name] = read.value;
  }
  return ok(deadlines);
};

const deadlinesField: Value<Partial<Deadlines>> = {
  read: readDeadlines,
  takes: `an object with any of ${Object.keys(DEFAULT_DEADLINES).join(', ')}, each ${deadlineField.takes}`,
};

function orAbsent<T>(reader: JsonReader<T>): JsonReader<T | undefined> {
  return (value, path) => (value === undefined ? ok(undefined) : reader(value, path));
}

export const OPEN_FIELDS = {
  account: required(fullJidField),
  policy: withDefault(policyField, 'opportunistic'),
  omemo: withDefault(flagField, true),
  deviceId: optional(deviceIdField),
  roster: withDefault(listOf(bareJidField, MAX_ENTRIES), []),
  strangers: withDefault(words(['silent', 'ring']), 'silent'),
  direct: withDefault(words(['ring', 'refuse']), 'ring'),
  legacyOwnBare: withDefault(flagField, false),
  whenBusy: withDefault(words(['reject', 'ring']), 'reject'),
  deadlines: withDefault(deadlinesField, {}),
  fingerprint: optional({
    read: jsonText((text) => parseDtlsFingerprintValue(text, 'sha-256')),
    takes: '32 pairs of hex digits with colons between them',
  }),
  seed: withDefault(countField, 1),
  now: withDefault({ read: jsonText(parseDateTime), takes: 'a time, such as "2026-01-01T00:00:00Z"' }, FIRST_MOMENT_MS),
  keys: optional(keysField),
};

/** The device that is announced: the one of the keys, where there are any. */
export function deviceIdOf({ keys, deviceId }: OpenOptions): number {
  return keys?.deviceId ?? deviceId ?? DEFAULT_DEVICE_ID;
}

/**
 * A fingerprint for an account that was given none. It follows from account and seed, so that two accounts have two:
 * the same one at both ends would look like a reflected offer.
 */
export function fingerprintFor(account: FullJid, seed: number): DtlsFingerprintValue {
  const digest = createHash('sha256').update(`${seed} ${account}`).digest();
  return [...digest].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(':') as DtlsFingerprintValue;
}
