/**
 * What is decided over a call that was proposed while we were not there: the proposal comes out of the archive, or was
 * held back on its way.
 *
 * Rule of this file: finite, and total over its facts, as between-calls.ts is. How long ago, and what the words said,
 * is found out by the data plane.
 *
 * Spec: XEP-0353 0.8.0 #intent #retract #proceed #finish; XEP-0313 1.1.3 #sync.
 */
import type { FactsOf } from './between-calls.ts';

/** All that counts when it is settled what became of such a call, and what each fact can be. */
export const PAST_CALL_FACTS = {
  /** `known`: this id is, or was, a call of that contact here, and has been told of. */
  sessionId: ['known', 'new'],
  /**
   * The first of the words about it that decides: that another resource of ours took it, or declined it, that its
   * caller took it back, that it was finished.
   */
  word: ['ownAccept', 'ownReject', 'retract', 'finish', 'none'],
  /** `young`: its caller may still wait. `tooOld`: older than what the application wants to hear of. */
  age: ['young', 'old', 'tooOld'],
} as const;

export type PastCallFacts = FactsOf<typeof PAST_CALL_FACTS>;

export type PastCallDecision =
  /** Nothing is told. */
  | 'ignore'
  /** It is taken like one that is proposed this moment. */
  | 'propose'
  | 'tellMissed'
  | 'tellAnsweredElsewhere'
  | 'tellRejectedElsewhere'
  | 'tellFinished';

/** Decides what becomes of a call of the past. */
export function decidePastCall({ sessionId, word, age }: PastCallFacts): PastCallDecision {
  if (sessionId === 'known' || age === 'tooOld') return 'ignore';
  switch (word) {
    case 'ownAccept':
      return 'tellAnsweredElsewhere';
    case 'ownReject':
      return 'tellRejectedElsewhere';
    case 'retract':
      return 'tellMissed';
    case 'finish':
      return 'tellFinished';
    case 'none':
      return age === 'young' ? 'propose' : 'tellMissed';
  }
}
