/**
 * The outer frame of messages and IQs, and stanza errors. Knows nothing of what the frame holds.
 *
 * Attributes other than type, id, from and to are not kept: nothing here passes a stanza on.
 *
 * Spec: RFC 6120 #8; RFC 6121 #5.2; XEP-0166 1.1.2 #errors.
 */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { Jid } from '../jid.ts';
import { parseJid } from '../jid.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_CLIENT, NS_JINGLE_ERRORS, NS_STANZA_ERRORS } from '../xml/namespaces.ts';
import { attribute, childElements, isNamed } from '../xml/read.ts';
import { maybeOneName, optional, readAttributes, readParts, required, unexpected, withDefault } from './fields.ts';
import type { Grammar } from './grammar.ts';
import { oneOf } from './grammar.ts';
import type { StanzaId } from './identifiers.ts';
import { parseStanzaId } from './identifiers.ts';
import type { Malformed } from './malformed.ts';

/** `from` is absent where the server speaks for the own account. */
export interface Message {
  readonly kind: 'message';
  readonly type: 'chat' | 'error' | 'groupchat' | 'headline' | 'normal';
  readonly id: StanzaId | undefined;
  readonly from: Jid | undefined;
  readonly to: Jid | undefined;
  readonly children: readonly XmlElement[];
}

export interface Iq {
  readonly kind: 'iq';
  readonly type: 'error' | 'get' | 'result' | 'set';
  readonly id: StanzaId;
  readonly from: Jid | undefined;
  readonly to: Jid | undefined;
  readonly children: readonly XmlElement[];
}

/** The stanza error conditions the core sends. RFC 6120 #8.3.3. */
export type StanzaErrorCondition =
  | 'bad-request'
  | 'conflict'
  | 'feature-not-implemented'
  | 'item-not-found'
  | 'not-acceptable'
  | 'resource-constraint'
  | 'service-unavailable'
  | 'unexpected-request';

/** XEP-0166 #errors. */
export type JingleErrorCondition = 'out-of-order' | 'tie-break' | 'unknown-session' | 'unsupported-info';

export interface StanzaError {
  readonly type: 'auth' | 'cancel' | 'continue' | 'modify' | 'wait';
  readonly condition: StanzaErrorCondition;
  readonly jingle: JingleErrorCondition | undefined;
}

export type Stanza = Iq | Message;

/** Every condition of RFC 6120 #8.3.3: what a peer or a server may answer with. */
export const RECEIVED_ERROR_CONDITIONS = [
  'bad-request',
  'conflict',
  'feature-not-implemented',
  'forbidden',
  'gone',
  'internal-server-error',
  'item-not-found',
  'jid-malformed',
  'not-acceptable',
  'not-allowed',
  'not-authorized',
  'policy-violation',
  'recipient-unavailable',
  'redirect',
  'registration-required',
  'remote-server-not-found',
  'remote-server-timeout',
  'resource-constraint',
  'service-unavailable',
  'subscription-required',
  'undefined-condition',
  'unexpected-request',
] as const;
const JINGLE_ERROR_CONDITIONS = ['out-of-order', 'tie-break', 'unknown-session', 'unsupported-info'] as const;

/** A stanza error as received. Its text is not kept: it is the other side's, and never shown as ours. */
export interface ReceivedStanzaError {
  readonly type: StanzaError['type'];
  /** `unknown` where none was named, or none that RFC 6120 defines: an error all the same. */
  readonly condition: (typeof RECEIVED_ERROR_CONDITIONS)[number] | 'unknown';
  readonly jingle: JingleErrorCondition | undefined;
}

const iqAttributes = {
  type: required(oneOf(['error', 'get', 'result', 'set'])),
  id: required(parseStanzaId),
  from: optional(parseJid),
  to: optional(parseJid),
};

// RFC 6121 #5.2.2: a type the receiver does not know is `normal`.
const messageType: Grammar<Message['type']> = (text) =>
  oneOf(['chat', 'error', 'groupchat', 'headline', 'normal'])(text) ?? 'normal';
const messageAttributes = {
  type: withDefault(messageType, 'normal'),
  id: optional(parseStanzaId),
  from: optional(parseJid),
  to: optional(parseJid),
};

/** Reads the frame of a message; its children are left as they are. */
export function readMessage(stanza: XmlElement, path = 'message'): Result<Message, Malformed> {
  if (!isNamed(stanza, NS_CLIENT, 'message')) return unexpected(path);
  const attributes = readAttributes(stanza, path, messageAttributes);
  if (!attributes.ok) return attributes;
  return ok({ kind: 'message', ...attributes.value, children: childElements(stanza) });
}

export function writeMessage(message: Message): XmlElement {
  const { type, id, from, to } = message;
  return element(NS_CLIENT, 'message', { type, id, from, to }, message.children);
}

/** Reads the frame of an IQ; its children are left as they are, also where their number is wrong (`readIqPayload`). */
export function readIq(stanza: XmlElement, path = 'iq'): Result<Iq, Malformed> {
  if (!isNamed(stanza, NS_CLIENT, 'iq')) return unexpected(path);
  const attributes = readAttributes(stanza, path, iqAttributes);
  if (!attributes.ok) return attributes;
  return ok({ kind: 'iq', ...attributes.value, children: childElements(stanza) });
}

export function writeIq(iq: Iq): XmlElement {
  const { type, id, from, to } = iq;
  return element(NS_CLIENT, 'iq', { type, id, from, to }, iq.children);
}

/** Reads whichever of the two stanzas it is. Presence is none of them. */
export function readStanza(stanza: XmlElement): Result<Stanza, Malformed> {
  return isNamed(stanza, NS_CLIENT, 'iq') ? readIq(stanza) : readMessage(stanza);
}

/** The one child of a get or set. RFC 6120 #8.2.3: it MUST hold exactly one. */
export function readIqPayload(iq: Iq, path = 'iq'): Result<XmlElement, Malformed> {
  const [payload, second] = iq.children;
  if (payload === undefined) return err({ kind: 'missingElement', path, name: 'payload' });
  return second === undefined ? ok(payload) : err({ kind: 'tooMany', path, name: 'payload' });
}

/** The answer that a get or set succeeded. `from` is left to the server, which knows it better. */
export function writeIqResult(iq: Iq, children: readonly XmlElement[] = []): XmlElement {
  return element(NS_CLIENT, 'iq', { type: 'result', id: iq.id, to: iq.from }, children);
}

/** The answer that a get or set failed. It carries neither a text nor what was sent (RFC 6120 #8.3.1 allows both). */
export function writeIqError(iq: Iq, error: StanzaError): XmlElement {
  return element(NS_CLIENT, 'iq', { type: 'error', id: iq.id, to: iq.from }, [writeStanzaError(error)]);
}

/**
 * The answer owed to a get or set whose frame `readIq` refuses, for every one of them has to be answered once.
 *
 * The id goes back as it came, whatever it is. Undefined where nothing is owed (no get or set, no id) or where the
 * sender has no address to answer to. [RFC 6120 #8.2.3]
 */
export function writeMalformedIqError(stanza: XmlElement): XmlElement | undefined {
  const type = attribute(stanza, 'type');
  const id = attribute(stanza, 'id');
  const from = attribute(stanza, 'from');
  if (!isNamed(stanza, NS_CLIENT, 'iq') || (type !== 'get' && type !== 'set') || id === undefined) return undefined;
  if (from !== undefined && parseJid(from) === undefined) return undefined;
  const error = writeStanzaError({ type: 'modify', condition: 'bad-request', jingle: undefined });
  return element(NS_CLIENT, 'iq', { type: 'error', id, to: from }, [error]);
}

const errorAttributes = {
  // Clients that forget the type exist; giving up is what all types but `wait` come to.
  type: withDefault<StanzaError['type']>(
    (text) => oneOf(['auth', 'cancel', 'continue', 'modify', 'wait'])(text) ?? 'cancel',
    'cancel',
  ),
};

const errorChildren = {
  condition: maybeOneName(NS_STANZA_ERRORS, RECEIVED_ERROR_CONDITIONS, 'condition'),
  jingle: maybeOneName(NS_JINGLE_ERRORS, JINGLE_ERROR_CONDITIONS, 'condition'),
};

/**
 * Reads an `<error/>`. Conditions nobody defined are `unknown`, so that a loosely written answer is still an answer.
 */
export function readStanzaError(errorElement: XmlElement, path = 'error'): Result<ReceivedStanzaError, Malformed> {
  if (!isNamed(errorElement, NS_CLIENT, 'error')) return unexpected(path);
  const parts = readParts(errorElement, path, errorAttributes, errorChildren);
  if (!parts.ok) return parts;
  const { type, condition = 'unknown', jingle } = parts.value;
  return ok({ type, condition, jingle });
}

export function writeStanzaError(error: StanzaError): XmlElement {
  return element(NS_CLIENT, 'error', { type: error.type }, [
    element(NS_STANZA_ERRORS, error.condition),
    error.jingle === undefined ? undefined : element(NS_JINGLE_ERRORS, error.jingle),
  ]);
}
