/** A broken machine is found out, by the invariant that stands for what was broken. */
import { describe, expect, test } from 'vitest';
import type { Stepping } from './call-slot.ts';
import { createSystem, Explorer } from './explorer.ts';
import * as faults from './faults.ts';
import { oneCalleeDevice } from './joint.ts';
import { tellStory } from './story.ts';
import { KNOWLEDGE, SETTINGS } from './systems.ts';
import type { Policy } from '../../machines/context.ts';
import { stepCall } from '../../machines/step.ts';

function violationsOf(step: Stepping, policy: Policy) {
  const setting = SETTINGS['one-call']({ policy, callees: 2 });
  const system = createSystem(setting, KNOWLEDGE, { step });
  const explorer = new Explorer(system, { invariants: [oneCalleeDevice], witnesses: {} }).finish({
    mostStates: 200_000,
  });
  return [...explorer.violations.values()].map((found) => ({ ...found, story: tellStory(found, system) }));
}

describe('a broken machine', () => {
  test.each<[string, Stepping, readonly string[], Policy?]>([
    ['takes a plain answer for an encrypted one', faults.plainCountsAsDecrypted, ['I1', 'B11']],
    ['takes what it could not decrypt', faults.refusedCountsAsDecrypted, ['I4']],
    ['lets a second proceed move the call', faults.secondProceedCounts, ['I2', 'I6'], 'require'],
    ['answers an encrypted offer in the clear', faults.answersInTheClear, ['B11']],
    ['says authenticated of any call', faults.showsTooMuch, ['I4']],
    ['sets no deadline for the answer', faults.waitsForEver, ['D22']],
    ['rings on while another device answers', faults.ringsOn, ['I10']],
  ])('that %s is found out', (_, step, rules, policy = 'opportunistic') => {
    const violations = violationsOf(step, policy);
    const found = new Set(violations.map(({ what }) => what.split(':')[0]));
    for (const rule of rules) expect(found).toContain(rule);
    // A story begins at the beginning: somebody places a call or gets a propose.
    for (const { story } of violations) expect(story.split('\n')[1]).toMatch(/places the call|gets propose/);
  });

  test("that would decrypt any device's answer is held by the data plane, which compares again", () => {
    const step: Stepping = (snapshot, event) =>
      stepCall(snapshot, event.type === 'peer.sessionAccept' ? { ...event, device: 'pinned' } : event);
    expect(violationsOf(step, 'require')).toEqual([]);
  });
});
