/** Whether a proposal rings: every combination of facts, in words. XEP-0353 0.8.0. */
import { describe, expect, test } from 'vitest';
import { decideProposal } from '../../machines/between-calls.ts';
import type { ProposalDecision, ProposalFacts } from '../../machines/between-calls.ts';

const FACTS: { readonly [Name in keyof ProposalFacts]: readonly ProposalFacts[Name][] } = {
  during: ['callWithOther', 'callWithSameContact', 'none'],
  sessionId: ['known', 'new'],
  room: ['full', 'free'],
  whenBusy: ['reject', 'ring'],
  presence: ['hidden', 'shared'],
};

const COMBINATIONS: readonly ProposalFacts[] = FACTS.during.flatMap((during) =>
  FACTS.sessionId.flatMap((sessionId) =>
    FACTS.room.flatMap((room) =>
      FACTS.whenBusy.flatMap((whenBusy) =>
        FACTS.presence.map((presence) => ({ during, sessionId, room, whenBusy, presence })),
      ),
    ),
  ),
);

interface Row {
  readonly when: string;
  /** What a fact that is not here is, does not matter. */
  readonly facts: Partial<ProposalFacts>;
  readonly decision: ProposalDecision;
}

const ROWS: readonly Row[] = [
  { when: 'the id is or was a call', facts: { sessionId: 'known' }, decision: 'ignore' },
  { when: 'too many ring already', facts: { sessionId: 'new', room: 'full' }, decision: 'ignore' },
  { when: 'nothing is going on', facts: { sessionId: 'new', room: 'free', during: 'none' }, decision: 'ring' },
  {
    when: 'the contact of a call proposes another: never answered without the user',
    facts: { sessionId: 'new', room: 'free', during: 'callWithSameContact' },
    decision: 'ring',
  },
  {
    when: 'another contact calls during a call, and the application lets it ring',
    facts: { sessionId: 'new', room: 'free', during: 'callWithOther', whenBusy: 'ring' },
    decision: 'ring',
  },
  {
    when: 'another contact calls during a call, and is told that we are busy',
    facts: { sessionId: 'new', room: 'free', during: 'callWithOther', whenBusy: 'reject', presence: 'shared' },
    decision: 'rejectBusy',
  },
  {
    when: 'a stranger calls during a call: E27, busy would tell that we are there',
    facts: { sessionId: 'new', room: 'free', during: 'callWithOther', whenBusy: 'reject', presence: 'hidden' },
    decision: 'ignore',
  },
];

function isOf({ facts }: Row, combination: ProposalFacts): boolean {
  return Object.entries(facts).every(([name, fact]) => combination[name as keyof ProposalFacts] === fact);
}

describe('decideProposal', () => {
  test.each(ROWS.map((row) => [row.when, row.decision, row] as const))(
    'when %s: %s [XEP-0353 #intent, #reject]',
    (_when, decision, row) => {
      const combinations = COMBINATIONS.filter((combination) => isOf(row, combination));
      expect(combinations).not.toEqual([]);
      for (const combination of combinations) expect(decideProposal(combination)).toBe(decision);
    },
  );

  test('has exactly one row for each of the 48 combinations of facts', () => {
    expect(COMBINATIONS).toHaveLength(48);
    const rows = COMBINATIONS.map((combination) => ROWS.filter((row) => isOf(row, combination)).length);
    expect(new Set(rows)).toEqual(new Set([1]));
  });
});
