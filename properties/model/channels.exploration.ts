/** The same calls over a network that loses, doubles, reorders and makes up, with so many messages under way. */
import { expect, test } from 'vitest';
import { createSystem, Explorer } from './explorer.ts';
import { CALL_WITNESSES } from './features.ts';
import { oneCalleeDevice } from './joint.ts';
import { tellStory } from './story.ts';
import { lossy, SETTINGS } from './systems.ts';

const BOUND = 1_000_000;

test('I1-I6 I10: one call with one device, three messages under way, to the fixpoint', () => {
  const system = createSystem(SETTINGS['one-call']({ policy: 'require', callees: 1 }), lossy(3));
  const explorer = new Explorer(system, { invariants: [oneCalleeDevice], witnesses: {} }).finish();
  expect([...explorer.violations.values()].map((found) => tellStory(found, system))).toEqual([]);
  expect({ complete: explorer.isComplete, states: explorer.states }).toEqual({ complete: true, states: 848_279 });
});

test('I1-I6 I9 I10: with two devices and every fallback, as far as a million states', () => {
  const system = createSystem(SETTINGS['one-call']({ policy: 'opportunistic', callees: 2 }), lossy(3));
  const explorer = new Explorer(system, { invariants: [oneCalleeDevice], witnesses: CALL_WITNESSES });
  explorer.finish({ mostStates: BOUND });
  expect([...explorer.violations.values()].map((found) => tellStory(found, system))).toEqual([]);
  expect(explorer.states).toBeGreaterThanOrEqual(BOUND);
});
