/**
 * Runs once before all tests: brings dist/ up to date, for the tests that start the command line or look at the
 * package.
 *
 * Errors of types are not reported here: the build writes its files all the same, and `npm run types` says it once.
 */

import { spawnSync } from 'node:child_process';

/** Vitest calls it by this name. */
export function setup(): void {
  spawnSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json'], { stdio: 'ignore' });
  spawnSync('node_modules/.bin/vite', ['build', '-c', 'vite.inspector.config.ts'], { stdio: 'ignore' });
}
