/**
 * Runs steps one after the other, or two beside each other, and counts them. Knows nothing of what the steps are:
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
 * @property {string} [beside]  the name of the step before it, beside which it is run, if that is run at all: where one
 *   computes and the other waits. What a step counts itself is then shown when it has ended
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
  for (const [index, first] of steps.entries()) {
    if (first.beside !== undefined && first.beside === steps[index - 1]?.name) continue;
    const next = steps[index + 1];
    const second = next?.beside === first.name ? next : undefined;
    const together = second === undefined ? [first] : [first, second];
    const stdio = together.length === 1 ? 'inherit' : 'pipe';
    await Promise.all(
      together.map(async (step) => {
        if (step.missing !== undefined) {
          print(`not run ${step.name.padEnd(12)} ${step.missing}\n`);
          return;
        }
        /** @type {string[]} */
        const said = [];
        // Of two beside each other, each is shown whole.
        const tell = second === undefined ? print : (/** @type {string} */ text) => void said.push(text);
        const startedAtMs = performance.now();
        const counts = await runStep(step, { print: tell, stdio }, signal, failedSteps);
        const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
        passed += counts.passed;
        failed += counts.failed;
        if (counts.failed > 0) failedSteps.add(step.name);
        const outcome = counts.failed > 0 ? 'failed' : 'ok    ';
        print(`${said.join('')}${outcome}  ${step.name.padEnd(12)} ${seconds.padStart(6)} s\n`);
      }),
    );
  }
  return { passed, failed };
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
 * @param {Step} step
 * @param {{ readonly print: (text: string) => void, readonly stdio: 'inherit' | 'pipe' }} to  `inherit`: what a step
 *   that counts itself writes is shown as it comes
 * @param {AbortSignal} signal
 * @param {ReadonlySet<string>} failedSteps
 * @returns {Promise<Counts>}
 */
async function runStep(step, { print, stdio }, signal, failedSteps) {
  if (signal.aborted) return { passed: 0, failed: 1 };
  if (step.needs !== undefined && failedSteps.has(step.needs)) {
    print(`${step.name} was not run: it needs ${step.needs}\n`);
    return { passed: 0, failed: 1 };
  }
  // What an earlier run counted must not stand for this one.
  if (step.countsFile !== undefined) await rm(step.countsFile, { force: true });
  const isShown = step.countsFile !== undefined;
  const ended = await runCommand(step, isShown ? stdio : 'pipe', signal);
  if (isShown && ended.exitCode === 0) print(ended.output);
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
 * @param {'inherit' | 'pipe'} stdio
 * @param {AbortSignal} signal
 * @returns {Promise<Ended>}
 */
function runCommand(step, stdio, signal) {
  const [program = '', ...parameters] = step.command;
  return new Promise((resolve) => {
    /** @type {string[]} */
    const output = [];
    const child = spawn(program, parameters, { stdio: ['ignore', stdio, stdio], detached: true });
    const end = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has just ended by itself.
      }
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
