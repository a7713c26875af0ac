/** The options of `open`: which there are, what they may be, and what holds where they are left out. */
import { createHash } from 'node:crypto';
import { decodeBase64 } from '../../base/base64.ts';
import { OMEMO_LIMITS } from '../../base/limits.ts';
import type { JsonReader } from '../../base/json.ts';
import { isObject, jsonBoolean, jsonInteger, jsonList, jsonOneOf, jsonText } from '../../base/json.ts';
import { err, ok } from '../../base/result.ts';
import { DEFAULT_DEADLINES } from '../../call/deadlines.ts';
import type { Deadlines } from '../../call/deadlines.ts';
import type { BareJid, FullJid } from '../../jid.ts';
import { parseBareJid } from '../../jid.ts';
import type { DeviceKeyMaterial } from '../../omemo/import-keys.ts';
import type { DtlsFingerprintValue } from '../../stanzas/dtls.ts';
import { parseDtlsFingerprintValue } from '../../stanzas/dtls.ts';
import { parseDateTime } from '../../stanzas/delay.ts';
import type { FieldsOf } from './fields.ts';
import { fullJidField, optional, policyField, required, textField, withDefault } from './fields.ts';

/** Entries of a list that a script hands over. */
const MAX_ENTRIES = 10_000;
const FIRST_MOMENT_MS = Date.UTC(2026, 0, 1);
const DEFAULT_DEVICE_ID = 111;
/** A script that leaves a call waiting for longer than people do tests nothing that happens. */
const MAX_DEADLINE_MS = 180_000;

export type OpenOptions = FieldsOf<typeof OPEN_FIELDS>;

const keyPair = { id: jsonInteger(0, OMEMO_LIMITS.preKeyId), public: textField, private: textField };

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
  name: jsonText(parseBareJid),
  deviceId: jsonInteger(1, OMEMO_LIMITS.deviceId),
  record: jsonText(decodeBase64),
});

/** The keys of a device that exists, and the sessions it has. */
export type GivenKeys = DeviceKeyMaterial & { readonly sessions: readonly GivenSession[] | undefined };
type GivenSession = { readonly name: BareJid; readonly deviceId: number; readonly record: Uint8Array };

const keysField: JsonReader<GivenKeys> = membersOf({
  deviceId: jsonInteger(1, OMEMO_LIMITS.deviceId),
  identityKeyPrivate: textField,
  identityKeyPublic: textField,
  signedPreKeys: jsonList(membersOf({ ...keyPair, signature: textField }), MAX_ENTRIES),
  preKeys: jsonList(membersOf(keyPair), MAX_ENTRIES),
  sessions: orAbsent(jsonList(givenSession, MAX_ENTRIES)),
});

const deadlineField = jsonInteger(1, MAX_DEADLINE_MS);

/** Some of the core's deadlines, under their names; what is left out has its default. */
const deadlinesField: JsonReader<Partial<Deadlines>> = (value, path) => {
  if (!isObject(value)) return err({ kind: 'badValue', path });
  const deadlines: Record<string, number> = {};
  for (const [name, given] of Object.entries(value)) {
    if (!Object.hasOwn(DEFAULT_DEADLINES, name)) return err({ kind: 'badValue', path });
    const read = deadlineField(given, `${path}.${name}`);
    if (!read.ok) return read;
    deadlines[name] = read.value;
  }
  return ok(deadlines);
};

function orAbsent<T>(reader: JsonReader<T>): JsonReader<T | undefined> {
  return (value, path) => (value === undefined ? ok(undefined) : reader(value, path));
}

export const OPEN_FIELDS = {
  account: required(fullJidField),
  policy: withDefault(policyField, 'opportunistic'),
  omemo: withDefault(jsonBoolean, true),
  deviceId: optional(jsonInteger(1, OMEMO_LIMITS.deviceId)),
  roster: withDefault(jsonList(jsonText(parseBareJid), MAX_ENTRIES), []),
  strangers: withDefault(jsonOneOf(['silent', 'ring']), 'silent'),
  direct: withDefault(jsonOneOf(['ring', 'refuse']), 'ring'),
  legacyOwnBare: withDefault(jsonBoolean, false),
  whenBusy: withDefault(jsonOneOf(['reject', 'ring']), 'reject'),
  deadlines: withDefault(deadlinesField, {}),
  fingerprint: optional(jsonText((text) => parseDtlsFingerprintValue(text, 'sha-256'))),
  seed: withDefault(jsonInteger(0, Number.MAX_SAFE_INTEGER), 1),
  now: withDefault(jsonText(parseDateTime), FIRST_MOMENT_MS),
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
