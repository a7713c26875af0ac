/**
 * What can happen to the contents and the ICE session of a running call, what is done about it, and what is remembered:
 * the words of changes.machine.ts.
 *
 * Rule of this file: finite, as in events.ts and effects.ts. Names, stanzas and keys are the data plane's.
 */
import type { SenderDevice } from './events.ts';

/** How the call's descriptions travelled. What changes the call later travels in the same way, in each direction. */
type Kind = 'encrypted' | 'plain';

export interface ChangesInput {
  /** Our side of the Jingle session: of two requests that cross, the initiator's goes on. XEP-0166 #def-action. */
  readonly side: 'initiator' | 'responder';
  readonly sent: Kind;
  readonly received: Kind;
}

export const CHANGES_INPUT_WORDS = {
  side: ['initiator', 'responder'],
  sent: ['encrypted', 'plain'],
  received: ['encrypted', 'plain'],
} as const satisfies { readonly [Name in keyof ChangesInput]: readonly ChangesInput[Name][] };

/** Every way a running call can be. We answer in kind; a peer may encrypt its answer to our plain offer: `oneWay`. */
export const CHANGES_INPUTS: readonly ChangesInput[] = [
  { side: 'initiator', sent: 'encrypted', received: 'encrypted' },
  { side: 'initiator', sent: 'plain', received: 'plain' },
  { side: 'initiator', sent: 'plain', received: 'encrypted' },
  { side: 'responder', sent: 'encrypted', received: 'encrypted' },
  { side: 'responder', sent: 'plain', received: 'plain' },
];

export interface ChangesContext extends ChangesInput {
  /**
   * The contents the peer offers: `asking` for the user's word, or `accepted` and waiting for the engine, which does
   * one thing at a time.
   */
  readonly offer: 'accepted' | 'asking' | 'none';
  /** What the offer's fingerprints came as. Of meaning only while there is one. */
  readonly offered: Kind | 'stub';
  /** An ICE restart that the user's side wants, as soon as the engine is free. */
  readonly restart: 'none' | 'wanted';
  /** Whether the peer has heard our answer to its own latest restart, which leaves with our first new candidate. */
  readonly restartAnswer: 'due' | 'told';
}

/** How the fingerprints of added contents travel. `stub`: they share the transport of a content that is there. */
export type ChangeProtection = 'encrypted' | 'mixed' | 'none' | 'plain' | 'stub';

/**
 * Added contents against the call: `unusable` where no engine could take them, such as under a name that is there
 * already. `covered`: no more media than what our side is adding, which the user has consented to.
 */
export type OfferedContents = 'covered' | 'more' | 'unusable';

/** What the peer says yes to. */
export type AnsweredContents = 'agreed' | 'other' | 'unknown';

/** What a request of the peer names: contents that we add, that it offers, some or all that run, or none of those. */
export type NamedContents = 'added' | 'all' | 'offered' | 'some' | 'unknown';

export type LocalChange =
  | { readonly type: 'local.addContent' }
  | { readonly type: 'local.acceptContent' }
  | { readonly type: 'local.rejectContent' }
  /** `added`: those whose addition is under way. */
  | { readonly type: 'local.removeContent'; readonly contents: 'added' | 'some' }
  | { readonly type: 'local.restartIce' };

/** Requests of the latched peer. Each is answered exactly once. XEP-0166 #def-action. */
export type PeerChange =
  | {
      readonly type: 'peer.contentAdd';
      readonly protection: ChangeProtection;
      readonly device: SenderDevice;
      readonly contents: OfferedContents;
    }
  | {
      readonly type: 'peer.contentAccept';
      readonly protection: ChangeProtection;
      readonly device: SenderDevice;
      /** `agreed`: exactly those we add, each with its medium; `unknown`: none of those. */
      readonly contents: AnsweredContents;
    }
  | { readonly type: 'peer.contentReject'; readonly contents: 'added' | 'other' }
  | { readonly type: 'peer.contentRemove'; readonly contents: NamedContents }
  | { readonly type: 'peer.contentModify'; readonly contents: 'some' | 'unknown' }
  /**
   * A transport-info with other ICE credentials than the call's. Without candidates it asks for a restart; the first
   * one with candidates is the answer to ours.
   */
  | { readonly type: 'peer.newCredentials'; readonly candidates: 'none' | 'some' };

/** What became of our requests. */
export type ChangeAnswer =
  | { readonly type: 'peer.addRefused' }
  /** The peer has no use for our yes to contents: it does not offer them any more. */
  | { readonly type: 'peer.acceptRefused'; readonly contents: Extract<NamedContents, 'all' | 'some' | 'unknown'> }
  | { readonly type: 'peer.restartAcknowledged' }
  | { readonly type: 'peer.restartRefused' };

export type ChangeResult =
  | { readonly type: 'omemo.encrypted' }
  | { readonly type: 'omemo.impossible' }
  | { readonly type: 'omemo.decrypted' }
  | { readonly type: 'omemo.refused' }
  | { readonly type: 'media.described' }
  | { readonly type: 'media.applied' }
  | { readonly type: 'media.refused' }
  /** Our first candidate has left since the peer restarted ICE: it has our answer. */
  | { readonly type: 'media.restartAnswered' };

export const CHANGE_TIMERS = ['addition', 'offer', 'restart'] as const;
export type ChangeTimer = (typeof CHANGE_TIMERS)[number];

export type ChangesEvent =
  | ChangeAnswer
  | ChangeResult
  | LocalChange
  | PeerChange
  | { readonly [Name in ChangeTimer]: { readonly type: `timer.${Name}` } }[ChangeTimer];

const PROTECTIONS = ['encrypted', 'mixed', 'none', 'plain', 'stub'] as const satisfies readonly ChangeProtection[];
const DEVICES = ['other', 'pinned', 'unbound'] as const satisfies readonly SenderDevice[];
const OFFERED = ['covered', 'more', 'unusable'] as const satisfies readonly OfferedContents[];
const NAMED = ['added', 'all', 'offered', 'some', 'unknown'] as const satisfies readonly NamedContents[];

/** Each kind of protection, with whose it can be. */
const PROTECTED = PROTECTIONS.flatMap((protection) =>
  (protection === 'encrypted' ? DEVICES : (['unbound'] as const)).map((device) => ({ protection, device })),
);

/** The whole alphabet: every event the machine can ever be given. */
export const CHANGES_ALPHABET: readonly ChangesEvent[] = [
  { type: 'local.addContent' },
  { type: 'local.acceptContent' },
  { type: 'local.rejectContent' },
  { type: 'local.removeContent', contents: 'added' },
  { type: 'local.removeContent', contents: 'some' },
  { type: 'local.restartIce' },
  ...PROTECTED.flatMap((words) => [
    ...OFFERED.map((contents) => ({ type: 'peer.contentAdd', ...words, contents }) as const),
    { type: 'peer.contentAccept', ...words, contents: 'agreed' } as const,
    { type: 'peer.contentAccept', ...words, contents: 'other' } as const,
    { type: 'peer.contentAccept', ...words, contents: 'unknown' } as const,
  ]),
  { type: 'peer.contentReject', contents: 'added' },
  { type: 'peer.contentReject', contents: 'other' },
  ...NAMED.map((contents) => ({ type: 'peer.contentRemove', contents }) as const),
  { type: 'peer.contentModify', contents: 'some' },
  { type: 'peer.contentModify', contents: 'unknown' },
  { type: 'peer.newCredentials', candidates: 'none' },
  { type: 'peer.newCredentials', candidates: 'some' },
  { type: 'peer.addRefused' },
  { type: 'peer.acceptRefused', contents: 'all' },
  { type: 'peer.acceptRefused', contents: 'some' },
  { type: 'peer.acceptRefused', contents: 'unknown' },
  { type: 'peer.restartAcknowledged' },
  { type: 'peer.restartRefused' },
  { type: 'omemo.encrypted' },
  { type: 'omemo.impossible' },
  { type: 'omemo.decrypted' },
  { type: 'omemo.refused' },
  { type: 'media.described' },
  { type: 'media.applied' },
  { type: 'media.refused' },
  { type: 'media.restartAnswered' },
  ...CHANGE_TIMERS.map((timer) => ({ type: `timer.${timer}` }) as const),
];

/** Event types that stand for an IQ set: the step of each holds exactly one `acknowledge` or `refuse`. */
export const CHANGE_REQUEST_TYPES = [
  'peer.contentAdd',
  'peer.contentAccept',
  'peer.contentReject',
  'peer.contentRemove',
  'peer.contentModify',
  'peer.newCredentials',
] as const satisfies readonly PeerChange['type'][];

/** Why contents do not come, or are over, in the words of XEP-0166 #def-reason; `given`: the peer's own. */
export type ChangeReason =
  | 'busy'
  | 'cancel'
  | 'decline'
  | 'expired'
  | 'failed-application'
  | 'given'
  | 'security-error'
  | 'timeout'
  | 'unsupported-applications';

type WrittenReason = Exclude<ChangeReason, 'expired' | 'given'>;

export type ChangesEffect =
  // The one answer to the request that caused this step
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'refuse'; readonly condition: 'item-not-found' | 'out-of-order' | 'tie-break' }
  // Jingle requests, XEP-0166
  | { readonly kind: 'sendContentAdd'; readonly protection: Kind }
  | { readonly kind: 'sendContentAccept'; readonly protection: Kind | 'stub' }
  /** `pending`: the offer that the user was asked about; `arrived`: the one of this step, which no user saw. */
  | { readonly kind: 'sendContentReject'; readonly offer: 'arrived' | 'pending'; readonly reason: WrittenReason }
  /** `added`: those whose addition is under way; `named`: those of this step. */
  | { readonly kind: 'sendContentRemove'; readonly contents: 'added' | 'named'; readonly reason: WrittenReason }
  /** Our new ICE credentials, without a candidate. */
  | { readonly kind: 'sendNewCredentials' }
  // What is held between steps
  | { readonly kind: 'holdOffer' }
  | { readonly kind: 'dropOffer' }
  /** The peer's answer to our addition or restart, for the engine. */
  | { readonly kind: 'holdAnswer' }
  // OMEMO
  | { readonly kind: 'encryptContents' }
  | { readonly kind: 'decryptOffer' }
  | { readonly kind: 'decryptAnswer' }
  // Media
  | { readonly kind: 'describeAddition' }
  | { readonly kind: 'describeRestart' }
  /** Takes the peer's added contents, and describes ours for them. */
  | { readonly kind: 'answerOffer' }
  | { readonly kind: 'applyAnswer' }
  /** Takes the peer's new credentials and goes on under new ones of ours, which leave with our candidates. */
  | { readonly kind: 'answerRestart' }
  /** The engine forgets what it offered last; what was under way for it, and answers to its request, count no more. */
  | { readonly kind: 'rollBack' }
  /**
   * Contents leave the engine: those of this step, or those of the peer's offer, with what was under way for it, which
   * counts no more.
   */
  | { readonly kind: 'removeMedia'; readonly contents: 'named' | 'offered' }
  // Candidates
  /** Those of this step: for the ICE session that the engine is about to change to; dropped where it is not. */
  | { readonly kind: 'takeCandidates' }
  /** Those that wait. */
  | { readonly kind: 'moveCandidates' }
  // Deadlines
  | { readonly kind: 'startTimer'; readonly timer: ChangeTimer }
  | { readonly kind: 'stopTimer'; readonly timer: ChangeTimer }
  // What the application is told
  | { readonly kind: 'reportContentOffered' }
  | { readonly kind: 'reportContentAccepted'; readonly contents: 'added' | 'offered' }
  | { readonly kind: 'reportContentRejected'; readonly contents: 'added' | 'offered'; readonly reason: ChangeReason }
  | { readonly kind: 'reportContentRemoved'; readonly by: 'local' | 'peer' }
  | { readonly kind: 'reportContentModified' }
  | { readonly kind: 'reportIceRestarted'; readonly by: 'local' | 'peer' }
  // To the call itself
  /** Nothing is left of it. */
  | { readonly kind: 'endCall' }
  // What goes into the trace only
  | { readonly kind: 'noteOutOfOrder' }
  | { readonly kind: 'noteUnusable' };
