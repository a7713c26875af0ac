/** What `npm run mutate` says of what it found out, and of reasons that nothing needs any more. */
import { describe, expect, test } from 'vitest';
import type { Judged, Judgement } from '../../properties/mutation/judgement.ts';
import { describeCounts, describeStale, describeSurvivors } from '../../properties/mutation/report.ts';
import { NAMED_SURVIVORS } from '../../properties/mutation/survivors.ts';

const judged = (mutant: string, findings: Judgement['findings'], isEquivalent = false): Judged => ({
  subject: 'caller',
  mutant,
  judgement: { isEquivalent, findings, story: `how to see ${mutant}` },
});

const ALL: readonly Judged[] = [
  judged('same', {}, true),
  judged('broken', { tables: 'the table call', monitors: 'A5: not proved' }),
  judged('stuck', { explorer: 'I7: nobody is called' }),
  judged('wrong', { tables: 'the table call', tests: 'caller.test.ts: says so' }),
  judged('only text', { tables: 'the table call' }),
  judged('unseen', {}),
];
const named = (mutant: string, subject = 'caller') => ({ subject, mutant, because: 'of a test' });

describe('the report', () => {
  test('counts who has killed what first, and what the text of the tables alone has seen as a survivor', () => {
    const killed = 'caller: 6 mutants; 1 equivalent; killed: 1 by monitors, 1 by explorer, 1 by tests';
    expect(describeCounts(ALL, [])).toEqual([`${killed}; survivors: 2, 2 without a reason`]);
    expect(describeCounts(ALL, [named('unseen')])).toEqual([`${killed}; survivors: 2, 1 without a reason`]);
    expect(describeCounts(ALL, [named('unseen'), named('only text')])).toEqual([`${killed}; survivors: 2`]);
  });

  test('tells how to see each survivor that has no reason', () => {
    expect(describeSurvivors(ALL, [named('unseen')])).toEqual([
      'SURVIVOR caller: only text\n    how to see only text\n    seen by the table call',
    ]);
    expect(describeSurvivors(ALL, [named('unseen', 'callee')])).toHaveLength(2);
  });

  test('tells which reasons are stale: of what is killed, equivalent or gone', () => {
    const reasons = [named('unseen'), named('same'), named('stuck'), named('left'), named('left', 'callee')];
    expect(describeStale(ALL, reasons, true)).toEqual([
      'STALE caller: same: is equivalent',
      'STALE caller: stuck: is killed by I7: nobody is called',
      'STALE caller: left: is gone',
    ]);
    // Where only some were judged, what is not among them may still be there.
    expect(describeStale(ALL, reasons, false)).toHaveLength(2);
  });
});

test('each reason for a survivor is given once, and says something', () => {
  const names = NAMED_SURVIVORS.map(({ subject, mutant }) => `${subject}: ${mutant}`);
  expect(new Set(names).size).toBe(names.length);
  expect(NAMED_SURVIVORS.filter(({ because }) => because.length < 20)).toEqual([]);
});
