/**
 * How the tests run: which files are tests, with which seed, on how many workers.
 *
 * Examples are `test/**.test.ts`, properties `properties/**.properties.ts`, exhaustive walks through the machines
 * `properties/**.exploration.ts`.
 */

import { randomInt } from 'node:crypto';
import type { ProjectConfig } from 'vitest/node';
import { defineConfig } from 'vitest/config';
import { countingReporter } from './test/setup/counting-reporter.ts';
import { resolveSeed } from './test/setup/seed.ts';

const seed = resolveSeed(process.env, () => randomInt(2 ** 31));
if (process.env['FAST_CHECK_SEED'] === 'random') console.log(`FAST_CHECK_SEED=${seed}`);

const everyTest = ['test/**/*.test.ts', 'properties/**/*.properties.ts', 'properties/**/*.exploration.ts'];
// The last one breaks a machine, which every other test would then have.
const ownProcess = [
  ...['test/omemo/**/*.test.ts', 'properties/omemo/**/*.properties.ts'],
  'test/inspect/found-broken.test.ts',
];
const ofEachFile: ProjectConfig = {
  setupFiles: ['test/setup/properties.ts'],
  env: { FAST_CHECK_SEED: String(seed) },
  pool: 'forks',
  testTimeout: 30_000,
  hookTimeout: 30_000,
  restoreMocks: true,
  unstubGlobals: true,
};

export default defineConfig({
  test: {
    globalSetup: ['test/setup/build.ts'],
    // test/run.mjs reads the counts for its last line.
    reporters: ['default', countingReporter('.build/test-counts.json')],
    maxWorkers: '100%',
    projects: [
      // Files in a row in one process, as many processes as there are cores: most of a short file's time is imports.
      { test: { ...ofEachFile, name: 'shared', include: everyTest, exclude: ownProcess, isolate: false } },
      // One process a file: libsignal and our choice of cryptography keep state in their modules.
      { test: { ...ofEachFile, name: 'isolated', include: ownProcess, isolate: true } },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'machines/**/*.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      reportsDirectory: 'coverage',
    },
  },
});
