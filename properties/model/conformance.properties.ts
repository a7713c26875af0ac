/**
 * The model is the core: any story, step by step, leads real cores (real XML, real OMEMO) into the very states that the
 * model is in. What was explored is therefore what ships, data plane included.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { POLICIES } from '../../machines/context.ts';
import { describeEvent } from '../../machines/table-text.ts';
import { Replay } from '../../test/support/replay.ts';
import { OWN_EVENTS } from './automaton.ts';
import { comesAtOnce, EagerModel } from './eager.ts';
import type { StoryStep } from './story.ts';
import { SETTING_NAMES, SETTINGS } from './systems.ts';
import type { Setting } from './wire.ts';
import { createAlphabet } from './wire.ts';

/** What cannot be brought about in a real core at will: its own failures. */
const UNTRIED: readonly string[] = ['omemo.impossible noSession', 'media.refused'];

/** Everything that can be tried, of which most does nothing at a time. */
function stepsOf(setting: Setting): readonly StoryStep[] {
  const { messages } = createAlphabet(setting);
  const acts = ['places the call', ...OWN_EVENTS.map(describeEvent)].filter((does) => !UNTRIED.includes(does));
  const own = setting.devices.flatMap((at) =>
    setting.calls.flatMap(({ number: call }) => acts.map((does) => ({ at, call, does }))),
  );
  const got = messages.map(({ to: at, call, content: gets }) => ({ at, call, gets }));
  return [...own, ...got].filter((step) => !comesAtOnce(step));
}

/** What people do who want a call. */
const FORWARD = /^(places|local\.accept|local\.migrate|media\.connected match)/;

/**
 * Ciphertexts that nobody has encrypted cannot be delivered. What an engine says about the connection before media was
 * started, a core holds back until then: the model lets it count at once, which is more than can happen.
 */
function isPossible(step: StoryStep, model: EagerModel): boolean {
  if ('does' in step && /^media\.(connected|failed)/.test(step.does)) {
    return model.stateOf(step.at, step.call).startsWith('established');
  }
  if (!('gets' in step) || !('inside' in step.gets) || step.gets.inside.protection !== 'encrypted') return true;
  const { ciphertext } = step.gets.inside;
  const wanted = JSON.stringify(ciphertext);
  return (
    ciphertext.from === 'E' ||
    model.sent.some(
      ({ content }) =>
        'inside' in content &&
        content.inside.protection === 'encrypted' &&
        JSON.stringify(content.inside.ciphertext) === wanted,
    )
  );
}

/** Every state that a real core was in. */
const visited = new Set<string>();

async function walk(setting: Setting, choices: readonly number[]): Promise<void> {
  const steps = stepsOf(setting);
  const model = new EagerModel(setting);
  const real = await Replay.open(setting);
  const story: StoryStep[] = [];
  for (const choice of choices) {
    // Mostly forward, so that calls come about; and now and then anything that does something.
    const honest = model.sent.map(({ to: at, call, content: gets }): StoryStep => ({ at, call, gets }));
    const forward = [...steps.filter((each) => 'does' in each && FORWARD.test(each.does)), ...honest];
    const drawn = choice % 4 === 0 ? steps : forward;
    const possible = drawn.filter((each) => isPossible(each, model) && model.allows(each));
    const step = possible[Math.floor(choice / 4) % possible.length];
    if (step === undefined) continue;
    model.take(step);
    story.push(step);
    await real.take(step);
    for (const at of setting.devices) {
      for (const { number } of setting.calls) {
        const expected = model.stateOf(at, number);
        const actual = real.stateOf(at, number);
        visited.add(actual);
        // An id that is remembered without ever having been a call is over in the model, and nothing to the core.
        const isSame = actual === expected || (expected === 'ended' && actual === 'absent');
        const after = story.map((each) => JSON.stringify(each)).join('\n');
        expect(isSame ? expected : actual, `${at}, call ${number}, after\n${after}`).toBe(expected);
      }
    }
  }
}

describe('real cores', () => {
  test.each(SETTING_NAMES.flatMap((name) => POLICIES.map((policy) => [name, policy] as const)))(
    'go where the model goes: %s, under %s',
    async (name, policy) => {
      const setting = SETTINGS[name]({ policy, callees: name === 'two-calls' ? 1 : 2 });
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(), { minLength: 10, maxLength: 60, size: 'max' }), (choices) =>
          walk(setting, choices),
        ),
        { numRuns: 25 },
      );
    },
    60_000,
  );

  test('have been in every state that lasts, on these ways', () => {
    const lasting = [
      ...['proposed.discovering', 'proposed.ringing', 'proposed.yielding', 'initiated.waiting'],
      ...[
        'ringing.announced',
        'offered.announced',
        'accepted',
        'established.connecting',
        'established.active',
        'ended',
      ],
    ];
    expect([...visited]).toEqual(expect.arrayContaining(lasting));
  });
});
