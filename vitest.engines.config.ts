/**
 * The tests that ask Spin and Z3, which npm does not install: `properties/**.engine.ts`. `test/run.mjs` runs them as a
 * step of its own, so that everything else needs nothing but Node.
 */

import { defineConfig } from 'vitest/config';
import { countingReporter } from './test/setup/counting-reporter.ts';

export default defineConfig({
  test: {
    include: ['properties/**/*.engine.ts'],
    globalSetup: ['test/setup/engine-tools.ts'],
    // test/run.mjs reads the counts for its last line.
    reporters: ['default', countingReporter('.build/engine-counts.json')],
    pool: 'forks',
    // One file at a time: a test looks whether anything was left behind in the system's folder for temporary files.
    fileParallelism: false,
    // An engine that comes to no end is ended by its own limits, and then says so.
    testTimeout: 120_000,
  },
});
