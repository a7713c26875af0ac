/**
 * What is decided between the calls of one account: crossing proposals, migration, being busy, and words that overtook
 * the proposal they are about. Tables, not code that looks: the call manager finds the facts, asks, and carries out.
 *
 * Rule of this file: finite, like the machines. Every fact is one of a few words, every function is total over them,
 * and `between-calls-text.ts` writes the tables out, which people review.
 *
 * Spec: XEP-0353 0.8.0 #intent #proceed #reject #tie-breaking #security.
 */
import type { CallSnapshot } from './step.ts';

/** Whether the application wants a second contact to ring during a call, or to be told that we are busy. */
export type WhenBusy = 'reject' | 'ring';

/**
 * Where a call is, for another with the same contact. `asking`: it waits for our user's word. `proposed`: ours, and
 * nobody has taken it. `yielding`: ours, and the contact has said that its own, still to come, goes on instead.
 * `taken`: ours, by a resource that has said so; descriptions are under way. `running`: any other that both sides have
 * agreed to.
 */
export type Standing = 'asking' | 'proposed' | 'running' | 'taken' | 'yielding';

/** The standing of a call that has not ended. */
export function standingOf({ role, state }: CallSnapshot): Standing {
  const [phase] = state.split('.');
  if (role === 'callee') return phase === 'ringing' || phase === 'offered' ? 'asking' : 'running';
  if (phase === 'proposed') return state === 'proposed.yielding' ? 'yielding' : 'proposed';
  return phase === 'established' ? 'running' : 'taken';
}

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
function replaceWith(media: ProposalFacts['media']): ProposalDecision {
  return media === 'covered' ? 'replace' : 'replaceAsking';
}

function decideUnrelated({ withContact, room, withOthers, whenBusy, presence }: ProposalFacts): ProposalDecision {
  if (room === 'full') return 'ignore';
  // Two resources of one contact may call at once; the user answers one of them.
  if (withContact === 'asking' || withOthers === 'none' || whenBusy === 'ring') return 'ring';
  // `busy` would tell a stranger that we are there, and talking. XEP-0353 #ring has the same care for `ringing`.
  return presence === 'shared' ? 'rejectBusy' : 'ignore';
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
