/**
 * The whole check of the project, as `npm test` runs it: types, lint, format, the package, dead code, then every test.
 * The last line is `N passed, N failed`; each step before the tests counts as one.
 *
 *     node test/run.mjs                    everything
 *     node test/run.mjs --only types,lint  some steps
 *     node test/run.mjs --coverage         everything, and which lines the tests reached (coverage/index.html)
 *     node test/run.mjs --with-engines     everything, and a failure where Spin, gcc or Z3 is not installed
 *     node test/run.mjs --with-browser     everything, and a failure where Chromium is not installed
 *     node test/run.mjs --with-server      everything, and a failure where Prosody, ejabberd or OpenSSL is missing
 */

import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runSteps, summary } from './run/runner.mjs';
import { whatIsMissing } from './run/tools.mjs';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    coverage: { type: 'boolean', default: false },
    'with-engines': { type: 'boolean', default: false },
    'with-browser': { type: 'boolean', default: false },
    'with-server': { type: 'boolean', default: false },
  },
});

// Outside dist/: what the run leaves behind is no part of the package.
const scratch = '.build';
const { version } = /** @type {{ readonly version: string }} */ (JSON.parse(readFileSync('package.json', 'utf8')));
const tarball = join(scratch, `omemo-calls-${version}.tgz`);
const countsFile = join(scratch, 'test-counts.json');
const engineCountsFile = join(scratch, 'engine-counts.json');
const browserCountsFile = join(scratch, 'browser-counts.json');
const networkCountsFile = join(scratch, 'network-counts.json');
mkdirSync(scratch, { recursive: true });

/** @param {string} name */
const tool = (name) => join('node_modules', '.bin', name);
const npm = ['npm', '--silent'];
const pack = [...npm, 'pack', '--ignore-scripts', '--pack-destination', scratch];
const vitest = [tool('vitest'), 'run', ...(values.coverage ? ['--coverage'] : [])];

// Everything else needs nothing but Node and npm. Where these have to be there, the tests themselves say so.
const missingEngines = values['with-engines'] ? undefined : whatIsMissing(['gcc', 'spin', 'z3']);
const missingBrowser = values['with-browser'] ? undefined : whatIsMissing(['chromium']);
const missingServer = values['with-server'] ? undefined : whatIsMissing(['prosody', 'ejabberd', 'openssl']);
const engines = [tool('vitest'), 'run', '--config', 'vitest.engines.config.ts'];
const browser = [tool('vitest'), 'run', '--config', 'vitest.browser.config.ts'];
const network = [tool('vitest'), 'run', '--config', 'vitest.network.config.ts'];

/** @type {readonly import('./run/runner.mjs').Step[]} */
const allSteps = [
  { name: 'types', timeoutSeconds: 60, command: [tool('tsc'), '-p', 'tsconfig.json'] },
  // As an application has it: with a bundler's rules, and the package by its name.
  { name: 'example', timeoutSeconds: 60, command: [tool('tsc'), '-p', 'docs/examples/web'] },
  { name: 'lint', timeoutSeconds: 120, command: [...npm, 'run', 'lint'] },
  { name: 'format', timeoutSeconds: 60, command: [tool('biome'), 'format'] },
  { name: 'knip', timeoutSeconds: 60, command: [tool('knip')] },
  { name: 'build', timeoutSeconds: 60, command: [...npm, 'run', 'prepack'] },
  { name: 'pack', timeoutSeconds: 60, needs: 'build', command: pack },
  { name: 'publint', timeoutSeconds: 60, needs: 'pack', command: [tool('publint'), tarball, '--strict'] },
  { name: 'attw', timeoutSeconds: 60, needs: 'pack', command: [tool('attw'), tarball, '--profile', 'esm-only'] },
  { name: 'docs', timeoutSeconds: 60, needs: 'build', command: [process.execPath, 'test/run/docs.mjs'] },
  { name: 'tests', timeoutSeconds: 540, countsFile, command: vitest },
  {
    name: 'browser',
    timeoutSeconds: 300,
    countsFile: browserCountsFile,
    command: browser,
    ...(missingBrowser === undefined ? {} : { missing: missingBrowser }),
  },
  {
    name: 'network',
    timeoutSeconds: 300,
    countsFile: networkCountsFile,
    command: network,
    ...(missingServer === undefined ? {} : { missing: missingServer }),
  },
  {
    name: 'engines',
    // One computes on one processor; the other waits, most of the time.
    beside: 'network',
    timeoutSeconds: 180,
    countsFile: engineCountsFile,
    command: engines,
    ...(missingEngines === undefined ? {} : { missing: missingEngines }),
  },
];

const only = values.only?.split(',');
const steps = allSteps.filter((step) => only === undefined || only.includes(step.name));
const unknown = only?.filter((name) => !allSteps.some((step) => step.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(`no such step: ${unknown.join(', ')}. There are: ${allSteps.map((step) => step.name).join(', ')}`);
  process.exit(2);
}

const abort = new AbortController();
for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(name, () => abort.abort());

const counts = await runSteps(steps, (text) => process.stdout.write(text), abort.signal);
console.log(summary(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
