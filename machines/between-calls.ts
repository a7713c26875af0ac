/**
 * What is decided between the calls of one account, as a table: whether an incoming proposal rings.
 *
 * Finite like the machines, and evaluated exhaustively like them. The call manager only looks up the facts.
 *
 * Spec: XEP-0353 0.8.0 #intent #reject.
 */

/** Whether the application wants a second contact to ring during a call, or to be told that we are busy. */
export type WhenBusy = 'reject' | 'ring';

export interface ProposalFacts {
  /**
   * Calls under way. `sameContact`: with the one who proposes. What a stranger lets ring here unanswered is none: else
   * anybody could keep our contacts from calling.
   */
  readonly during: 'callWithOther' | 'callWithSameContact' | 'none';
  /** `known`: this id is or was a call with that contact. */
  readonly sessionId: 'known' | 'new';
  /** Whether there is room for one more ringing call. */
  readonly room: 'full' | 'free';
  readonly whenBusy: WhenBusy;
  /** Whether the proposing contact may learn that we are there. */
  readonly presence: 'hidden' | 'shared';
}

/** `ignore`: as if it had not come; nothing tells a sender more than silence does. */
export type ProposalDecision = 'ignore' | 'rejectBusy' | 'ring';

/** Decides over one proposal. Total, and the same for the same facts. */
export function decideProposal({ during, sessionId, room, whenBusy, presence }: ProposalFacts): ProposalDecision {
  // A doubled or replayed propose; the first one decided.
  if (sessionId === 'known') return 'ignore';
  if (room === 'full') return 'ignore';
  // A second proposal of a contact we are calling or talking to is never answered by itself.
  if (during === 'callWithSameContact') return 'ring';
  if (during === 'none' || whenBusy === 'ring') return 'ring';
  // `busy` would tell a stranger that we are there, and talking. XEP-0353 #ring has the same care for `ringing`.
  return presence === 'shared' ? 'rejectBusy' : 'ignore';
}
