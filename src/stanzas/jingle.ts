/**
 * The `<jingle/>` element: actions, contents, reasons, errors.
 *
 * Spec: XEP-0166 1.1.2 #def #protocol; XEP-0338 1.0.0 for groups.
 */
import type { FullJid } from '../jid.ts';
import type { XmlElement } from '../xml/element.ts';
import type { IceTransport, ReceivedFingerprint } from './ice-udp.ts';
import type { ContentName, SessionId } from './identifiers.ts';
import type { MediaKind, RtpDescription, Senders } from './rtp.ts';

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

/** XEP-0166 #def-reason, and XEP-0353's additions are in jingle-message.ts. */
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
