/** The machines under twenty thousand guided sequences, which leave no step untried. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMachinesTarget } from './machines.ts';
import { Counts } from './target.ts';

const RUNS = 20_000;

test('no rule is broken in 20,000 sequences that take every state through every event', async () => {
  const target = createMachinesTarget();
  const counts = new Counts();
  const property = fc.asyncProperty(target.arbitrary, (draw) => target.check(target.settle(draw), counts));
  await fc.assert(property, { numRuns: RUNS });
  expect(counts.sums.runs).toBe(RUNS);
  expect(target.coverage.missing).toEqual([]);
  expect(target.coverage.taken).toBe(target.coverage.all);
  expect(target.coverage.all, 'whole states times events').toBeGreaterThan(100_000);
}, 60_000);
