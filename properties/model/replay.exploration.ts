/**
 * What the explorer finds is played with real cores: what it predicts of the draft happens, and what was broken on
 * purpose does not.
 */
import { describe, expect, test } from 'vitest';
import { certificateOf } from '../../test/support/replay-devices.ts';
import { Replay } from '../../test/support/replay.ts';
import type { AutomatonOptions } from './automaton.ts';
import { comesAtOnce } from './eager.ts';
import { createSystem, Explorer } from './explorer.ts';
import { plainCountsAsDecrypted, refusedCountsAsDecrypted, secondProceedCounts } from './faults.ts';
import { CALL_WITNESSES, CROSSING_WITNESSES } from './features.ts';
import { certificateIsOfThisCall, oneCalleeDevice } from './joint.ts';
import type { Questions } from './joint.ts';
import type { StoryFile } from './story.ts';
import { storyOf } from './story.ts';
import { KNOWLEDGE, reordering, SETTINGS } from './systems.ts';
import type { Setting } from './wire.ts';

/** The first thing found, as it would lie in a file. */
function find(
  setting: Setting,
  questions: Partial<Questions>,
  name: string,
  options: AutomatonOptions = {},
): StoryFile {
  const network = options.cooperative === true ? reordering(12) : KNOWLEDGE;
  const asked = { invariants: [], witnesses: {}, ...questions };
  const explorer = new Explorer(createSystem(setting, network, options), asked).finish();
  const all = [...explorer.violations.values(), ...explorer.witnesses.values()];
  const found = all.find(({ what }) => what.startsWith(name));
  if (found === undefined) throw new Error(`${name} was not found among ${all.map(({ what }) => what).join(', ')}`);
  return JSON.parse(JSON.stringify(storyOf(found, explorer.system))) as StoryFile;
}

async function play({ setting, steps }: StoryFile): Promise<Replay> {
  const real = await Replay.open(setting);
  for (const step of steps) if (!comesAtOnce(step)) await real.take(step);
  return real;
}

describe('a story, played with real cores', () => {
  test.each(Object.keys(CALL_WITNESSES).filter((name) => name.startsWith('a')))('happens: %s', async (name) => {
    const setting = SETTINGS['one-call']({ policy: 'require', callees: 2 });
    const real = await play(find(setting, { witnesses: CALL_WITNESSES }, name));
    expect([real.stateOf('A', 1), real.stateOf('B1', 1)]).toEqual(['established.active', 'established.active']);
    expect([real.verdictOf('A', 1), real.verdictOf('B1', 1)]).toEqual(['authenticated', 'authenticated']);
  });

  test('happens: of two who call one another, the call that wins runs', async () => {
    const setting = SETTINGS.crossing({ policy: 'require', callees: 1 });
    const name = 'the call that wins runs at both ends';
    const real = await play(find(setting, { witnesses: CROSSING_WITNESSES }, name, { cooperative: true }));
    expect([real.stateOf('A', 1), real.stateOf('B', 1)]).toEqual(['established.active', 'established.active']);
  });

  test("is the draft's gap: a certificate of the first call is shown as authenticated in the second", async () => {
    const setting = SETTINGS['two-calls']({ policy: 'require', callees: 1 });
    const story = find(setting, { invariants: [certificateIsOfThisCall] }, 'splice');
    const real = await play(story);
    const [, victim, peer] = story.shows.startsWith('splice: A')
      ? (['', 'A', 'B1'] as const)
      : (['', 'B1', 'A'] as const);
    expect(real.verdictOf(victim, 2)).toBe('authenticated');
    expect(real.remoteOf(victim, 2)).toBe(certificateOf(peer, 1));
    // Media then runs on no certificate but that one, whose key nobody has in this call: the call cannot connect.
    await real.take({ at: victim, call: 2, does: 'media.connected differs' });
    expect(real.stateOf(victim, 2)).toBe('ended');
  });

  test.each([
    ['I1', plainCountsAsDecrypted, 'opportunistic'],
    ['I4', refusedCountsAsDecrypted, 'opportunistic'],
    ['I2', secondProceedCounts, 'require'],
    ['I6', secondProceedCounts, 'require'],
  ] as const)('comes to nothing where the machine is not broken: %s', async (rule, step, policy) => {
    const setting = SETTINGS['one-call']({ policy, callees: 2 });
    const story = find(setting, { invariants: [oneCalleeDevice] }, rule, { step });
    // What does not happen to a real core cannot be done to it either: the story ends there.
    const real = await play(story).catch((error: unknown) => error as Error);
    if (real instanceof Error) expect(real.name).toBe('UsageError');
    else {
      const told = (['A', 'B1', 'B2'] as const).filter((device) => real.verdictOf(device, 1) === 'authenticated');
      expect(told.filter((device) => device !== 'A').length).toBeLessThanOrEqual(1);
      for (const device of told) expect(real.remoteOf(device, 1)).not.toBe(certificateOf('E', 1));
    }
  });
});
