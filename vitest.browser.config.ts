/**
 * The tests in a real browser, which npm does not install: `test/browser/**.browser.ts`. `test/run.mjs` runs them as a
 * step of its own, so that everything else needs nothing but Node.
 */

import { defineConfig } from 'vitest/config';
import { countingReporter } from './test/setup/counting-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.ts'],
    globalSetup: ['test/setup/browser.ts'],
    // test/run.mjs reads the counts for its last line.
    reporters: ['default', countingReporter('.build/browser-counts.json')],
    pool: 'forks',
    // One browser at a time: it has processes enough.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
