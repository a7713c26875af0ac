/**
 * `npm run test:web`: the example page in two Chromiums on a real server, honest and hostile, the playground's tour,
 * and fifty calls at once. Not among the checks of every change: with video in software it takes minutes of a small
 * machine.
 */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/network/web*.network.ts', 'test/network/many-calls.network.ts', 'test/browser/*.web.ts'],
    globalSetup: ['test/setup/network.ts', 'test/setup/web.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
