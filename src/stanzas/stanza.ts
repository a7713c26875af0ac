/**
 * The outer frame of messages and IQs, and stanza errors.
 *
 * Spec: RFC 6120 #8; RFC 6121 #5.2.
 */
import type { Jid } from '../jid.ts';
import type { XmlElement } from '../xml/element.ts';
import type { StanzaId } from './identifiers.ts';

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
