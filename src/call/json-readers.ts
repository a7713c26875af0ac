/** Readers of what several parts of a call write: names and numbers, by the grammars that the wire has for them. */
import { jsonInteger, jsonObject, jsonText } from '../base/json.ts';
import type { JsonReader } from '../base/json.ts';
import { OMEMO_LIMITS } from '../base/limits.ts';
import { parseBareJid, parseFullJid, parseJid } from '../jid.ts';
import type { BareJid, FullJid, Jid } from '../jid.ts';
import { parseSessionId, parseStanzaId } from '../stanzas/identifiers.ts';
import type { SessionId, StanzaId } from '../stanzas/identifiers.ts';
import type { DeviceId } from '../stanzas/omemo.ts';
import type { CallKey } from './reports.ts';

export const readBareJid: JsonReader<BareJid> = jsonText(parseBareJid);
export const readFullJid: JsonReader<FullJid> = jsonText(parseFullJid);
export const readJid: JsonReader<Jid> = jsonText(parseJid);
export const readSessionId: JsonReader<SessionId> = jsonText(parseSessionId);
export const readStanzaId: JsonReader<StanzaId> = jsonText(parseStanzaId);
export const readDeviceId = jsonInteger(1, OMEMO_LIMITS.deviceId) as JsonReader<DeviceId>;
export const readCallKey: JsonReader<CallKey> = jsonObject({ peer: readBareJid, sessionId: readSessionId });
