/**
 * Descriptions and candidates as texts of a snapshot: the elements they have on the wire, so that they are read with
 * all the strictness of the wire.
 *
 * Elements that no specification of ours knows are left out. No engine is ever told of them, a description could bring
 * in anything with them, SDES keys too, and a snapshot lies about for longer than a call.
 *
 * Spec: XEP-0166 1.1.2 #def; XEP-0176 1.1.1 #protocol.
 */
import { jsonList, jsonObject, jsonText } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { MAX_HELD_CANDIDATES } from '../base/limits.ts';
import { err } from '../base/result.ts';
import { describeContents } from '../media/described.ts';
import type { SessionDescription } from '../media/port.ts';
import { readIceTransport, writeIceTransport } from '../stanzas/ice-udp.ts';
import type { IceCandidate, IceCredentials } from '../stanzas/ice-udp.ts';
import { parseContentName } from '../stanzas/identifiers.ts';
import type { ContentName, SessionId } from '../stanzas/identifiers.ts';
import { readJingle, toReceivedForm, writeJingle } from '../stanzas/jingle.ts';
import type { ReceivedJingle } from '../stanzas/jingle.ts';
import { readProtection } from '../transform/protection.ts';
import type { XmlElement } from '../xml/element.ts';
import { parseXml } from '../xml/parse.ts';
import { serializeXml } from '../xml/serialize.ts';

/** A Jingle element names its action and session; here nobody asks for either. */
const AROUND = { action: 'session-info', sessionId: 'snapshot' as SessionId } as const;
const NOBODY = { initiator: undefined, responder: undefined, reason: undefined, extensions: [] } as const;

export function writeDescription(description: SessionDescription): string {
  const { contents, groups } = withoutExtensions(description);
  return serializeXml(writeJingle(toReceivedForm({ ...AROUND, ...NOBODY, contents, groups })));
}

/** A description with all that an engine needs. Whether it is an offer or an answer is not asked: it was accepted. */
export const readDescription: JsonReader<SessionDescription> = jsonText((text) => {
  const element = elementOf(text);
  const jingle = element === undefined ? undefined : readJingle(element);
  const protection = jingle?.ok === true ? readProtection(jingle.value) : undefined;
  const described = protection?.protection === 'plain' ? describeContents(protection.jingle) : undefined;
  return described?.ok === true ? described.value : undefined;
});

/** Contents that a peer offers, as they came: encrypted ones with their ciphertext, stubs without a transport. */
export function writeOffer({ action, sessionId, contents, groups }: ReceivedJingle): string {
  return serializeXml(writeJingle({ action, sessionId, ...NOBODY, ...withoutExtensions({ contents, groups }) }));
}

export const readOffer: JsonReader<ReceivedJingle> = jsonText((text) => {
  const element = elementOf(text);
  const jingle = element === undefined ? undefined : readJingle(element);
  return jingle?.ok === true && jingle.value.action === 'content-add' ? jingle.value : undefined;
});

/** Candidates of one content, with the credentials that they came under. */
export interface HeldCandidates {
  readonly contentName: ContentName;
  readonly credentials: IceCredentials | undefined;
  readonly candidates: readonly IceCandidate[];
}

export function writeCandidates(held: readonly HeldCandidates[]): JsonValue {
  return held.map(({ contentName, credentials, candidates }) => {
    const transport = { options: [], ignoredCandidates: 0, gatheringComplete: false, fingerprint: [], extensions: [] };
    return { contentName, transport: serializeXml(writeIceTransport({ ...transport, credentials, candidates })) };
  });
}

const readEach = jsonList(
  jsonObject({
    contentName: jsonText(parseContentName),
    transport: jsonText((text) => {
      const element = elementOf(text);
      const transport = element === undefined ? undefined : readIceTransport(element);
      return transport?.ok === true && transport.value.candidates.length > 0 ? transport.value : undefined;
    }),
  }),
  MAX_HELD_CANDIDATES,
);

export const readCandidates: JsonReader<readonly HeldCandidates[]> = (value, path) => {
  const read = readEach(value, path);
  if (!read.ok) return read;
  const held = read.value.map(({ contentName, transport: { credentials, candidates } }) => ({
    contentName,
    credentials,
    candidates,
  }));
  const count = held.reduce((sum, { candidates }) => sum + candidates.length, 0);
  return count > MAX_HELD_CANDIDATES ? err({ kind: 'tooMany', path }) : { ok: true, value: held };
};

function elementOf(text: string): XmlElement | undefined {
  const parsed = parseXml(text);
  return parsed.ok ? parsed.value : undefined;
}

/** The same value; every list of foreign elements in it is empty, however deep it stands. */
function withoutExtensions<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutExtensions) as T;
  // Ciphertext is bytes, and no list of anything.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const members = Object.entries(value).map(([name, member]): [string, unknown] => [
    name,
    name === 'extensions' ? [] : withoutExtensions(member as unknown),
  ]);
  return Object.fromEntries(members) as T;
}
