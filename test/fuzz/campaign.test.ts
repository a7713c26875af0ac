/** Fuzzing finds what is wrong, makes it small, and goes on where it was stopped. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ALPHABET } from '../../machines/events.ts';
import { stepCall } from '../../machines/step.ts';
import { runCampaign } from '../../properties/fuzz/campaign.ts';
import type { CampaignOptions } from '../../properties/fuzz/campaign.ts';
import type { CoreRun } from '../../properties/fuzz/core.ts';
import { createCoreTarget } from '../../properties/fuzz/core.ts';
import { FOUND_FOLDER, readFound, writeFound } from '../../properties/fuzz/found.ts';
import type { MachineRun } from '../../properties/fuzz/machines.ts';
import { createMachinesTarget } from '../../properties/fuzz/machines.ts';
import { createPairTarget } from '../../properties/fuzz/pair.ts';
import { describeCounts } from '../../properties/fuzz/report.ts';
import { Counts } from '../../properties/fuzz/target.ts';
import type { Target, TargetName } from '../../properties/fuzz/target.ts';
import { createTarget } from '../../properties/fuzz/targets.ts';
import { DISTRUSTS_LATE, REPLIES_TWICE, stepWithoutStops } from './faults.ts';

const folder = mkdtempSync(join(tmpdir(), 'found-'));
afterAll(() => rmSync(folder, { recursive: true }));

const never = () => false;
const alone = { index: 1, of: 1 };

/** Fuzzes until the fault is found, and writes it down. */
async function find(target: unknown, name: TargetName) {
  const campaign = { targets: [target as Target], seed: 1, shard: alone, runs: 300, isOver: never };
  const { finding, counts } = await runCampaign(campaign);
  if (finding === undefined) throw new Error('nothing was found');
  writeFound(folder, { target: name, shows: finding.because, run: finding.run });
  const [written] = readFound(folder).filter(({ found }) => found.target === name);
  return { finding, counts, written: written!.found };
}

describe('a fault that was planted', () => {
  test('in a core is found, made smaller, and played again from its file', async () => {
    const { finding, written } = await find(createCoreTarget(REPLIES_TWICE), 'core');
    expect(finding).toMatchObject({ isThrown: false, because: expect.stringContaining('D20') as string });
    const run = written.run as CoreRun;
    expect(run.commands).toHaveLength(1);
    await expect(createCoreTarget(REPLIES_TWICE).check(run, new Counts())).rejects.toThrow('D20');
    await expect(createTarget('core').check(run, new Counts())).resolves.toBeUndefined();
  });

  test('in how two cores end up is found', async () => {
    const { written } = await find(createPairTarget(DISTRUSTS_LATE), 'pair');
    expect(written.shows).toContain('both ends of a call end up alike');
    await expect(createTarget('pair').check(written.run, new Counts())).resolves.toBeUndefined();
  });

  test('in a machine is found, with no event too many', async () => {
    const { written, finding, counts } = await find(createMachinesTarget(stepWithoutStops), 'machines');
    expect(written.shows).toMatch(/^D22: .* (goes on|is started while it runs)$/);
    const { call, events } = written.run as MachineRun;
    for (let left = 0; left < events.length; left += 1) {
      const fewer = { call, events: events.toSpliced(left, 1) };
      await expect(createMachinesTarget(stepWithoutStops).check(fewer, new Counts())).resolves.toBeUndefined();
    }
    expect(describeCounts({ counts, finding })).toMatch(/^machines: [\d,]+ runs, 0 throws\n/);
    await expect(createMachinesTarget(stepCall).check({ call, events }, new Counts())).resolves.toBeUndefined();
  });

  test('in a machine is made small whatever was drawn around it', async () => {
    const { shrink } = createMachinesTarget(stepWithoutStops);
    const { found } = readFound(FOUND_FOLDER).find(({ name }) => name.startsWith('machines-'))!;
    const { call, events } = found.run as MachineRun;
    const padded = [events[0]!, ...Array.from({ length: 9 }, () => ALPHABET.at(-1)!), ...events.slice(1)];
    const known = padded.map((event) => ALPHABET.find((one) => JSON.stringify(one) === JSON.stringify(event))!);
    expect(await shrink?.({ call, events: known })).toEqual({ call, events });
  });

  test('that throws is told apart, and counted', async () => {
    const throwing = { ...numbers([]), check: () => Promise.reject(new TypeError('undefined is no function')) };
    const { finding, counts } = await runCampaign({ ...small(throwing), runs: 1 });
    expect(finding).toMatchObject({ isThrown: true, because: 'undefined is no function' });
    expect(describeCounts({ counts, finding })).toContain('1 throws');
  });
});

test('a file that is no run is refused, rather than passed over', () => {
  writeFileSync(join(folder, 'core-0.json'), '{}');
  expect(() => readFound(folder)).toThrow('core-0.json is no run that fuzzing found');
});

/** Notes what it drew. */
function numbers(drawn: number[]): Target {
  return {
    name: 'numbers',
    sentence: 'numbers are numbers',
    arbitrary: fc.nat(),
    settle: (drawn_) => drawn_,
    check: (run, counts) => {
      drawn.push(run as number);
      counts.add({ runs: 1 });
      return Promise.resolve();
    },
  };
}

function small(target: Target): CampaignOptions {
  return { targets: [target], seed: 7, shard: alone, isOver: never };
}

describe('a campaign', () => {
  test('is the same again with the same seed, and another with another', async () => {
    const [one, again, other]: number[][] = [[], [], []];
    await runCampaign({ ...small(numbers(one!)), runs: 120 });
    await runCampaign({ ...small(numbers(again!)), runs: 120 });
    await runCampaign({ ...small(numbers(other!)), seed: 8, runs: 120 });
    expect(one).toHaveLength(120);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test('that was stopped goes on with the batch it was in, and none is left out', async () => {
    const whole: number[] = [];
    await runCampaign({ ...small(numbers(whole)), runs: 150 });
    const first: number[] = [];
    const stopped = await runCampaign({ ...small(numbers(first)), isOver: () => first.length >= 60 });
    expect(stopped).toMatchObject({ isComplete: false, nextSeed: 8 });
    const rest: number[] = [];
    await runCampaign({ ...small(numbers(rest)), seed: stopped.nextSeed, runs: 100 });
    expect([...first.slice(0, 50), ...rest]).toEqual(whole);
  });

  test('in shards does what it does as a whole', async () => {
    const whole: number[] = [];
    await runCampaign({ ...small(numbers(whole)), runs: 200 });
    const [one, two]: number[][] = [[], []];
    await runCampaign({ ...small(numbers(one!)), shard: { index: 1, of: 2 }, runs: 100 });
    await runCampaign({ ...small(numbers(two!)), shard: { index: 2, of: 2 }, runs: 100 });
    const inOrder = [one!.slice(0, 50), two!.slice(0, 50), one!.slice(50), two!.slice(50)].flat();
    expect(inOrder).toEqual(whole);
  });
});
