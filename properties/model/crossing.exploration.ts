/** I7: two who call one another get one call, whatever is delivered first. */
import { describe, expect, test } from 'vitest';
import { POLICIES } from '../../machines/context.ts';
import { createSystem, Explorer } from './explorer.ts';
import { CROSSING_WITNESSES } from './features.ts';
import { exactlyOneCallRuns, neverTwoRun, nobodyIsAskedAgain } from './joint.ts';
import { tellStory } from './story.ts';
import { KNOWLEDGE, reordering, SETTINGS } from './systems.ts';
import { keepsTheLoser, tieBreakEnds } from './faults.ts';

/** More messages are never under way: the explorer says so, by losing none. */
const ROOM = 12;

describe('crossing proposals', () => {
  test.each(POLICIES)('I7: end in exactly one call in every order of delivery, under %s', (policy) => {
    for (const media of ['covered', 'more'] as const) {
      const setting = { ...SETTINGS.crossing({ policy, callees: 1 }), media };
      const system = createSystem(setting, reordering(ROOM), { cooperative: true });
      const invariants = media === 'covered' ? [neverTwoRun, nobodyIsAskedAgain] : [neverTwoRun];
      const questions = { invariants, witnesses: CROSSING_WITNESSES, terminal: exactlyOneCallRuns };
      const explorer = new Explorer(system, questions).finish();
      expect([...explorer.violations.values()].map((found) => tellStory(found, system))).toEqual([]);
      expect([...explorer.witnesses.keys()].toSorted()).toEqual(Object.keys(CROSSING_WITNESSES).toSorted());
      expect(explorer.isComplete && explorer.terminals > 0).toBe(true);
    }
  });

  test.each([
    ['takes a tie-break for a refusal', tieBreakEnds, 'C19: call 1 rings for somebody who was calling already'],
    ['keeps the proposal that lost', keepsTheLoser, 'I7: 1 calls run, and 2 are not over'],
  ])('I7 C19: a machine that %s is found out', (_, step, violation) => {
    const setting = SETTINGS.crossing({ policy: 'require', callees: 1 });
    const system = createSystem(setting, reordering(ROOM), { cooperative: true, step });
    const questions = { invariants: [nobodyIsAskedAgain], witnesses: {}, terminal: exactlyOneCallRuns };
    expect([...new Explorer(system, questions).finish().violations.keys()]).toContain(violation);
  });

  test.each([
    ['opportunistic', 59_445],
    ['require', 9_252],
  ] as const)(
    'I1-I6 I7 I10: under a server that does everything, two calls never run at once, under %s',
    (policy, states) => {
      const system = createSystem(SETTINGS.crossing({ policy, callees: 1 }), KNOWLEDGE);
      const explorer = new Explorer(system, { invariants: [neverTwoRun], witnesses: {} }).finish();
      expect([...explorer.violations.values()].map((found) => tellStory(found, system))).toEqual([]);
      expect(explorer.states).toBe(states);
    },
  );
});
