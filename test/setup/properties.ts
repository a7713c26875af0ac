/**
 * Runs before each test file: gives fast-check the seed of the run, and checks afterwards that no file took it away.
 *
 * vitest.config.ts decides the seed and hands it over as `FAST_CHECK_SEED`. Without one nothing runs: fast-check would
 * draw its own, and a red run could not be repeated.
 */

import fc from 'fast-check';
import { afterAll, expect } from 'vitest';

const given = process.env['FAST_CHECK_SEED'] ?? '';
const seed = Number(given);
if (given === '' || !Number.isInteger(seed)) {
  throw new Error('no seed for the properties: run the tests through vitest.config.ts, which sets FAST_CHECK_SEED');
}

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });

afterAll(() => {
  expect(fc.readConfigureGlobal().seed, 'a test file replaced the seed of the run').toBe(seed);
});
