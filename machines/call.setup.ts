/**
 * What the caller's and the callee's machine are both made of: types, the two actions, the guards, and the ways to end.
 *
 * Rules of this file: every guard and action has a name, guards look only at context and parameters, and the one thing
 * an action changes is the context. `effect` does nothing; `evaluator.ts` collects what it was given.
 */
import { assign, setup } from 'xstate';
import type { CallContext, CallInput, Travelled } from './context.ts';
import type { CallEffect, EndReason, EndedBy, Refusal, WireReason } from './effects.ts';
import type {
  Announcement,
  CallEvent,
  FinishOutcome,
  MediaAgreement,
  Protection,
  RejectOutcome,
  RequestFailure,
  SenderDevice,
  SenderResource,
  SessionInfo,
  TrustLevel,
} from './events.ts';
import { verdictOf } from './verdict.ts';
import type { UnauthenticatedCause } from './verdict.ts';

export interface Offered {
  readonly protection: Protection;
  readonly media: MediaAgreement;
}

export interface Answered extends Offered {
  readonly device: SenderDevice;
}

export const callSetup = setup({
  types: { context: {} as CallContext, events: {} as CallEvent, input: {} as CallInput },
  actions: {
    /** Null: nothing is ordered in this context. */
    effect: (_, _effect: CallEffect | null) => {},
    note: assign((_, facts: Partial<CallContext>) => facts),
  },
  guards: {
    /** The callee's device can be encrypted to, as far as its proceed says. */
    opensOmemo: ({ context }, { device }: { device: Announcement }) =>
      context.omemo === 'enabled' && device === 'device',
    allowsPlain: ({ context }, { because }: { because: UnauthenticatedCause }) => allowsPlain(context, because),
    isToEncrypt: ({ context }) => context.because === null,
    isEncrypted: ({ context }) => context.received === 'encrypted',
    isFromLatched: (_, { sender }: { sender: SenderResource }) => sender === 'latched',
    isWordOfLatched: ({ context }, { sender }: { sender: SenderResource }) =>
      sender === 'latched' && !isDirect(context),
    isTieBreak: (_, { outcome }: { outcome: RejectOutcome }) => outcome === 'tieBreak',
    isMigratedByLatched: (_, { sender, outcome }: { sender: SenderResource; outcome: FinishOutcome }) =>
      sender === 'latched' && outcome === 'migrated',
    isCrossed: ({ context }, { outcome }: { outcome: RequestFailure }) => isDirect(context) && outcome === 'tieBreak',
    isKnownInfo: (_, { info }: { info: SessionInfo }) => info !== 'unknown',
    isDirectRinging: ({ context }, { info }: { info: SessionInfo }) => isDirect(context) && info === 'ringing',
    /** The user's view of the key counts from the decryption on, which states it as it then is. */
    hasDecrypted: ({ context }) => context.received === 'encrypted',
    changesVerdict: ({ context }, { trust }: { trust: TrustLevel }) =>
      context.sent === 'encrypted' && context.received === 'encrypted' && trust !== context.trust,
    isDirect: ({ context }) => isDirect(context),
    isProposed: ({ context }) => !isDirect(context),
    hasConsent: ({ context }) => context.occasion === 'replacement',
    hasConsentToEncrypted: ({ context }) => context.occasion === 'directReplacement' && context.because === null,
    hasConsentToPlain: ({ context }) => context.occasion === 'directReplacement' && context.because !== null,
    /** The offer that is held can be opened, at the level that the user agrees to. */
    opensHeldOffer: ({ context }, { omemo }: { omemo: CallInput['omemo'] }) =>
      context.because === null && omemo === 'enabled',
    isHeldOfferPlain: ({ context }) => context.because !== null,
    isOfferedInCall: ({ context }) => context.occasion === 'migration',
    mayShowPresence: ({ context }) => context.presence === 'shared',
    isSameCertificate: (_, { certificate }: { certificate: 'differs' | 'match' }) => certificate === 'match',
    /** An offer that came through OMEMO and is about the media the user consented to. */
    isEncryptedOffer: ({ context }, { protection, media }: Offered) =>
      context.omemo === 'enabled' && protection === 'encrypted' && media === 'agreed',
    isAllowedPlainOffer: ({ context }, { protection, media }: Offered) =>
      protection === 'plain' && media === 'agreed' && allowsPlain(context, causeOfPlainOffer(context)),
    /**
     * An answer that may be decrypted: of the pinned device where we encrypted; of any where we did not, and then it
     * can never make the call authenticated.
     */
    isDecryptableAnswer: ({ context }, { protection, media, device }: Answered) =>
      protection === 'encrypted' &&
      media === 'agreed' &&
      (context.sent === 'encrypted' ? device === 'pinned' : context.omemo === 'enabled'),
    isPlainAnswerToPlain: ({ context }, { protection, media }: Answered) =>
      context.sent === 'plain' && protection === 'plain' && media === 'agreed',
  },
});

/** Whether this call does without Jingle messages: then no device was announced by anybody. */
export function isDirect({ occasion }: Pick<CallContext, 'occasion'>): boolean {
  return occasion === 'direct' || occasion === 'directReplacement';
}

/**
 * Whether the policy lets this call go on in the clear for this reason. The rows of docs/protocol.md's policy table.
 */
function allowsPlain({ policy }: CallContext, because: UnauthenticatedCause): boolean {
  switch (policy) {
    case 'opportunistic':
      return true;
    case 'expect':
      return because === 'disabled' || because === 'notAnnounced';
    case 'require':
      return false;
  }
}

/** OMEMO is on for a call if the account has it and the user does not switch it off. */
export function bothOf(account: CallInput['omemo'], call: CallInput['omemo']): CallInput['omemo'] {
  return account === 'enabled' ? call : 'disabled';
}

/** Why a proceed does not lead to OMEMO. Asked only where `opensOmemo` said no. */
export function causeOfAnnouncement(context: CallContext, device: Announcement): UnauthenticatedCause {
  if (context.omemo === 'disabled') return 'disabled';
  return device === 'none' ? 'notAnnounced' : 'invalidDevice';
}

/** Why an offer is plain: we announced a device, unless OMEMO is off for this call, or the call is direct. */
export function causeOfPlainOffer(context: Pick<CallContext, 'occasion' | 'omemo'>): UnauthenticatedCause {
  if (context.omemo === 'disabled') return 'disabled';
  return isDirect(context) ? 'notAnnounced' : 'announcedNotUsed';
}

/** One order to the data plane. */
export const effect = (order: CallEffect) => ({ type: 'effect' as const, params: order });

/** One order, in a call that goes by Jingle messages: where it has none, nobody waits for such a word. */
const messageEffect = (order: CallEffect) => ({
  type: 'effect' as const,
  params: ({ context }: { context: CallContext }): CallEffect | null => (isDirect(context) ? null : order),
});

/** Facts to remember. */
export const note = (facts: Partial<CallContext>) => ({ type: 'note' as const, params: facts });

export const noteSent = (sent: Exclude<Travelled, 'nothing'>) => note({ sent });

export const reportVerdict = {
  type: 'effect' as const,
  params: ({ context }: { context: CallContext }): CallEffect => ({
    kind: 'reportVerdict',
    verdict: verdictOf(context),
  }),
};

/** A request that cannot be right in this state: answered, and nothing else happens. */
const refuse = (condition: Refusal) => ({ actions: effect({ kind: 'refuse', condition }) });

export const acknowledge = effect({ kind: 'acknowledge' });

const END = '#ended';

/** An end nobody has to be told of on the wire. */
export function end(by: EndedBy, reason: EndReason) {
  return { target: END, actions: [effect({ kind: 'closeMedia' }), effect({ kind: 'reportEnd', by, reason })] };
}

/** An end of an incoming call that nobody has answered here. */
export function missed(by: 'connection' | 'peer' | 'timer', reason: 'cancel' | 'given' | 'gone' | 'noAnswer') {
  const { target, actions } = end(by, reason);
  return { target, actions: [effect({ kind: 'reportMissed' }), ...actions] };
}

/** An end before a Jingle session exists: the caller takes its proposal back. XEP-0353 #retract. */
export function retract(by: EndedBy, reason: EndReason & WireReason, reported: EndReason = reason) {
  const { target, actions } = end(by, reported);
  return { target, actions: [messageEffect({ kind: 'sendRetract', reason }), ...actions] };
}

/** An end before a Jingle session exists: the callee says no. XEP-0353 #reject. */
export function reject(by: EndedBy, reason: WireReason) {
  const { target, actions } = end(by, reason);
  return { target, actions: [effect({ kind: 'sendReject', reason }), ...actions] };
}

/** An end of a Jingle session by us. XEP-0166 #session-terminate; XEP-0353 #finish. */
export function terminate(by: EndedBy, reason: WireReason) {
  const { target, actions } = end(by, reason);
  const words = [effect({ kind: 'sendSessionTerminate', reason }), messageEffect({ kind: 'sendFinish', reason })];
  return { target, actions: [...words, ...actions] };
}

/**
 * An end by going on in another call: the finish says in which. Where there is a Jingle session it is terminated too,
 * after that, since some clients do not act upon a finish. XEP-0353 #tie-break-2.
 */
export function migrate(stage: 'jingleSession' | 'proposal') {
  const { target, actions } = end('local', 'migrated');
  const finish = effect({ kind: 'sendFinish', reason: 'migrated' });
  const terminateToo = stage === 'jingleSession' ? [effect({ kind: 'sendSessionTerminate', reason: 'expired' })] : [];
  return { target, actions: [finish, ...terminateToo, ...actions] };
}

/** The peer says that the call goes on in another. A finish that only says it is over is left to session-terminate. */
export const migratedByPeer = {
  guard: {
    type: 'isMigratedByLatched' as const,
    params: ({ event }: { event: { sender: SenderResource; outcome: FinishOutcome } }) => event,
  },
  ...end('peer', 'migrated'),
};

/** The same, caused by a request of the peer that is itself answered well: it was in order, and it is the end. */
export function terminateAnswering(by: EndedBy, reason: WireReason) {
  const { target, actions } = terminate(by, reason);
  return { target, actions: [acknowledge, ...actions] };
}

/** The peer ends the Jingle session. */
const terminatedByPeer = {
  target: END,
  actions: [acknowledge, messageEffect({ kind: 'sendFinish', reason: 'given' }), ...end('peer', 'given').actions],
};

/** The transport of a call carries its DTLS, and is never replaced. XEP-0166 #def-action-transport-replace. */
const transportReplace = { actions: [acknowledge, effect({ kind: 'sendTransportReject' })] };

const sessionInfo = [
  {
    guard: { type: 'isKnownInfo' as const, params: ({ event }: { event: { info: SessionInfo } }) => event },
    actions: [acknowledge, effect({ kind: 'reportPeerInfo' })],
  },
  { actions: effect({ kind: 'refuse', condition: 'unsupported-info' }) },
];

/** What is said in passing, in either direction, from the first description to the end of the Jingle session. */
export const inSession = {
  'peer.sessionTerminate': terminatedByPeer,
  'peer.sessionInfo': sessionInfo,
  'peer.transportReplace': transportReplace,
  'local.inform': { actions: effect({ kind: 'sendSessionInfo' }) },
};

const noteTrust = {
  type: 'note' as const,
  params: ({ event }: { event: { trust: TrustLevel } }) => ({ trust: event.trust }),
};

/** Once the verdict was told, it is told again whenever trust in the bound key changes it. */
export const verdictMayChange = {
  guard: { type: 'changesVerdict' as const, params: ({ event }: { event: { trust: TrustLevel } }) => event },
  actions: [noteTrust, reportVerdict],
};

/**
 * What every state answers to what it does not list itself. Nothing vanishes: a request is answered, a message traced.
 */
export const everywhere = {
  'peer.*': { actions: effect({ kind: 'noteOutOfOrder' }) },
  'peer.sessionInitiate': refuse('out-of-order'),
  'peer.sessionAccept': refuse('out-of-order'),
  'peer.sessionTerminate': refuse('out-of-order'),
  'peer.transportInfo': refuse('out-of-order'),
  'peer.sessionInfo': refuse('out-of-order'),
  'peer.transportReplace': refuse('out-of-order'),
  'peer.unaskedAnswer': refuse('out-of-order'),
  'peer.contentAction': refuse('out-of-order'),
  'peer.malformed': refuse('bad-request'),
  // Whoever it was with cannot be told: what we send now comes from somebody the other side does not know.
  'connection.gone': end('connection', 'gone'),
  // A word of another own resource about a call that this one has taken: the first proceed counts.
  'own.*': { actions: effect({ kind: 'noteOutOfOrder' }) },
  // Decided between calls, and overtaken by what happened to this one.
  'between.*': { actions: effect({ kind: 'noteOutOfOrder' }) },
  // The application asked for what this state does not have; the call manager tells it so.
  'local.*': { actions: effect({ kind: 'noteUnusable' }) },
  // Late results and overtaken deadlines of steps this call has left: ignored on purpose.
  'omemo.*': {},
  'media.*': {},
  'timer.*': {},
  // Trust may change before the verdict is first told; it then speaks of the new level.
  'omemo.trustChanged': { guard: 'hasDecrypted' as const, actions: noteTrust },
};
