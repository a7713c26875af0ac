/** What is kept of a call's media in a snapshot, and how it is read. */
import type { Certificate } from '../transform/certificate.ts';
import { jsonAny, jsonBoolean, jsonKind, jsonList, jsonMaybe, jsonObject, jsonOneOf, jsonText } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { MAX_HELD_FACTS } from '../base/limits.ts';
import { err, ok } from '../base/result.ts';
import type { MediaFact, SessionDescription } from '../media/port.ts';
import { DTLS_HASHES, parseDtlsFingerprintValue } from '../stanzas/dtls.ts';
import { readDescription } from './description-text.ts';

/** What is said about the connection: it counts only once the machine has started media. */
export type ConnectionFact = Extract<MediaFact, { readonly kind: 'connected' | 'failed' }>;

export interface MediaState {
  /** Undefined where the engine had not been asked for anything. */
  readonly mediaSession: { readonly state: JsonValue } | undefined;
  readonly isStarted: boolean;
  readonly heldFacts: readonly ConnectionFact[];
  readonly local: SessionDescription | undefined;
  readonly remote: SessionDescription | undefined;
}

export const NO_MEDIA: MediaState = {
  mediaSession: undefined,
  isStarted: false,
  heldFacts: [],
  local: undefined,
  remote: undefined,
};

const readFingerprintText = jsonObject({ hash: jsonOneOf(DTLS_HASHES), value: jsonText(String) });

const readUsedFingerprint: JsonReader<Certificate> = (written, path) => {
  const read = readFingerprintText(written, path);
  if (!read.ok) return read;
  const { hash } = read.value;
  const value = parseDtlsFingerprintValue(read.value.value, hash);
  return value === undefined ? err({ kind: 'badValue', path }) : ok({ hash, value });
};

const readFact: JsonReader<ConnectionFact> = jsonKind('kind', {
  failed: jsonObject({ kind: jsonOneOf(['failed']) }),
  connected: jsonObject({ kind: jsonOneOf(['connected']), usedFingerprint: readUsedFingerprint }),
});

export function writeFact(fact: ConnectionFact): JsonValue {
  if (fact.kind === 'failed') return { kind: 'failed' };
  const { hash, value } = fact.usedFingerprint;
  return { kind: 'connected', usedFingerprint: { hash, value } };
}

export const readMedia: JsonReader<MediaState> = jsonObject({
  mediaSession: jsonMaybe(jsonObject({ state: jsonAny })),
  isStarted: jsonBoolean,
  heldFacts: jsonList(readFact, MAX_HELD_FACTS),
  local: jsonMaybe(readDescription),
  remote: jsonMaybe(readDescription),
});
