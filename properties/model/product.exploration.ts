/**
 * Every state of one call with two devices of the callee, and of two calls with one, under a server that has seen
 * everything and forges the rest. The counts are asserted: a new one is a change of design.
 */
import { describe, expect, test } from 'vitest';
import { createSystem, Explorer } from './explorer.ts';
import { CALL_WITNESSES, happenedIn, PLAIN_WITNESS } from './features.ts';
import { certificateIsOfThisCall, oneCalleeDevice, oneCalleeDeviceRuns } from './joint.ts';
import { tellStory } from './story.ts';
import { KNOWLEDGE, SETTINGS } from './systems.ts';
import { describeEvent } from '../../machines/table-text.ts';
import { OWN_EVENTS } from './automaton.ts';

function told({ violations, system }: Explorer): readonly string[] {
  return [...violations.values()].map((found) => tellStory(found, system));
}

describe('one call, two devices of the callee, an attacker with a device of its own', () => {
  test.each([
    ['opportunistic', 21_730],
    ['expect', 3_736],
    ['require', 2_521],
  ] as const)('I1-I6 I10: under %s every invariant holds in all %i states', (policy, states) => {
    const system = createSystem(SETTINGS['one-call']({ policy, callees: 2 }), KNOWLEDGE);
    const explorer = new Explorer(system, { invariants: [oneCalleeDevice], witnesses: CALL_WITNESSES }).finish();
    expect(told(explorer)).toEqual([]);
    expect([...explorer.witnesses.keys()].toSorted()).toEqual(Object.keys(CALL_WITNESSES).toSorted());
    expect({ complete: explorer.isComplete, states: explorer.states }).toEqual({ complete: true, states });
  });

  test.each([
    ['opportunistic', true],
    // Both have OMEMO, so the callee has announced a device, and takes no plain offer.
    ['expect', false],
    ['require', false],
  ] as const)('I9: under %s that a plain call runs is %s', (policy, isPossible) => {
    const system = createSystem(SETTINGS['one-call']({ policy, callees: 2 }), KNOWLEDGE);
    const explorer = new Explorer(system, { invariants: [], witnesses: PLAIN_WITNESS }).finish();
    expect(explorer.witnesses.size > 0).toBe(isPossible);
  });

  test('I6: plain calls may run at two devices, since a server can pretend anything there', () => {
    const system = createSystem(SETTINGS['one-call']({ policy: 'opportunistic', callees: 2 }), KNOWLEDGE);
    const explorer = new Explorer(system, { invariants: [oneCalleeDeviceRuns], witnesses: {} });
    explorer.finish({ untilViolation: true });
    expect([...explorer.violations.keys()]).toEqual(['I6: media runs at two devices of the callee in call 1']);
  });

  test('I9: everything a device can do or be sent does something in some state', () => {
    const system = createSystem(SETTINGS['one-call']({ policy: 'opportunistic', callees: 2 }), KNOWLEDGE);
    const explorer = new Explorer(system, { invariants: [], witnesses: {} }).finish();
    const contents = system.alphabet.messages.map(({ content }) => content.kind);
    const possible = new Set(['places the call', 'decrypts', ...OWN_EVENTS.map(describeEvent), ...contents]);
    // Candidates move nothing that is modelled; a migration needs a second call.
    const without = ['transportInfo', 'local.migrate enabled'];
    expect([...happenedIn(explorer)].toSorted()).toEqual(
      [...possible].filter((each) => !without.includes(each)).toSorted(),
    );
  });
});

describe('two calls with the same device', () => {
  const setting = SETTINGS['two-calls']({ policy: 'require', callees: 1 });

  test('I1-I6 I10: every invariant holds, also with ciphertexts of the other call', () => {
    const explorer = new Explorer(createSystem(setting, KNOWLEDGE), { invariants: [oneCalleeDevice], witnesses: {} });
    explorer.finish();
    expect(told(explorer)).toEqual([]);
    expect({ complete: explorer.isComplete, states: explorer.states }).toEqual({ complete: true, states: 21_052 });
    expect(happenedIn(explorer)).toContain('local.migrate enabled');
  });

  test('a ciphertext that was held back opens in the other call: the gap of the draft', () => {
    const system = createSystem(setting, KNOWLEDGE);
    const explorer = new Explorer(system, { invariants: [certificateIsOfThisCall], witnesses: {} });
    const [found] = [...explorer.finish({ untilViolation: true }).violations.values()];
    expect(found?.what).toContain('takes a certificate of another call');
    const story = tellStory(found!, system);
    expect(
      story.match(/gets session-(initiate|accept), encrypted by \w+ for \w+: \w+'s of call 1, call 2/g),
    ).toHaveLength(1);
  });
});
