/** I7 without proposals: two who call one another directly get one call, whatever a server does. */
import { describe, expect, test } from 'vitest';
import { createSystem, Explorer } from './explorer.ts';
import { DIRECT_WITNESSES } from './features.ts';
import { exactlyOneCallRuns, neverTwoRun, nobodyIsAskedAgain } from './joint.ts';
import { tellStory } from './story.ts';
import { KNOWLEDGE, reordering, SETTINGS } from './systems.ts';

/** More messages are never under way: the explorer says so, by losing none. */
const ROOM = 12;

describe('direct calls that cross', () => {
  test.each(['opportunistic', 'expect'] as const)('I7: end in exactly one call in every order, under %s', (policy) => {
    const system = createSystem(SETTINGS.direct({ policy, callees: 1 }), reordering(ROOM), { cooperative: true });
    const questions = {
      invariants: [neverTwoRun, nobodyIsAskedAgain],
      witnesses: DIRECT_WITNESSES,
      terminal: exactlyOneCallRuns,
    };
    const explorer = new Explorer(system, questions).finish();
    expect([...explorer.violations.values()].map((found) => tellStory(found, system))).toEqual([]);
    expect([...explorer.witnesses.keys()].toSorted()).toEqual(Object.keys(DIRECT_WITNESSES).toSorted());
    expect(explorer.isComplete && explorer.terminals > 0).toBe(true);
  });

  test.each([
    ['opportunistic', 3_364],
    ['require', 256],
  ] as const)('I1-I5 I7: under a server that does everything, every rule holds, under %s', (policy, states) => {
    const system = createSystem(SETTINGS.direct({ policy, callees: 1 }), KNOWLEDGE);
    const explorer = new Explorer(system, { invariants: [neverTwoRun], witnesses: {} }).finish();
    expect([...explorer.violations.values()].map((found) => tellStory(found, system))).toEqual([]);
    expect(explorer.states).toBe(states);
  });
});
