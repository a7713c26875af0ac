/**
 * Calls with another client, on a network that `npm run test:dino` makes for them: `test/peers/dino/*.dino.ts`. No part
 * of `npm test`: they take minutes, root, and a desktop's worth of packages.
 */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/peers/dino/**/*.dino.ts'],
    globalSetup: ['test/peers/dino/setup.ts'],
    onConsoleLog: () => false,
    pool: 'forks',
    // One Dino, one screen: the calls are in it one after the other.
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
