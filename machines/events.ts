/**
 * Everything that can happen to a call, as the machines see it: facts, already checked and classified by the data
 * plane.
 *
 * Rule of this file: finite. No JID, number, stanza, text or time; an event's fields are small closed sets. So the
 * machines can be evaluated over every event in every state, and what is checked is what ships.
 */
import type { UnauthenticatedCause } from './verdict.ts';

/**
 * How the fingerprints of a whole stanza travel. `mixed`: what no single honest device sends, such as both kinds,
 * several in one content, or our own coming back. `none`: one is missing.
 */
export type Protection = 'encrypted' | 'mixed' | 'none' | 'plain';

/** The OMEMO device that encrypted a stanza, against the call's binding. `unbound`: the call has no binding yet. */
export type SenderDevice = 'other' | 'pinned' | 'unbound';

/** The media of an offer or answer against what was proposed and consented to. */
export type MediaAgreement = 'agreed' | 'other';

/** Which resource of the contact speaks: the one this call is latched to, or another. `latched` also while none is. */
export type SenderResource = 'latched' | 'other';

/** What the callee's `<proceed/>` says about its OMEMO device. */
export type Announcement = 'device' | 'invalid' | 'none';

export type TrustLevel = 'blind' | 'distrusted' | 'undecided' | 'verified';

/** `tieBreak`: not a no, but *wait for mine*: the proposals crossed, and the peer's goes on. XEP-0353 #tie-break-1. */
export type RejectOutcome = 'declined' | 'tieBreak';

/** `tieBreak`: the peer's own session-initiate crossed ours, and goes on. XEP-0166 #def-action-ties. */
export type RequestFailure = 'refused' | 'tieBreak';

/** `ringing`: the peer's phone rings. XEP-0167 #info-ringing. */
export type SessionInfo = 'known' | 'ringing' | 'unknown';

/** `migrated`: the call goes on in another. XEP-0353 #tie-break-2. */
export type FinishOutcome = 'finished' | 'migrated';

/** What the user, or the application for the user, wants. */
export type LocalEvent =
  /** `disabled`: the user takes this call without OMEMO. */
  | { readonly type: 'local.accept'; readonly omemo: 'disabled' | 'enabled' }
  /** The user consents to go on in this call, which was offered during another. */
  | { readonly type: 'local.migrate'; readonly omemo: 'disabled' | 'enabled' }
  | { readonly type: 'local.reject' }
  | { readonly type: 'local.hangUp' }
  /** The peer is to hear something in passing, such as that a content is muted. XEP-0167 #info. */
  | { readonly type: 'local.inform' };

/** Jingle messages of the peer, and the bounce of one of ours. None of them is answered. XEP-0353 0.8.0. */
export type JingleMessageEvent =
  | { readonly type: 'peer.ringing' }
  | { readonly type: 'peer.proceed'; readonly device: Announcement }
  | { readonly type: 'peer.reject'; readonly sender: SenderResource; readonly outcome: RejectOutcome }
  | { readonly type: 'peer.retract'; readonly sender: SenderResource }
  | { readonly type: 'peer.finish'; readonly sender: SenderResource; readonly outcome: FinishOutcome }
  | { readonly type: 'peer.bounce' };

/** Jingle requests of the latched peer. Every one of them is answered exactly once. XEP-0166 #protocol-response. */
export type JingleEvent =
  | { readonly type: 'peer.sessionInitiate'; readonly protection: Protection; readonly media: MediaAgreement }
  | {
      readonly type: 'peer.sessionAccept';
      readonly protection: Protection;
      readonly device: SenderDevice;
      readonly media: MediaAgreement;
    }
  | { readonly type: 'peer.sessionTerminate' }
  | { readonly type: 'peer.transportInfo' }
  /** Something in passing, of whichever action. `known`: understood, if it says anything. XEP-0166 #session-info. */
  | { readonly type: 'peer.sessionInfo'; readonly info: SessionInfo }
  /** The peer wants to go over to other transports. XEP-0166 #def-action-transport-replace. */
  | { readonly type: 'peer.transportReplace' }
  /** The answer to what this core never asks: transport-accept, transport-reject. */
  | { readonly type: 'peer.unaskedAnswer' }
  /** One of the content actions, in a call that has no agreed contents yet: see changes.machine.ts. */
  | { readonly type: 'peer.contentAction' }
  /** A request that names this call and cannot be read. */
  | { readonly type: 'peer.malformed' };

/** The peer, or its server, refused one of our requests. */
export type RefusalEvent = { readonly type: 'peer.requestFailed'; readonly outcome: RequestFailure };

/** Words of our own account's other resources. XEP-0353 #intro: all devices ring, one answers. */
export type OwnEvent = { readonly type: 'own.proceed' } | { readonly type: 'own.reject' };

/** What was decided between the calls of the account: see between-calls.ts. */
export type BetweenEvent =
  /** Our proposal, or offer, gives way to the peer's, which crossed it. XEP-0353 #tie-break-1. */
  | { readonly type: 'between.replaced' }
  /** The user consented to go on in another call with this contact. XEP-0353 #tie-break-2. */
  | { readonly type: 'between.migrated' };

/** Its peer has taken the last content out of the call: see changes.machine.ts. */
export type ContentsEvent = { readonly type: 'peer.contentsGone' };

/**
 * The connection to our server. While it is lost nothing happens to a call, and what it sends waits; `gone`: there is
 * another in its place, which knows nothing of what was under way.
 */
export type ConnectionEvent = { readonly type: 'connection.gone' };

export type OmemoEvent =
  | { readonly type: 'omemo.ready' }
  /** No session with the announced device can be had, or the user distrusts it. */
  | { readonly type: 'omemo.impossible'; readonly because: 'distrusted' | 'noSession' }
  | { readonly type: 'omemo.encrypted' }
  | { readonly type: 'omemo.decrypted'; readonly trust: TrustLevel }
  /** Something in an encrypted stanza did not hold: undecryptable, another key, a reflected fingerprint. */
  | { readonly type: 'omemo.refused' }
  | { readonly type: 'omemo.trustChanged'; readonly trust: TrustLevel };

export type MediaEvent =
  | { readonly type: 'media.described' }
  | { readonly type: 'media.applied' }
  | { readonly type: 'media.candidate' }
  | { readonly type: 'media.connected'; readonly certificate: 'differs' | 'match' }
  /** The engine could not carry out an order: make an offer or answer, or take the peer's answer. */
  | { readonly type: 'media.refused' }
  /** The connection could not be made, or was lost for good. */
  | { readonly type: 'media.failed' };

export const TIMERS = ['accept', 'bundle', 'connect', 'discovery', 'ring'] as const;
/** Deadlines of waiting states. How long each is, the data plane knows. */
export type TimerName = (typeof TIMERS)[number];
export type TimerEvent = { readonly [Name in TimerName]: { readonly type: `timer.${Name}` } }[TimerName];

export type CallEvent =
  | BetweenEvent
  | ConnectionEvent
  | ContentsEvent
  | JingleEvent
  | JingleMessageEvent
  | LocalEvent
  | MediaEvent
  | OmemoEvent
  | OwnEvent
  | RefusalEvent
  | TimerEvent;

/** Event types that stand for an IQ set: the step of each holds exactly one `acknowledge` or `refuse`. */
export const JINGLE_EVENT_TYPES = [
  'peer.sessionInitiate',
  'peer.sessionAccept',
  'peer.sessionTerminate',
  'peer.transportInfo',
  'peer.sessionInfo',
  'peer.transportReplace',
  'peer.unaskedAnswer',
  'peer.contentAction',
  'peer.malformed',
] as const satisfies readonly JingleEvent['type'][];

const PROTECTIONS = ['encrypted', 'mixed', 'none', 'plain'] as const satisfies readonly Protection[];
const AGREEMENTS = ['agreed', 'other'] as const satisfies readonly MediaAgreement[];
const SENDERS = ['latched', 'other'] as const satisfies readonly SenderResource[];
const REJECTS = ['declined', 'tieBreak'] as const satisfies readonly RejectOutcome[];
const FINISHES = ['finished', 'migrated'] as const satisfies readonly FinishOutcome[];
const TRUST_LEVELS = ['blind', 'distrusted', 'undecided', 'verified'] as const satisfies readonly TrustLevel[];
const IMPOSSIBILITIES = ['distrusted', 'noSession'] as const satisfies readonly UnauthenticatedCause[];

/**
 * The whole alphabet: every event the machines can ever be given. Tables, explorer and fuzzing run over exactly this
 * list.
 */
export const ALPHABET: readonly CallEvent[] = [
  { type: 'local.accept', omemo: 'enabled' },
  { type: 'local.accept', omemo: 'disabled' },
  { type: 'local.migrate', omemo: 'enabled' },
  { type: 'local.migrate', omemo: 'disabled' },
  { type: 'local.reject' },
  { type: 'local.hangUp' },
  { type: 'local.inform' },
  { type: 'peer.ringing' },
  ...(['device', 'invalid', 'none'] as const).map((device) => ({ type: 'peer.proceed', device }) as const),
  ...SENDERS.flatMap((sender) => [
    ...REJECTS.map((outcome) => ({ type: 'peer.reject', sender, outcome }) as const),
    { type: 'peer.retract', sender } as const,
    ...FINISHES.map((outcome) => ({ type: 'peer.finish', sender, outcome }) as const),
  ]),
  { type: 'peer.bounce' },
  ...PROTECTIONS.flatMap((protection) =>
    AGREEMENTS.flatMap((media) => [
      { type: 'peer.sessionInitiate', protection, media } as const,
      ...(['other', 'pinned', 'unbound'] as const).map(
        (device) => ({ type: 'peer.sessionAccept', protection, device, media }) as const,
      ),
    ]),
  ),
  { type: 'peer.sessionTerminate' },
  { type: 'peer.transportInfo' },
  { type: 'peer.sessionInfo', info: 'known' },
  { type: 'peer.sessionInfo', info: 'ringing' },
  { type: 'peer.sessionInfo', info: 'unknown' },
  { type: 'peer.transportReplace' },
  { type: 'peer.unaskedAnswer' },
  { type: 'peer.contentAction' },
  { type: 'peer.malformed' },
  { type: 'peer.requestFailed', outcome: 'refused' },
  { type: 'peer.requestFailed', outcome: 'tieBreak' },
  { type: 'own.proceed' },
  { type: 'own.reject' },
  { type: 'between.replaced' },
  { type: 'between.migrated' },
  { type: 'connection.gone' },
  { type: 'peer.contentsGone' },
  { type: 'omemo.ready' },
  ...IMPOSSIBILITIES.map((because) => ({ type: 'omemo.impossible', because }) as const),
  { type: 'omemo.encrypted' },
  ...TRUST_LEVELS.map((trust) => ({ type: 'omemo.decrypted', trust }) as const),
  { type: 'omemo.refused' },
  ...TRUST_LEVELS.map((trust) => ({ type: 'omemo.trustChanged', trust }) as const),
  { type: 'media.described' },
  { type: 'media.applied' },
  { type: 'media.candidate' },
  { type: 'media.connected', certificate: 'match' },
  { type: 'media.connected', certificate: 'differs' },
  { type: 'media.refused' },
  { type: 'media.failed' },
  ...TIMERS.map((timer) => ({ type: `timer.${timer}` }) as const),
];
