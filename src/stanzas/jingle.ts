/**
 * The `<jingle/>` element: actions, contents, reasons.
 *
 * Reads syntax only. Which action may come now, and from whom, is for the call; it can ask `readJingleHeader` first,
 * and has then paid for two attributes.
 *
 * Spec: XEP-0166 1.1.2 #def, #def-reason; XEP-0338 1.0.0 for groups.
 */
import { JINGLE_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { FullJid } from '../jid.ts';
import { parseFullJid } from '../jid.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_GROUPING, NS_ICE_UDP, NS_JINGLE } from '../xml/namespaces.ts';
import { isNamed } from '../xml/read.ts';
import type { AttributeRule, ChildMatch } from './fields.ts';
import { duplicateIn, many, maybeOne, named, optional, readAttributes, readChildren, readParts } from './fields.ts';
import { required, textReader, unexpected, withDefault } from './fields.ts';
import { cutTo, oneOf, token, trimmed } from './grammar.ts';
import { readJingleGroup, writeJingleGroup } from './grouping.ts';
import type { IceTransport, ReceivedFingerprint } from './ice-udp.ts';
import { readIceTransport, writeIceTransport } from './ice-udp.ts';
import type { ContentName, SessionId } from './identifiers.ts';
import { parseContentName, parseSessionId } from './identifiers.ts';
import type { Malformed } from './malformed.ts';
import type { MediaKind, RtpDescription, Senders } from './rtp.ts';
import { readRtpDescription, rtpDescriptionElements, writeRtpDescription } from './rtp.ts';
import { senders } from './rtp-header-extensions.ts';

export const JINGLE_ACTIONS = [
  'content-accept',
  'content-add',
  'content-modify',
  'content-reject',
  'content-remove',
  'description-info',
  'security-info',
  'session-accept',
  'session-info',
  'session-initiate',
  'session-terminate',
  'transport-accept',
  'transport-info',
  'transport-reject',
  'transport-replace',
] as const;
export type JingleAction = (typeof JINGLE_ACTIONS)[number];

/** XEP-0166 #def-reason. What XEP-0353 adds beside a reason is in jingle-message.ts. */
export const JINGLE_REASONS = [
  'alternative-session',
  'busy',
  'cancel',
  'connectivity-error',
  'decline',
  'expired',
  'failed-application',
  'failed-transport',
  'general-error',
  'gone',
  'incompatible-parameters',
  'media-error',
  'security-error',
  'success',
  'timeout',
  'unsupported-applications',
  'unsupported-transports',
] as const;
export type JingleReason = (typeof JINGLE_REASONS)[number];

/** What routing needs before anything else is looked at. */
export interface JingleHeader {
  /** An action XEP-0166 does not define is `unknown`: it is answered, not dropped. */
  readonly action: JingleAction | 'unknown';
  readonly sessionId: SessionId;
}

export type JingleRole = 'initiator' | 'responder';

/** One content. `F` is what is known of its transport's fingerprints. */
export interface JingleContent<F> {
  readonly name: ContentName;
  readonly creator: JingleRole;
  readonly senders: Senders;
  readonly disposition: string | undefined;
  /** Undefined where absent, or of an application this core does not speak (then kept in `extensions`). */
  readonly description: RtpDescription | undefined;
  /** Undefined where absent, or of a transport this core does not speak (then kept in `extensions`). */
  readonly transport: IceTransport<F> | undefined;
  readonly extensions: readonly XmlElement[];
}

/** A whole Jingle element as received: any number of fingerprints, of either kind, in each transport. */
export type ReceivedJingle = Jingle<readonly ReceivedFingerprint[]>;

export interface Jingle<F> extends JingleHeader {
  readonly initiator: FullJid | undefined;
  readonly responder: FullJid | undefined;
  readonly contents: readonly JingleContent<F>[];
  readonly groups: readonly JingleGroup[];
  readonly reason: JingleReasonElement | undefined;
  readonly extensions: readonly XmlElement[];
}

/** XEP-0338: contents that share a transport (`BUNDLE`) or a clock (`LS`). */
export interface JingleGroup {
  readonly semantics: string;
  readonly contentNames: readonly ContentName[];
}

export interface JingleReasonElement {
  /** A condition XEP-0166 does not define is `unknown`: the session ends all the same. */
  readonly condition: JingleReason | 'unknown';
  /** For people; bounded, and never shown as ours. */
  readonly text: string | undefined;
  /** The session to use instead, with `alternative-session`. */
  readonly alternativeSessionId: SessionId | undefined;
  readonly extensions: readonly XmlElement[];
}

/** The media of a content list, in the order of their first appearance. */
export type MediaKinds = readonly MediaKind[];

const jingleRole = oneOf<JingleRole>(['initiator', 'responder']);
const jingleReason = oneOf<JingleReason>(JINGLE_REASONS);
const jingleAction = oneOf<JingleAction>(JINGLE_ACTIONS);

const headerAttributes = {
  action: required((text): JingleHeader['action'] => jingleAction(text) ?? 'unknown'),
  sid: required(parseSessionId),
};

/** Reads action and session id, and nothing else: enough to find the call, or to answer that there is none. */
export function readJingleHeader(jingle: XmlElement, path = 'iq/jingle'): Result<JingleHeader, Malformed> {
  if (!isNamed(jingle, NS_JINGLE, 'jingle')) return unexpected(path);
  const attributes = readAttributes(jingle, path, headerAttributes);
  if (!attributes.ok) return attributes;
  return ok({ action: attributes.value.action, sessionId: attributes.value.sid });
}

// Never used to route (XEP-0166 #def-jingle), so that one which is no full JID costs nobody the call.
const partyJid: AttributeRule<FullJid | undefined> = (text) => ok(text === undefined ? undefined : parseFullJid(text));
const partyAttributes = { initiator: partyJid, responder: partyJid };

const jingleRules = {
  contents: many(named(NS_JINGLE, 'content'), readContent, JINGLE_LIMITS.contents),
  groups: many(named(NS_GROUPING, 'group'), readJingleGroup, JINGLE_LIMITS.groups),
  reason: maybeOne(named(NS_JINGLE, 'reason'), readJingleReason),
};

/** Reads a whole `<jingle/>`. Payloads of `session-info` and of other namespaces stay in `extensions`. */
export function readJingle(jingle: XmlElement, path = 'iq/jingle'): Result<ReceivedJingle, Malformed> {
  const header = readJingleHeader(jingle, path);
  if (!header.ok) return header;
  const parts = readParts(jingle, path, partyAttributes, jingleRules);
  if (!parts.ok) return parts;
  // Two contents of one name and creator: which of them a later stanza means would be up to the reader.
  const names = parts.value.contents.map(({ creator, name }) => `${creator} ${name}`);
  const duplicate = duplicateIn(names, path, 'content');
  return duplicate === undefined ? ok({ ...header.value, ...parts.value }) : err(duplicate);
}

/** An action that was unknown when read is written as `unknown`: nobody defines it, so that it stays what it was. */
export function writeJingle(jingle: ReceivedJingle): XmlElement {
  const { action, sessionId, initiator, responder, contents, groups, reason, extensions } = jingle;
  return element(NS_JINGLE, 'jingle', { action, initiator, responder, sid: sessionId }, [
    ...contents.map(writeContent),
    ...groups.map(writeJingleGroup),
    reason === undefined ? undefined : writeJingleReason(reason),
    ...extensions,
  ]);
}

/** The same Jingle element with other knowledge of its fingerprints: `change` is called once for each transport. */
export function mapFingerprints<A, B>(jingle: Jingle<A>, change: (fingerprint: A) => B): Jingle<B> {
  const contents = jingle.contents.map((content) => {
    const { transport } = content;
    if (transport === undefined) return { ...content, transport };
    return { ...content, transport: { ...transport, fingerprint: change(transport.fingerprint) } };
  });
  return { ...jingle, contents };
}

/** A Jingle element with one fingerprint per transport, in the form that `writeJingle` takes. */
export function toReceivedForm(jingle: Jingle<ReceivedFingerprint>): ReceivedJingle {
  return mapFingerprints(jingle, (fingerprint) => [fingerprint]);
}

const contentAttributes = {
  creator: required(jingleRole),
  disposition: optional(token(JINGLE_LIMITS.wordCharacters)),
  name: required(parseContentName),
  senders: withDefault(senders, 'both'),
};
const contentRules = {
  description: maybeOne(rtpDescriptionElements, readRtpDescription),
  transport: maybeOne(named(NS_ICE_UDP, 'transport'), readIceTransport),
};

function readContent(
  content: XmlElement,
  path: string,
): Result<JingleContent<readonly ReceivedFingerprint[]>, Malformed> {
  return readParts(content, path, contentAttributes, contentRules);
}

function writeContent(content: JingleContent<readonly ReceivedFingerprint[]>): XmlElement {
  const { creator, disposition, name, senders: who, description, transport, extensions } = content;
  return element(NS_JINGLE, 'content', { creator, disposition, name, senders: who }, [
    description === undefined ? undefined : writeRtpDescription(description),
    transport === undefined ? undefined : writeIceTransport(transport),
    ...extensions,
  ]);
}

type Condition = Pick<JingleReasonElement, 'condition' | 'alternativeSessionId'>;

const anyCondition: ChildMatch = {
  name: 'condition',
  matches: ({ namespace, name }) => namespace === NS_JINGLE && jingleReason(name) !== undefined,
};
const conditionRules = { alternative: maybeOne(named(NS_JINGLE, 'sid'), textReader(trimmed(parseSessionId))) };
const reasonRules = {
  condition: maybeOne(anyCondition, readCondition),
  text: maybeOne(named(NS_JINGLE, 'text'), textReader(cutTo(JINGLE_LIMITS.reasonTextCharacters))),
};

function readCondition(condition: XmlElement, path: string): Result<Condition, Malformed> {
  const name = jingleReason(condition.name) ?? 'unknown';
  if (name !== 'alternative-session') return ok({ condition: name, alternativeSessionId: undefined });
  const children = readChildren(condition, path, conditionRules);
  return children.ok ? ok({ condition: name, alternativeSessionId: children.value.alternative }) : children;
}

/** Reads a `<reason/>`. XEP-0166 #def-reason. */
export function readJingleReason(reason: XmlElement, path = 'reason'): Result<JingleReasonElement, Malformed> {
  if (!isNamed(reason, NS_JINGLE, 'reason')) return unexpected(path);
  const children = readChildren(reason, path, reasonRules);
  if (!children.ok) return children;
  const { condition = { condition: 'unknown', alternativeSessionId: undefined }, text, extensions } = children.value;
  return ok({ ...condition, text, extensions });
}

/** An unknown condition is among the extensions, if there was one. */
export function writeJingleReason(reason: JingleReasonElement): XmlElement {
  const { condition, text, alternativeSessionId, extensions } = reason;
  const alternative = alternativeSessionId === undefined ? [] : [element(NS_JINGLE, 'sid', {}, [alternativeSessionId])];
  return element(NS_JINGLE, 'reason', {}, [
    condition === 'unknown' ? undefined : element(NS_JINGLE, condition, {}, alternative),
    text === undefined ? undefined : element(NS_JINGLE, 'text', {}, [text]),
    ...extensions,
  ]);
}
