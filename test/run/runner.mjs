/**
 * Runs steps one after the other, or some beside each other, and counts them. Knows nothing of what the steps are:
 * test/run.mjs lists them.
 *
 * Plain JavaScript, typed by comments: it has to run before anything is built, on a Node that knows no TypeScript.
 */

import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';

/**
 * One step: a command, counted as one check, or as the many that it writes down in `countsFile`.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} command
 * @property {number} timeoutSeconds  a step that takes longer is ended and counts as failed
 * @property {string} [countsFile]  where it writes `{ "passed": n, "failed": n }`; its output is shown as it comes
 * @property {string} [needs]  the name of a step without which this one cannot pass; it then fails without being run
 * @property {boolean} [isBeside]  runs at the same time as the step before it, where that waits for others a good deal;
 *   what such steps write is shown when they have ended, one after the other
 * @property {string} [missing]  what it takes and this machine does not have: it is not run, and counts as nothing
 *
 * @typedef {{ readonly passed: number, readonly failed: number }} Counts
 * @typedef {{ readonly exitCode: number, readonly output: string }} Ended
 */

/**
 * Runs every step, also after one failed: a reader wants all that is wrong, not the first of it.
 *
 * @param {readonly Step[]} steps
 * @param {(text: string) => void} print
 * @param {AbortSignal} signal  ends the step under way; what did not finish counts as failed
 * @returns {Promise<Counts>}
 */
export async function runSteps(steps, print, signal) {
  let passed = 0;
  let failed = 0;
  const failedSteps = new Set();
  for (const group of groupsOf(steps)) {
    const isAlone = group.length === 1;
    /** @param {Step} step */
    const run = async (step) => {
      /** @type {string[]} */
      const held = [];
      const say = isAlone ? print : (/** @type {string} */ text) => void held.push(text);
      const startedAtMs = performance.now();
      const counts = await runStep(step, { print: say, signal, failedSteps, isAlone });
      const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
      passed += counts.passed;
      failed += counts.failed;
      if (counts.failed > 0) failedSteps.add(step.name);
      say(`${counts.failed > 0 ? 'failed' : 'ok    '}  ${step.name.padEnd(12)} ${seconds.padStart(6)} s\n`);
      for (const text of held) print(text);
    };
    for (const step of group) {
      if (step.missing !== undefined) print(`not run ${step.name.padEnd(12)} ${step.missing}\n`);
    }
    const names = group.map(({ name }) => name);
    if (!isAlone) print(`${names.join(', ')}: beside each other, told when they have ended\n`);
    await Promise.all(group.filter(({ missing }) => missing === undefined).map(run));
  }
  return { passed, failed };
}

/**
 * Steps that run at the same time, in the order of the groups.
 *
 * @param {readonly Step[]} steps
 * @returns {readonly (readonly Step[])[]}
 */
function groupsOf(steps) {
  /** @type {Step[][]} */
  const groups = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (step.isBeside === true && last !== undefined) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/**
 * The line that ends every run.
 *
 * @param {Counts} counts
 */
export function summary({ passed, failed }) {
  return `${passed} passed, ${failed} failed`;
}

/**
 * @typedef {object} Running
 * @property {(text: string) => void} print
 * @property {AbortSignal} signal
 * @property {ReadonlySet<string>} failedSteps
 * @property {boolean} isAlone
 *
 * @param {Step} step
 * @param {Running} running
 * @returns {Promise<Counts>}
 */
async function runStep(step, { print, signal, failedSteps, isAlone }) {
  if (signal.aborted) return { passed: 0, failed: 1 };
  if (step.needs !== undefined && failedSteps.has(step.needs)) {
    print(`${step.name} was not run: it needs ${step.needs}\n`);
    return { passed: 0, failed: 1 };
  }
  // What an earlier run counted must not stand for this one.
  if (step.countsFile !== undefined) await rm(step.countsFile, { force: true });
  const isShownAtOnce = isAlone && step.countsFile !== undefined;
  const ended = await runCommand(step, signal, isShownAtOnce ? 'inherit' : 'pipe');
  if (ended.exitCode === 0 && !isAlone && step.countsFile !== undefined) print(ended.output);
  if (ended.exitCode !== 0) print(`${ended.output.trimEnd()}\n$ ${step.command.join(' ')} -> ${ended.exitCode}\n`);
  if (step.countsFile === undefined) return ended.exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const counts = await readCounts(step.countsFile);
  // A command that fails beside its tests (a crash, an unhandled error, a threshold) is one failure more.
  return ended.exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/**
 * What a step counted itself; one failure where it did not get that far.
 *
 * @param {string} path
 * @returns {Promise<Counts>}
 */
async function readCounts(path) {
  try {
    const { passed, failed } = /** @type {Partial<Counts>} */ (JSON.parse(await readFile(path, 'utf8')));
    if (typeof passed === 'number' && typeof failed === 'number') return { passed, failed };
  } catch {
    // Falls through: no file, or half of one.
  }
  return { passed: 0, failed: 1 };
}

/**
 * Runs a command without input, in a process group of its own, so that ending it ends what it started.
 *
 * @param {Step} step
 * @param {AbortSignal} signal
 * @param {'inherit' | 'pipe'} stdio
 * @returns {Promise<Ended>}
 */
function runCommand(step, signal, stdio) {
  const [program = '', ...parameters] = step.command;
  return new Promise((resolve) => {
    /** @type {string[]} */
    const output = [];
    const child = spawn(program, parameters, { stdio: ['ignore', stdio, stdio], detached: true });
    const end = () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    const timer = setTimeout(() => {
      output.push(`took longer than ${step.timeoutSeconds} s\n`);
      end();
    }, step.timeoutSeconds * 1000);
    signal.addEventListener('abort', end);
    /** @param {number} exitCode */
    const settle = (exitCode) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve({ exitCode, output: output.join('') });
    };
    child.stdout?.on('data', (chunk) => output.push(String(chunk)));
    child.stderr?.on('data', (chunk) => output.push(String(chunk)));
    child.on('error', (error) => {
      output.push(`${error.message}\n`);
      settle(127);
    });
    child.on('close', (code) => settle(code ?? 1));
  });
}
