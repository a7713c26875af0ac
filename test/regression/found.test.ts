/**
 * Why this test? Each run of `npm run fuzz` that broke a promise is kept in `found/`, as the list of what was done.
 * What was mended once stays mended.
 */
import { describe, expect, test } from 'vitest';
import { FOUND_FOLDER, readFound } from '../../properties/fuzz/found.ts';
import { Counts } from '../../properties/fuzz/target.ts';
import { createTarget } from '../../properties/fuzz/targets.ts';

describe('what fuzzing found', () => {
  const all = readFound(FOUND_FOLDER);

  test('is kept for each target', () => {
    expect(new Set(all.map(({ found }) => found.target))).toEqual(new Set(['core', 'pair', 'machines']));
  });

  test.each(all)('does not go wrong again: $name', async ({ found }) => {
    const counts = new Counts();
    await createTarget(found.target).check(found.run, counts);
    expect(counts.sums.runs).toBe(1);
  });
});
