/**
 * Anybody sends anything to running cores, at any time; and honest cores over a network that loses, doubles and delays.
 * What is checked is in test/support/truths.ts, each under its rule, and in the traces: see test/support/world.ts.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reachable } from '../../machines/changes.step.ts';
import { CHANGES_INPUTS } from '../../machines/changes.words.ts';
import { FUZZ_TIMEOUT_MS, fuzzing } from '../../test/support/fuzz.ts';
import { createCoreTarget } from './core.ts';
import type { CoreRun } from './core.ts';
import { createPairTarget } from './pair.ts';
import { Counts } from './target.ts';
import type { Target } from './target.ts';

const CORE_RUNS = 400;
const PAIR_RUNS = 600;
/** Of real cores, by the tables and by every rule: two thousand of both together. */
const CORE_TRACES = 800;
const PAIR_TRACES = 1_200;

/** Every state that what changes in a running call can be in. */
const CHANGES_STATES = [
  ...new Set(CHANGES_INPUTS.flatMap((input) => reachable(input).map(({ state }) => state))),
].sort();

/** Fewer in a run that asks for less (`FUZZ_RUNS`): then these numbers say nothing. */
async function fuzz(target: Target<CoreRun, CoreRun>, usualRuns: number): Promise<Counts> {
  const counts = new Counts();
  console.log(`${target.name}: seed ${fc.readConfigureGlobal().seed}`);
  await fc.assert(
    fc.asyncProperty(target.arbitrary, (run) => target.check(target.settle(run), counts)),
    fuzzing(usualRuns),
  );
  return counts;
}

describe('whole cores', () => {
  test(
    'A1-A6 B11 C16 C19 D20 D22 E27 I1-I5 I10: keep all promises whatever users, engines, streams and others do',
    async () => {
      const { sums, largest, changesReached } = await fuzz(createCoreTarget(), CORE_RUNS);
      expect(largest.buffered, 'streams are lost, and something waits').toBeGreaterThan(0);
      expect(sums.replies, 'one reply to each request').toBe(sums.requests);
      expect(sums.traces, 'traces found right').toBeGreaterThanOrEqual(CORE_TRACES);
      expect(sums.authenticated, 'what is disturbed is worth it').toBeGreaterThan(100);
      expect([...changesReached].sort(), 'each state of a change is disturbed').toEqual(CHANGES_STATES);
      expect(sums.added, 'contents are added all the same').toBeGreaterThan(20);
      expect(sums.restarted, 'and ICE restarted').toBeGreaterThan(20);
    },
    FUZZ_TIMEOUT_MS,
  );

  test(
    'A5 D22 I7: end up alike whatever the network loses, doubles or delays',
    async () => {
      const { sums } = await fuzz(createPairTarget(), PAIR_RUNS);
      expect(sums.traces, 'traces found right').toBeGreaterThanOrEqual(PAIR_TRACES);
      expect(sums.authenticated, 'I9: good calls come about').toBeGreaterThan(100);
    },
    FUZZ_TIMEOUT_MS,
  );
});
