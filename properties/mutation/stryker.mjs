/**
 * A process that lets Stryker mutate one file, and tells the one that started it: see transform.ts.
 *
 *     stryker.mjs <file> <jobs> <folder>
 */
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';

const [, , file = '', jobs = '1', folder = ''] = process.argv;

await new Stryker({
  mutate: [file],
  plugins: ['@stryker-mutator/vitest-runner', fileURLToPath(new URL('stryker-reporter.mjs', import.meta.url))],
  reporters: ['tell-parent'],
  testRunner: 'vitest',
  vitest: { configFile: 'properties/mutation/vitest.transform.config.ts', related: true },
  coverageAnalysis: 'perTest',
  concurrency: Number(jobs),
  // The compiler here is not one that Stryker can load, and nothing of it is needed to run tests.
  tsconfigFile: 'none.json',
  tempDirName: folder,
  ignorePatterns: ['dist', 'coverage', '.build'],
  allowConsoleColors: false,
  timeoutMS: 60_000,
}).runMutationTest();
