/**
 * What changes.machine.ts is made of: types, the two actions, the guards, and the steps that several states share.
 *
 * The rules of call.setup.ts hold here too: every guard and action has a name, and `effect` does nothing.
 */
import { assign, setup } from 'xstate';
import type { ChangeReason, ChangesContext, ChangesEffect, ChangesEvent, ChangesInput } from './changes.words.ts';
import type { AnsweredContents, ChangeProtection, ChangeTimer } from './changes.words.ts';
import type { NamedContents, OfferedContents } from './changes.words.ts';
import type { SenderDevice } from './events.ts';

export interface Protected {
  readonly protection: ChangeProtection;
  readonly device: SenderDevice;
}

export interface Offered extends Protected {
  readonly contents: OfferedContents;
}

export interface Answered extends Protected {
  readonly contents: AnsweredContents;
}

/** Added contents come as the call's own did: what came encrypted stays so, and of the same device. */
function isInKind({ received }: ChangesContext, { protection, device }: Protected): boolean {
  if (protection === 'stub') return true;
  return protection === received && (protection === 'plain' || device === 'pinned');
}

export const changesSetup = setup({
  types: { context: {} as ChangesContext, events: {} as ChangesEvent, input: {} as ChangesInput },
  actions: {
    effect: (_, _effect: ChangesEffect) => {},
    note: assign((_, facts: Partial<ChangesContext>) => facts),
  },
  guards: {
    isInitiator: ({ context }) => context.side === 'initiator',
    isToEncrypt: ({ context }) => context.sent === 'encrypted',
    hasOffer: ({ context }) => context.offer !== 'none',
    isAsking: ({ context }) => context.offer === 'asking',
    isAccepted: ({ context }) => context.offer === 'accepted',
    isToDecrypt: ({ context }) => context.offer === 'accepted' && context.offered === 'encrypted',
    isOfferedAsStub: ({ context }) => context.offered === 'stub',
    owesRestartAnswer: ({ context }) => context.restartAnswer === 'due',
    wantsRestart: ({ context }) => context.restart === 'wanted',
    isUnusable: (_, { contents }: { contents: OfferedContents }) => contents === 'unusable',
    isOutOfKind: ({ context }, words: Offered) => !isInKind(context, words),
    isCovered: (_, { contents }: { contents: OfferedContents }) => contents === 'covered',
    isEncryptedAnswer: ({ context }, words: Answered) =>
      words.contents === 'agreed' && words.protection === 'encrypted' && isInKind(context, words),
    isOtherAnswer: ({ context }, words: Answered) =>
      words.contents === 'agreed' && words.protection !== 'encrypted' && isInKind(context, words),
    names: (_, { contents, wanted }: { contents: string; wanted: NamedContents }) => contents === wanted,
    /** The peer takes back what it offers. */
    takesOfferBack: ({ context }, { contents }: { contents: NamedContents }) =>
      context.offer !== 'none' && contents === 'offered',
    isWithoutCandidates: (_, { candidates }: { candidates: 'none' | 'some' }) => candidates === 'none',
    /** Of two restarts that cross, ours goes on. */
    isLosingRestart: ({ context }, { candidates }: { candidates: 'none' | 'some' }) =>
      context.side === 'initiator' && candidates === 'none',
  },
});

/** One order to the data plane. */
export const effect = (order: ChangesEffect) => ({ type: 'effect' as const, params: order });

/** Facts to remember. */
export const note = (facts: Partial<ChangesContext>) => ({ type: 'note' as const, params: facts });

export const acknowledge = effect({ kind: 'acknowledge' });
export const refuse = (condition: 'item-not-found' | 'out-of-order' | 'tie-break') =>
  effect({ kind: 'refuse', condition });
export const rollBack = effect({ kind: 'rollBack' });
export const start = (timer: ChangeTimer) => effect({ kind: 'startTimer', timer });
export const stop = (timer: ChangeTimer) => effect({ kind: 'stopTimer', timer });
export const moveCandidates = effect({ kind: 'moveCandidates' });

/** Every way back to rest leads through the state that sees what is still to be done. */
export const SETTLED = '#settling';

type EventOf<Type extends ChangesEvent['type']> = Extract<ChangesEvent, { readonly type: Type }>;

/** A guard that is asked about the words of the event itself. */
export const asks = <Guard extends string, Event extends ChangesEvent>(type: Guard) => ({
  type,
  params: ({ event }: { event: Event }) => event,
});

/** A guard over which contents a request names. */
export const names = (wanted: 'added' | 'all' | 'offered' | 'some' | 'unknown') => ({
  type: 'names' as const,
  params: ({ event }: { event: { readonly contents: string } }) => ({ contents: event.contents, wanted }),
});

/** What the user of an addition is told when it does not come. */
export const notAdded = (reason: ChangeReason) => effect({ kind: 'reportContentRejected', contents: 'added', reason });

/** The peer's offer is over, whoever ended it; where the engine has taken it already, it leaves the engine. */
const withoutOffer = (reason: ChangeReason) => [
  stop('offer'),
  effect({ kind: 'dropOffer' }),
  note({ offer: 'none', offered: 'plain' }),
  effect({ kind: 'reportContentRejected', contents: 'offered', reason }),
];

/** Our side says no to the offer that it was asked about. */
export const declineOffer = (reason: 'decline' | 'failed-application' | 'security-error' | 'timeout') => [
  effect({ kind: 'sendContentReject', offer: 'pending', reason }),
  ...withoutOffer(reason),
];

/** Contents that nobody is asked about. */
const turnDown = (reason: 'busy' | 'security-error' | 'unsupported-applications') => [
  acknowledge,
  effect({ kind: 'sendContentReject', offer: 'arrived', reason }),
];

const offerArrives = (offer: 'accepted' | 'asking') => [
  acknowledge,
  effect({ kind: 'holdOffer' }),
  {
    type: 'note' as const,
    params: ({ event }: { event: EventOf<'peer.contentAdd'> }) => ({ offer, offered: kindOf(event.protection) }),
  },
  start('offer'),
];

function kindOf(protection: ChangeProtection): ChangesContext['offered'] {
  return protection === 'encrypted' || protection === 'stub' ? protection : 'plain';
}

const refusedOffers = [
  {
    guard: asks<'isUnusable', EventOf<'peer.contentAdd'>>('isUnusable'),
    actions: turnDown('unsupported-applications'),
  },
  { guard: asks<'isOutOfKind', EventOf<'peer.contentAdd'>>('isOutOfKind'), actions: turnDown('security-error') },
];

const reportOffered = effect({ kind: 'reportContentOffered' });

/**
 * The peer adds contents. One offer at a time, and nothing of it is decrypted or shown to an engine before the user's
 * word.
 */
export const contentAdd = [
  { guard: 'hasOffer' as const, actions: turnDown('busy') },
  ...refusedOffers,
  { actions: [...offerArrives('asking'), reportOffered] },
];

/** The same where nothing else is under way. */
export const contentAddAtRest = contentAdd.map((way, index) =>
  index < contentAdd.length - 1 ? way : { ...way, target: 'offered' as const },
);

/**
 * The same while our own addition is open: they cross. The initiator's goes on; the responder's gives way, and what its
 * user wanted to add is consent to as much from the peer. XEP-0166 #def-action.
 */
export const crossingContentAdd = [
  { guard: 'isInitiator' as const, actions: refuse('tie-break') },
  ...refusedOffers,
  {
    guard: asks<'isCovered', EventOf<'peer.contentAdd'>>('isCovered'),
    target: SETTLED,
    actions: [rollBack, ...offerArrives('accepted'), notAdded('expired')],
  },
  { target: SETTLED, actions: [rollBack, ...offerArrives('asking'), notAdded('expired'), reportOffered] },
];

const isRestart = asks<'isWithoutCandidates', EventOf<'peer.newCredentials'>>('isWithoutCandidates');

/** The engine goes on under the peer's new credentials, and under new ones of ours. */
export const restartByPeer = {
  guard: isRestart,
  actions: [
    acknowledge,
    effect({ kind: 'answerRestart' }),
    note({ restartAnswer: 'due' }),
    effect({ kind: 'reportIceRestarted', by: 'peer' }),
  ],
};

export const restartIsAnswered = note({ restartAnswer: 'told' });

/** Candidates of another ICE session than the call's. */
export const otherCandidates = { actions: [acknowledge, effect({ kind: 'takeCandidates' })] };

/** The peer restarts ICE while the engine has nothing open. */
export const newCredentials = [restartByPeer, otherCandidates];

/** The same while the engine waits for an answer: it can take no offer, and the peer has to try again. */
export const crossingNewCredentials = [{ guard: isRestart, actions: refuse('tie-break') }, { actions: acknowledge }];

export const removeNamed = effect({ kind: 'removeMedia', contents: 'named' });

/** The peer takes contents out of the call, of those that run. */
export const removals = [
  { guard: names('some'), actions: [acknowledge, removeNamed, effect({ kind: 'reportContentRemoved', by: 'peer' })] },
  // XEP-0166 #def-action-content-remove: no session without a content.
  { guard: names('all'), actions: [acknowledge, effect({ kind: 'endCall' })] },
  { actions: refuse('item-not-found') },
];

/** Contents that we took, and that the peer had given up meanwhile: it has none of them. */
export const notAgreed = [
  { guard: names('some'), actions: [removeNamed, effect({ kind: 'reportContentRemoved', by: 'peer' })] },
  { guard: names('all'), actions: effect({ kind: 'endCall' }) },
  // They left the call before the peer said so.
  {},
];

/** The peer takes its offer back. */
export const offerIsRemoved = {
  guard: asks<'takesOfferBack', Extract<ChangesEvent, { type: 'peer.contentRemove' }>>('takesOfferBack'),
  actions: [acknowledge, ...withoutOffer('given')],
};

/** The user's word on an offer, while the engine is busy with something else. */
export const answersMeanwhile = {
  'local.acceptContent': { guard: 'isAsking' as const, actions: note({ offer: 'accepted' }) },
  'local.rejectContent': { guard: 'isAsking' as const, actions: declineOffer('decline') },
  'timer.offer': { guard: 'hasOffer' as const, actions: declineOffer('timeout') },
};

/** The user's side wants a restart; it comes when the engine is free. */
export const wantsRestart = { actions: note({ restart: 'wanted' }) };
