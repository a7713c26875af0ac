/**
 * How the tests run: which files are tests, with which seed, on how many workers.
 *
 * Examples are `test/**.test.ts`, properties `properties/**.properties.ts`, exhaustive walks through the machines
 * `properties/**.exploration.ts`.
 */

import { randomInt } from 'node:crypto';
import { defineConfig } from 'vitest/config';
import { countingReporter } from './test/setup/counting-reporter.ts';
import { resolveSeed } from './test/setup/seed.ts';

const seed = resolveSeed(process.env, () => randomInt(2 ** 31));
if (process.env['FAST_CHECK_SEED'] === 'random') console.log(`FAST_CHECK_SEED=${seed}`);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'properties/**/*.properties.ts', 'properties/**/*.exploration.ts'],
    globalSetup: ['test/setup/build.ts'],
    setupFiles: ['test/setup/properties.ts'],
    env: { FAST_CHECK_SEED: String(seed) },
    // test/run.mjs reads the counts for its last line.
    reporters: ['default', countingReporter('.build/test-counts.json')],
    // One process a file, as many as there are cores: libsignal keeps state in its module, which no test may inherit.
    pool: 'forks',
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'machines/**/*.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      reportsDirectory: 'coverage',
    },
  },
});
