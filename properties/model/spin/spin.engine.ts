/**
 * Spin is asked what the explorer was asked, as far as that takes seconds: `npm run spin` asks it all.
 */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createSystem, Explorer } from '../explorer.ts';
import { refusedCountsAsDecrypted } from '../faults.ts';
import { oneCalleeDevice } from '../joint.ts';
import { KNOWLEDGE, lossy, SETTINGS } from '../systems.ts';
import {
  askWhoWaits,
  count,
  COUNTED,
  FALSEHOODS,
  falsify,
  nameOf,
  NEEDED_DEADLINES,
  WITHOUT_DEADLINE,
} from './checks.ts';
import { DEFAULT_SPIN_LIMITS, SpinFailed, withVerifier } from './pan.ts';
import { UNKNOWN_MOVE, writePromela } from './promela.ts';
import { writeCounted, writeFalsehood, writeWaiting } from './report.ts';
import { tablesOf } from './tables.ts';

const OPTIONS = { limits: DEFAULT_SPIN_LIMITS };

/** Those of a second or two. */
const SMALL = COUNTED.filter(
  ({ setting, policy, network }) =>
    setting === 'one-call' && (network.kind === 'knowledge' || (policy === 'require' && network.inflight === 2)),
);

describe('Spin counts the states that the explorer counts, and the transitions', () => {
  test.each(SMALL.map((subject) => [nameOf(subject), subject] as const))('%s', async (name, subject) => {
    const line = writeCounted(name, await count(subject, OPTIONS));
    expect(line).toEqual({ isRight: true, text: line.text });
  });
});

describe('Spin objects to what is not so, and to what the explorer objects to', () => {
  // What the monitors of one end see, and what only both ends together show.
  const some = FALSEHOODS.filter(({ step, invariant }) => step === refusedCountsAsDecrypted || invariant !== undefined);
  test.each(some.map((falsehood) => [falsehood.what, falsehood] as const))('%s', async (what, falsehood) => {
    const line = writeFalsehood(what, await falsify(falsehood, OPTIONS));
    expect(line).toEqual({ isRight: true, text: line.text });
  });
});

describe('I5: each device that waits leaves waiting some day', () => {
  test('as long as deadlines that are due pass some day', async () => {
    const waiting = await askWhoWaits(WITHOUT_DEADLINE, undefined, OPTIONS);
    expect(writeWaiting('with all', waiting, [])).toMatchObject({ isRight: true });
  });

  test('and only then: where they need not have their turn, everybody can wait for ever', async () => {
    const waiting = await askWhoWaits(WITHOUT_DEADLINE, undefined, OPTIONS, 'none');
    expect(writeWaiting('unfair', waiting, ['A', 'B1', 'B2'])).toMatchObject({ isRight: true });
  });

  test.each(['accept', 'bundle'] as const)('and without the deadline %s only who does not need it', async (timer) => {
    const waiting = await askWhoWaits(WITHOUT_DEADLINE, timer, OPTIONS);
    expect(writeWaiting(timer, waiting, NEEDED_DEADLINES[timer])).toMatchObject({ isRight: true });
  });
});

function workshops(): readonly string[] {
  return existsSync('.build') ? readdirSync('.build').filter((name) => name.startsWith('spin-')) : [];
}

describe('Spin', () => {
  const setting = SETTINGS['one-call']({ policy: 'require', callees: 1 });

  /** What an exploration that was stopped has worked out. */
  function halfway(network: typeof KNOWLEDGE, mostStates: number) {
    const system = createSystem(setting, network);
    new Explorer(system, { invariants: [], witnesses: {} }).finish({ mostStates });
    return writePromela(tablesOf('halfway', system, [oneCalleeDevice]), 'safety');
  }

  test.each([
    ['a server that knows everything', KNOWLEDGE, 60],
    ['channels', lossy(2), 400],
  ])('says so where it comes further than the exploration did: %s', async (_, network, mostStates) => {
    const options = { ...OPTIONS, mostStates: 100_000, optimized: false };
    const { objection } = await withVerifier(halfway(network, mostStates), 'safety', options, (spin) => spin.search());
    expect(objection).toMatch(new RegExp(`${UNKNOWN_MOVE}|assertion violated 0`));
  });

  test('says nothing where it was not let to the end, and leaves nothing behind', async () => {
    const files = halfway(lossy(2), Number.POSITIVE_INFINITY);
    const options = { limits: { seconds: 60, megabytes: 4 }, mostStates: 100_000, optimized: false };
    const before = workshops();
    await expect(withVerifier(files, 'safety', options, (spin) => spin.search())).rejects.toThrow(SpinFailed);
    expect(workshops()).toEqual(before);
  });
});
