/** Builds the example page before its tests, which also need what every test on a network needs. */
import { execFileSync } from 'node:child_process';
import { whatIsMissing } from '../run/tools.mjs';

export function setup(): void {
  const missing = whatIsMissing(['chromium']);
  if (missing !== undefined) throw new Error(`The tests of the example page cannot run: this machine ${missing}.`);
  // As its script does it: this process is a test, and libraries say more than they would to users of the page.
  execFileSync('npm', ['--silent', 'run', 'example:web:build'], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
