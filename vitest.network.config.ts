/**
 * The tests on a real network, which need a server that npm does not install: `test/network/*.network.ts`.
 * `test/run.mjs` runs them as a step of its own.
 */

import { defineConfig } from 'vitest/config';
import { countingReporter } from './test/setup/counting-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/network/**/*.network.ts'],
    // Two browsers with video, or fifty callers, take minutes of a small machine: `npm run test:web`.
    exclude: ['test/network/web*.network.ts', 'test/network/many-calls.network.ts'],
    globalSetup: ['test/setup/network.ts', 'test/setup/ejabberd.ts'],
    // test/run.mjs reads the counts for its last line.
    reporters: ['default', countingReporter('.build/network-counts.json')],
    // The client libraries write about every connection that a test breaks off.
    onConsoleLog: () => false,
    pool: 'forks',
    // Each file has a server of its own, and waits for it most of the time.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
