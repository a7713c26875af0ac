/**
 * What is decided between the calls of one account: crossing proposals and offers, migration, being busy, and words
 * that overtook the proposal they are about. Tables, not code that looks: the call manager finds the facts, asks, and
 * carries out.
 *
 * Rule of this file: finite, like the machines. Every fact is one of a few words, every function is total over them,
 * and `between-calls-text.ts` writes the tables out, which people review.
 *
 * Spec: XEP-0353 0.8.0 #intent #proceed #reject #tie-breaking #security; XEP-0166 1.1.2 #def-action-ties #errors.
 */
import type { CallSnapshot } from './step.ts';

/** Whether the application wants a second contact to ring during a call, or to be told that we are busy. */
export type WhenBusy = 'reject' | 'ring';

/**
 * Where a call is, for another with the same contact. `asking`: it waits for our user's word. `proposed`: ours, and
 * nobody has taken it. `calling`: ours, direct to one resource, which has not answered. `yielding`: ours, and the
 * contact has said that its own, still to come, goes on instead. `taken`: ours, by a resource that has said so;
 * descriptions are under way. `running`: any other that both sides have agreed to.
 */
export type Standing = 'asking' | 'calling' | 'proposed' | 'running' | 'taken' | 'yielding';

/** The standing of a call that has not ended. */
export function standingOf({ role, state, context }: CallSnapshot): Standing {
  const [phase = ''] = state.split('.');
  if (role === 'callee') return ASKING.has(phase) ? 'asking' : 'running';
  if (state.endsWith('.yielding')) return 'yielding';
  if (phase === 'proposed') return 'proposed';
  if (context.occasion === 'direct' && (phase === 'preparing' || state === 'initiated.waiting')) return 'calling';
  return phase === 'established' ? 'running' : 'taken';
}

const ASKING: ReadonlySet<string> = new Set(['called', 'offered', 'ringing']);

/** All that counts when a proposal comes in, and what each fact can be. */
export const PROPOSAL_FACTS = {
  /** `known`: this id is or was a proposal of that contact. */
  sessionId: ['known', 'new'],
  /**
   * The call with the same contact, the one furthest on. `taken` only where the resource that took ours is the very one
   * that proposes: it cannot mean another call before this one is set up, so its proposal is late.
   */
  withContact: ['proposed', 'yielding', 'taken', 'running', 'asking', 'none'],
  /** Whose id wins: the lower in octet order; of equal ids, the one from the lower JID. Of meaning beside ours only. */
  wins: ['ours', 'theirs'],
  /** Whether the media of the user's own proposal covers all that this one asks for. Of meaning beside ours only. */
  media: ['covered', 'more'],
  /** Whether there is room for one more call that waits for the user. */
  room: ['full', 'free'],
  /** Calls with other contacts. What a stranger lets ring unanswered is none: else it would keep contacts out. */
  withOthers: ['some', 'none'],
  whenBusy: ['reject', 'ring'],
  /** Whether the proposing contact may learn that we are there. */
  presence: ['hidden', 'shared'],
} as const;

export type ProposalFacts = FactsOf<typeof PROPOSAL_FACTS>;

export type ProposalDecision =
  /** As if it had not come; nothing tells a sender more than silence does. */
  | 'ignore'
  /** The user is told of a call that was missed, and its sender nothing. */
  | 'miss'
  /** The user is told the same, and the sender that we are busy. */
  | 'rejectBusy'
  /** Ours goes on: theirs is rejected, and forgotten but for its id. */
  | 'rejectTieBreak'
  /** Ours ends, and theirs is accepted with the consent the user gave to ours. */
  | 'replace'
  /** Ours ends, and the user is asked about theirs. */
  | 'replaceAsking'
  /** The running call goes on, and the user is asked whether to go on in theirs. */
  | 'offerMigration'
  | 'ring';

/** Decides over one proposal. */
export function decideProposal(facts: ProposalFacts): ProposalDecision {
  const { sessionId, withContact, wins, media, room } = facts;
  // A doubled or replayed propose; the first one decided. Also one whose retract came before it.
  if (sessionId === 'known') return 'ignore';
  switch (withContact) {
    case 'proposed':
      return wins === 'ours' ? 'rejectTieBreak' : replaceWith(media);
    case 'yielding':
      // They have rejected ours in favour of this one. Whatever the order says, nobody is left to win with ours.
      return replaceWith(media);
    case 'taken':
      if (wins === 'ours') return 'rejectTieBreak';
      break;
    case 'running':
      break;
    case 'asking':
    case 'none':
      return decideUnrelated(facts);
  }
  return room === 'full' ? 'ignore' : 'offerMigration';
}

/**
 * A lost tie-break does not widen consent: what the user offered is given, more is asked for. Room is no matter, since
 * one call takes the place of another.
 */
function replaceWith(media: ProposalFacts['media']): 'replace' | 'replaceAsking' {
  return media === 'covered' ? 'replace' : 'replaceAsking';
}

function decideUnrelated({ withContact, room, withOthers, whenBusy, presence }: ProposalFacts): ProposalDecision {
  if (room === 'full') return 'ignore';
  // Two resources of one contact may call at once; the user answers one of them.
  if (withContact === 'asking' || withOthers === 'none' || whenBusy === 'ring') return 'ring';
  // `busy` would tell a stranger that we are there, and talking. XEP-0353 #ring has the same care for `ringing`.
  return presence === 'shared' ? 'rejectBusy' : 'miss';
}

/** All that counts when a session-initiate comes in that no call waits for, and what each fact can be. */
export const DIRECT_CALL_FACTS = {
  /** `known`: a call with that contact has, or had, this id. Another resource is none of its business. */
  sessionId: ['known', 'new'],
  /** Whether it can be read, and offers media that we know. */
  offer: ['unfit', 'fit'],
  /** Whether the application wants calls without a proposal at all. */
  whenCalledDirectly: ['refuse', 'ring'],
  /** `contact`: may see our presence, or is in a call with us. */
  sender: ['stranger', 'contact'],
  /**
   * The call with the same contact, the one furthest on. `calling` only where it is the very resource that we call:
   * with any other, ours goes on like one that runs.
   */
  withContact: ['calling', 'proposed', 'yielding', 'running', 'asking', 'none'],
  /** As for proposals. */
  wins: PROPOSAL_FACTS.wins,
  media: PROPOSAL_FACTS.media,
  room: PROPOSAL_FACTS.room,
  withOthers: PROPOSAL_FACTS.withOthers,
  whenBusy: PROPOSAL_FACTS.whenBusy,
} as const;

export type DirectCallFacts = FactsOf<typeof DIRECT_CALL_FACTS>;

export type DirectCallDecision =
  /** As a session nobody has heard of, to the byte. */
  | 'refuse'
  /** Acknowledged, and terminated at once; the user is told of a call that was missed. */
  | 'terminateBusy'
  /** Ours goes on: theirs is refused, and its sender takes ours instead. */
  | 'refuseTieBreak'
  | 'replace'
  | 'replaceAsking'
  | 'ring';

/** Decides over one session-initiate that nobody proposed. */
export function decideDirectCall(facts: DirectCallFacts): DirectCallDecision {
  const { sessionId, offer, whenCalledDirectly, sender, withContact, wins, media, room } = facts;
  // Whoever learns nothing from silence learns nothing from this answer either.
  if (sessionId === 'known' || offer === 'unfit' || whenCalledDirectly === 'refuse' || sender === 'stranger') {
    return 'refuse';
  }
  switch (withContact) {
    case 'calling':
      return wins === 'ours' ? 'refuseTieBreak' : replaceWith(media);
    case 'proposed':
    // A client that calls directly may never have heard of proposals: whatever the order says, only its call can win.
    case 'yielding':
      return replaceWith(media);
    case 'running':
      // It can be no offer to migrate: its sender would have to be told of the other, and has no word for that.
      return 'terminateBusy';
    case 'asking':
      return room === 'full' ? 'refuse' : 'ring';
    case 'none':
      if (room === 'full') return 'refuse';
      return facts.withOthers === 'none' || facts.whenBusy === 'ring' ? 'ring' : 'terminateBusy';
  }
}

/** All that counts when a word comes in about a proposal that has not. */
export const EARLY_WORD_FACTS = {
  /** `retract`: of the contact. `answer`: another resource of ours accepts or rejects. `other`: anything else. */
  word: ['retract', 'answer', 'other'],
  /** `ours`: our own account. `contact`: may see our presence, or is in a call with us. */
  sender: ['ours', 'contact', 'stranger'],
  sessionId: ['known', 'new'],
} as const;

export type EarlyWordFacts = FactsOf<typeof EARLY_WORD_FACTS>;

/** `remember`: the proposal, should it come, is over already. */
export type EarlyWordDecision = 'ignore' | 'remember';

/**
 * Decides over a word that overtook its proposal. The loser of a tie-break sends a propose and a retract in a row: in
 * the other order, they would make a phone ring for a call that is over. Strangers are not remembered: anybody could
 * fill the memory.
 */
export function decideEarlyWord({ word, sender, sessionId }: EarlyWordFacts): EarlyWordDecision {
  if (sessionId === 'known') return 'ignore';
  const ends = (word === 'retract' && sender === 'contact') || (word === 'answer' && sender === 'ours');
  return ends ? 'remember' : 'ignore';
}

/** The facts of a table, one word each. */
export type FactsOf<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends readonly (infer Fact)[] ? Fact : never;
};
