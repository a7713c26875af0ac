/** What each switch of the playground's server makes of a call, under each policy of both sides. */
import { describe, expect, test } from 'vitest';
import { bothTalk, isQuiet, rings } from '../../docs/playground/stories/acts.ts';
import { SWITCHES } from '../../docs/playground/world/switches.ts';
import type { Fate } from '../../docs/playground/world/switches.ts';
import type { World } from '../../docs/playground/world/world.ts';
import { createSystem, Explorer } from '../../properties/model/explorer.ts';
import { CALL_WITNESSES, PLAIN_WITNESS } from '../../properties/model/features.ts';
import type { Witnesses } from '../../properties/model/joint.ts';
import { KNOWLEDGE, SETTINGS } from '../../properties/model/systems.ts';
import { ATTACKS } from '../../src/stage/attacks/all.ts';
import { becomes, startPlaying } from './playing.ts';

const POLICIES = ['opportunistic', 'expect', 'require'] as const;

async function call(world: World): Promise<void> {
  world.call('romeo', ['audio', 'video']);
  await becomes('it rings', () => rings('juliet')(world));
  world.seats.get('juliet')?.accept();
  await becomes('they talk, or nothing comes of it', () => bothTalk(world) || isQuiet(world));
}

function fateOf(world: World): Fate {
  const verdicts = [...world.seats.values()].map(({ call: shown }) => shown?.verdict?.state);
  if (!bothTalk(world)) return 'refused';
  return verdicts.every((state) => state === 'authenticated') ? 'talk' : 'unauthenticated';
}

test('every attack of the demonstration is a switch', () => {
  expect(SWITCHES.map(({ id }) => id)).toEqual(expect.arrayContaining(ATTACKS.map(({ name }) => name)));
  expect(new Set(SWITCHES.map(({ id }) => id)).size).toBe(SWITCHES.length);
});

describe.each(SWITCHES)('$title', ({ id, earlierCall, fate }) => {
  test.each(POLICIES)('under %s', async (policy) => {
    const { world, events } = await startPlaying();
    for (const seat of world.seats.values()) seat.policy = policy;
    await world.turnOn(id);
    if (earlierCall) {
      await call(world);
      expect(fateOf(world)).toBe('talk');
      world.seats.get('romeo')?.hangUp();
      await becomes('both have heard of it', () => isQuiet(world));
    }
    await call(world);
    expect(fateOf(world)).toBe(fate[policy]);
    if (fate[policy] === 'refused') {
      const refusals = [...world.seats.values()].filter(({ call: shown }) => shown?.refusal !== undefined);
      expect(refusals.length).toBeGreaterThan(0);
    }
    expect(events.filter(({ kind }) => kind === 'stanza').length).toBeGreaterThan(0);
  });
});

/** What can become of a call, with a server that knows everything and does anything. Every state is looked at. */
function fatesInTheModel(policy: (typeof POLICIES)[number]): ReadonlySet<Fate> {
  const runs: Readonly<Record<Exclude<Fate, 'refused'>, Witnesses>> = {
    talk: { runs: CALL_WITNESSES['an authenticated call runs at both ends']! },
    unauthenticated: PLAIN_WITNESS,
  };
  const fates = Object.entries(runs).filter(([, witnesses]) => {
    const system = createSystem(SETTINGS['one-call']({ policy, callees: 1 }), KNOWLEDGE);
    return new Explorer(system, { invariants: [], witnesses }).finish().witnesses.size > 0;
  });
  // A server can always keep two people from talking.
  return new Set<Fate>(['refused', ...fates.map(([fate]) => fate as Fate)]);
}

test.each(POLICIES)('under %s a call becomes what the explorer says that it can, by some switch each', (policy) => {
  expect(new Set(SWITCHES.map(({ fate }) => fate[policy]))).toEqual(fatesInTheModel(policy));
});

test('a switch that is turned off changes nothing more', async () => {
  const { world } = await startPlaying();
  await world.turnOn('strip-device');
  await world.turnOn('strip-device');
  expect(world.switchedOn).toEqual(['strip-device']);
  world.turnOff('strip-device');
  await call(world);
  expect(fateOf(world)).toBe('talk');
  expect(world.heard).toBeUndefined();
});

test('a forged hang-up ends the call on both sides, which no client can help', async () => {
  const { world } = await startPlaying();
  expect(world.forgeTerminate()).toBe(false);
  await call(world);
  expect(world.forgeTerminate()).toBe(true);
  await becomes('both have heard of it', () => isQuiet(world));
  for (const { call: shown } of world.seats.values()) {
    expect(shown?.ended).toMatchObject({ by: 'peer', reason: 'success' });
  }
});

test('an unknown switch is none', async () => {
  const { world } = await startPlaying();
  await world.turnOn('nonsense');
  expect(world.switchedOn).toEqual([]);
});
