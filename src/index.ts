/**
 * `omemo-calls`: negotiates audio and video calls over XMPP whose certificates are authenticated by OMEMO.
 *
 * OMEMO is the entry `omemo-calls/omemo`.
 */
export { describeSnapshotFault } from './call/account-snapshot.ts';
export type { AccountSnapshot, SnapshotFault } from './call/account-snapshot.ts';
export { CallManager } from './call/call-manager.ts';
export type {
  AnswerOptions,
  CallManagerOptions,
  CallManagerStats,
  HoldOptions,
  MuteOptions,
  PastCallsOptions,
  PlaceCallOptions,
} from './call/options.ts';
export { STATS_LIMITS } from './call/options.ts';
export { DEFAULT_DEADLINES } from './call/deadlines.ts';
export type { Deadlines } from './call/deadlines.ts';
export type { Clock, Ids, Wire } from './call/ports.ts';
export type { CallKey, CallReport, EndedReason } from './call/reports.ts';
export type { CallContent } from './call/inform.ts';
export { systemClock, systemIds } from './call/system.ts';
export type { CallTraceEntry, DecisionTraceEntry, DropReason, TraceEntry } from './call/trace.ts';
export type { Verdict } from './call/verdict.ts';
export { InvariantError, UsageError } from './base/errors.ts';
export type { JsonValue } from './base/json.ts';
export type { Err, Ok, Result } from './base/result.ts';
export { bareOf, isFullJid, parseBareJid, parseFullJid, parseJid } from './jid.ts';
export type { BareJid, FullJid, Jid } from './jid.ts';
export type {
  DescribedContent,
  IceServer,
  Media,
  MediaCall,
  MediaChange,
  MediaFact,
  MediaFault,
  MediaNetwork,
  MediaSession,
  SessionDescription,
  WrittenMediaSession,
} from './media/port.ts';
export { identityKeyFingerprint, readVerificationUri, writeVerificationUri } from './omemo/key-fingerprint.ts';
export type { VerificationUri, VerificationUriFault } from './omemo/key-fingerprint.ts';
export type {
  DecryptError,
  Decrypted,
  EncryptError,
  Encrypted,
  ExpectedSender,
  Omemo,
  OmemoDevice,
  OmemoDeviceKey,
  StartSessionError,
  TrustLevel,
} from './omemo/port.ts';
export type { DeviceId, IdentityKey, OmemoBundle, OmemoMessage } from './stanzas/omemo.ts';
export type { SessionId } from './stanzas/identifiers.ts';
export type { XmlElement } from './xml/element.ts';
export { describeXmlFault } from './xml/fault.ts';
export type { XmlFault } from './xml/fault.ts';
export { parseXml } from './xml/parse.ts';
export { serializeXml } from './xml/serialize.ts';
export { fromDom } from './xml/from-dom.ts';
export { fromLtx } from './xml/from-ltx.ts';
export type { Inspect } from '../machines/actor.ts';
export type { Policy } from '../machines/context.ts';
export type { UnauthenticatedCause } from '../machines/verdict.ts';
