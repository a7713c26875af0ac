/** What is decided between calls: every combination of facts, in words. XEP-0353 0.8.0. */
import { describe, expect, test } from 'vitest';
import { decideEarlyWord, decideProposal, standingOf } from '../../machines/between-calls.ts';
import { EARLY_WORD_FACTS, PROPOSAL_FACTS } from '../../machines/between-calls.ts';
import type { EarlyWordFacts, ProposalDecision, ProposalFacts, Standing } from '../../machines/between-calls.ts';
import { combinationsOf, writeBetweenCalls } from '../../machines/between-calls-text.ts';
import { ROLES } from '../../machines/step.ts';
import type { CallSnapshot } from '../../machines/step.ts';
import { stepsOf, tablesOf } from '../../properties/machines/explore.ts';

interface Row<Facts, Decision> {
  readonly when: string;
  /** What a fact that is not here is, does not matter. */
  readonly facts: { readonly [Name in keyof Facts]?: Facts[Name] | readonly Facts[Name][] };
  readonly decision: Decision;
}

const NEW = { sessionId: 'new' } as const;
const UNRELATED = { ...NEW, room: 'free', withContact: 'none' } as const;

const ROWS: readonly Row<ProposalFacts, ProposalDecision>[] = [
  { when: 'the id is or was a proposal of the contact', facts: { sessionId: 'known' }, decision: 'ignore' },
  {
    when: 'it crosses ours, and ours has the lower id',
    facts: { ...NEW, withContact: ['proposed', 'taken'], wins: 'ours' },
    decision: 'rejectTieBreak',
  },
  {
    when: 'it crosses ours, wins, and asks for no more than ours offers',
    facts: { ...NEW, withContact: 'proposed', wins: 'theirs', media: 'covered' },
    decision: 'replace',
  },
  {
    when: 'it crosses ours, wins, and asks for more: C19, to lose does not widen consent',
    facts: { ...NEW, withContact: 'proposed', wins: 'theirs', media: 'more' },
    decision: 'replaceAsking',
  },
  {
    when: 'they have rejected ours for it, whatever the order of the ids',
    facts: { ...NEW, withContact: 'yielding', media: 'covered' },
    decision: 'replace',
  },
  {
    when: 'they have rejected ours for it, and it asks for more',
    facts: { ...NEW, withContact: 'yielding', media: 'more' },
    decision: 'replaceAsking',
  },
  {
    when: 'we are in a call with the contact: never answered without the user',
    facts: { ...NEW, withContact: 'running', room: 'free' },
    decision: 'offerMigration',
  },
  {
    when: 'they have taken ours, and propose a call with a lower id',
    facts: { ...NEW, withContact: 'taken', wins: 'theirs', room: 'free' },
    decision: 'offerMigration',
  },
  {
    when: 'too many wait for the user already, and one is with the contact',
    facts: { ...NEW, withContact: ['running', 'asking'], room: 'full' },
    decision: 'ignore',
  },
  {
    when: 'too many wait for the user already, and they have taken ours',
    facts: { ...NEW, withContact: 'taken', wins: 'theirs', room: 'full' },
    decision: 'ignore',
  },
  { when: 'too many wait for the user already', facts: { ...UNRELATED, room: 'full' }, decision: 'ignore' },
  {
    when: 'another call of the contact rings already',
    facts: { ...NEW, withContact: 'asking', room: 'free' },
    decision: 'ring',
  },
  { when: 'nothing is going on', facts: { ...UNRELATED, withOthers: 'none' }, decision: 'ring' },
  {
    when: 'another contact calls during a call, and the application lets it ring',
    facts: { ...UNRELATED, withOthers: 'some', whenBusy: 'ring' },
    decision: 'ring',
  },
  {
    when: 'another contact calls during a call, and is told that we are busy',
    facts: { ...UNRELATED, withOthers: 'some', whenBusy: 'reject', presence: 'shared' },
    decision: 'rejectBusy',
  },
  {
    when: 'a stranger calls during a call: E27, busy would tell that we are there',
    facts: { ...UNRELATED, withOthers: 'some', whenBusy: 'reject', presence: 'hidden' },
    decision: 'miss',
  },
];

const EARLY_WORDS: readonly Row<EarlyWordFacts, 'ignore' | 'remember'>[] = [
  {
    when: 'a contact takes a proposal back that has not come',
    facts: { word: 'retract', sender: 'contact', sessionId: 'new' },
    decision: 'remember',
  },
  {
    when: 'another resource of ours has answered a proposal that has not come',
    facts: { word: 'answer', sender: 'ours', sessionId: 'new' },
    decision: 'remember',
  },
  { when: 'it is over already', facts: { sessionId: 'known' }, decision: 'ignore' },
  { when: 'a stranger says it', facts: { sender: 'stranger', sessionId: 'new' }, decision: 'ignore' },
  {
    when: 'a contact says anything else',
    facts: { word: ['answer', 'other'], sender: 'contact', sessionId: 'new' },
    decision: 'ignore',
  },
  {
    when: 'we say anything else',
    facts: { word: ['retract', 'other'], sender: 'ours', sessionId: 'new' },
    decision: 'ignore',
  },
];

function isOf<Facts>({ facts }: Row<Facts, unknown>, combination: Facts): boolean {
  return Object.entries(facts).every(([name, fact]) => {
    const value = combination[name as keyof Facts];
    return Array.isArray(fact) ? fact.includes(value) : fact === value;
  });
}

function describeTable<Facts extends object, Decision>(
  table: string,
  combinations: readonly Facts[],
  rows: readonly Row<Facts, Decision>[],
  decide: (facts: Facts) => Decision,
): void {
  describe(table, () => {
    test.each(rows.map((row) => [row.when, row.decision, row] as const))(
      'when %s: %s [XEP-0353 #intent, #reject, #tie-breaking]',
      (_when, decision, row) => {
        const found = combinations.filter((combination) => isOf(row, combination));
        expect(found).not.toEqual([]);
        for (const combination of found) expect(decide(combination)).toBe(decision);
      },
    );

    test('has exactly one row for each combination of facts', () => {
      const counts = combinations.map((combination) => rows.filter((row) => isOf(row, combination)).length);
      expect(combinations.filter((_, index) => counts[index] !== 1)).toEqual([]);
    });
  });
}

const PROPOSALS = combinationsOf(PROPOSAL_FACTS);
const WORDS = combinationsOf(EARLY_WORD_FACTS);

describeTable('decideProposal', PROPOSALS, ROWS, decideProposal);
describeTable('decideEarlyWord', WORDS, EARLY_WORDS, decideEarlyWord);

test('the tables are over 768 and 18 combinations', () => {
  expect([PROPOSALS.length, WORDS.length]).toEqual([768, 18]);
});

test('the text names every fact that matters, and every decision', () => {
  const text = writeBetweenCalls();
  for (const name of [...Object.keys(PROPOSAL_FACTS), ...Object.keys(EARLY_WORD_FACTS)]) expect(text).toContain(name);
  for (const decision of new Set(PROPOSALS.map(decideProposal))) expect(text).toContain(`: ${decision}`);
});

const OPEN: ReadonlySet<Standing> = new Set(['calling', 'proposed', 'yielding']);
const TAKEN: ReadonlySet<Standing> = new Set(['calling', 'running', 'taken']);

/** Of a direct call that nobody has answered: the states that its caller shares with others. */
function isDirect({ role, state, context }: CallSnapshot): string {
  const isOpen = state === 'initiated.waiting' || state === 'initiated.yielding' || state === 'preparing.describing';
  return role === 'caller' && context.occasion === 'direct' && isOpen ? ', direct' : '';
}

describe('standingOf', () => {
  const standings = new Map(
    ROLES.flatMap((role) =>
      tablesOf(role).flatMap(({ states }) =>
        states
          .filter(({ ended }) => !ended)
          .map((snapshot) => [`${role} ${snapshot.state}${isDirect(snapshot)}`, standingOf(snapshot)] as const),
      ),
    ),
  );

  test('tells where each state is, for another call with the same contact', () => {
    expect(Object.fromEntries(standings)).toEqual({
      'callee accepted': 'running',
      'callee answering.decrypting': 'running',
      'callee answering.describing': 'running',
      'callee answering.encrypting': 'running',
      'callee called.announced': 'asking',
      'callee called.opening': 'asking',
      'callee called.silent': 'asking',
      'callee established.active': 'running',
      'callee established.connecting': 'running',
      'callee offered.announced': 'asking',
      'callee offered.silent': 'asking',
      'callee ringing.announced': 'asking',
      'callee ringing.silent': 'asking',
      'caller established.active': 'running',
      'caller established.connecting': 'running',
      'caller initiated.applying': 'taken',
      'caller initiated.decrypting': 'taken',
      'caller initiated.waiting': 'taken',
      'caller initiated.waiting, direct': 'calling',
      'caller initiated.yielding, direct': 'yielding',
      'caller preparing.describing': 'taken',
      'caller preparing.describing, direct': 'calling',
      'caller preparing.encrypting': 'taken',
      'caller preparing.securing': 'taken',
      'caller proposed.discovering': 'proposed',
      'caller proposed.ringing': 'proposed',
      'caller proposed.yielding': 'yielding',
    });
  });

  test('C19: what may be replaced is what the machine lets be replaced, and what may be migrated likewise', () => {
    for (const role of ROLES) {
      for (const { from, event, to } of stepsOf(tablesOf(role))) {
        if (from.ended) continue;
        const standing = standingOf(from);
        if (event.type === 'between.replaced') {
          expect([from.state, to.ended]).toEqual([from.state, OPEN.has(standing)]);
        }
        if (event.type === 'between.migrated') {
          expect([from.state, to.ended]).toEqual([
            from.state,
            TAKEN.has(standing) || from.state === 'initiated.yielding',
          ]);
        }
      }
    }
  });
});
