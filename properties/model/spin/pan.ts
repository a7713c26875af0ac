/**
 * Spin at work: Promela in, what its verifier found out. Everything happens in a folder of its own, which is gone
 * afterwards; what was started is ended with it.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PromelaFiles, Purpose } from './promela.ts';

export interface SpinLimits {
  /** Of one run of the verifier. */
  readonly seconds: number;
  readonly megabytes: number;
}

export const DEFAULT_SPIN_LIMITS: SpinLimits = { seconds: 240, megabytes: 3072 };

/** What a verifier found. */
export interface SpinFound {
  readonly states: number;
  /** Counted as the explorer does: without the one that leads to the first state. */
  readonly transitions: number;
  /** What is wrong, in the words of the model or else of Spin; undefined where nothing is. */
  readonly objection: string | undefined;
  readonly wallSeconds: number;
  /** Of the verifier alone. */
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

/** Spin could not say anything: a limit, a fault of the model, a changed output. */
export class SpinFailed extends Error {}

export interface SpinOptions {
  readonly limits: SpinLimits;
  /** How many there are at most: so long can a way without repetition get. */
  readonly mostStates: number;
  /** Whether it is worth while to have gcc think about it: compiling then takes twice as long, searching half. */
  readonly optimized: boolean;
  readonly signal?: AbortSignal;
  /** Told what is going on. */
  readonly onStage?: (stage: string) => void;
}

/** A verifier, compiled. */
export interface Verifier {
  /** Searches every state. */
  search(): Promise<SpinFound>;
  /** Searches for a run that breaks a formula. `weak`: of runs in which every process gets its turn. */
  check(formula: string, fairness: 'none' | 'weak'): Promise<SpinFound>;
}

const WORKSHOP = '.build';

/** Compiles a verifier, hands it to `use`, and clears up. */
export async function withVerifier<T>(
  files: PromelaFiles,
  purpose: Purpose,
  options: SpinOptions,
  use: (verifier: Verifier) => Promise<T>,
): Promise<T> {
  mkdirSync(WORKSHOP, { recursive: true });
  const folder = mkdtempSync(join(WORKSHOP, 'spin-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    options.onStage?.('compiling');
    await succeed(folder, ['spin', '-a', 'model.pml'], options);
    await succeed(folder, ['gcc', ...gccOptions(purpose, options), '-o', 'pan', 'pan.c'], options);
    return await use({
      search: () => {
        options.onStage?.('Spin searches');
        return runPan(folder, [], options);
      },
      check: (formula, fairness) => {
        options.onStage?.(`Spin searches: ${formula}`);
        return runPan(folder, ['-a', ...(fairness === 'weak' ? ['-f'] : []), '-N', formula], options);
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function gccOptions(purpose: Purpose, { limits, optimized }: SpinOptions): readonly string[] {
  // Partial order reduction would count other states than there are, and knows nothing of what C code touches.
  const common = [optimized ? '-O2' : '-O0', '-w', '-DNOREDUCE', `-DMEMLIM=${limits.megabytes}`];
  return purpose === 'safety' ? [...common, '-DSAFETY'] : common;
}

async function runPan(folder: string, claim: readonly string[], options: SpinOptions): Promise<SpinFound> {
  const { mostStates } = options;
  // The search stack, and at the beginning the hash table, which grows, by a power of two. Spin fills both with zeros
  // first, which takes longer than a small search; and it says so where the stack was not enough.
  const parameters = [`-m${mostStates}`, `-w${Math.ceil(Math.log2(mostStates))}`, ...claim];
  const startedAtMs = performance.now();
  // The shell knows how long its children computed; Spin itself only looks at the clock on the wall.
  const script = './pan "$@"; times';
  const { output } = await runIn(folder, ['sh', '-c', script, 'sh', ...parameters], options);
  return { ...readSearch(output), wallSeconds: (performance.now() - startedAtMs) / 1000 };
}

/** What a verifier prints, followed by what the shell's `times` prints. */
export function readSearch(output: string): Omit<SpinFound, 'wallSeconds'> {
  const numberAt = (pattern: RegExp): number => {
    const [, digits] = pattern.exec(output) ?? [];
    if (digits === undefined) throw new SpinFailed(`Spin says nothing of ${pattern.source}:\n${output.slice(-2_000)}`);
    return Number(digits);
  };
  const times = [...output.matchAll(/(\d+)m([\d.]+)s (\d+)m([\d.]+)s/g)].at(-1)?.slice(1).map(Number) ?? [];
  const [userMinutes = 0, userSeconds = 0, systemMinutes = 0, systemSeconds = 0] = times;
  const errors = numberAt(/errors: (\d+)/);
  const [, objection] = /^objection: (.*)$/m.exec(output) ?? [];
  const [, complaint] = /^pan:\d+: (.*?)(?: \(at depth \d+\))?$/m.exec(output) ?? [];
  const isWhole = !/Search not completed|max search depth too small|reached -DMEMLIM|out of memory/.test(output);
  if (errors === 0 && !isWhole) throw new SpinFailed(`Spin did not get to the end:\n${output.slice(0, 2_000)}`);
  return {
    states: numberAt(/(\d+) states, stored/),
    transitions: numberAt(/(\d+) transitions \(=/) - 1,
    objection: errors === 0 ? undefined : (objection ?? complaint ?? 'something that Spin does not name'),
    cpuSeconds: (userMinutes + systemMinutes) * 60 + userSeconds + systemSeconds,
    megabytes: Math.ceil(Number(/([\d.]+)\s+total actual memory usage/.exec(output)?.[1] ?? 0)),
  };
}

async function succeed(folder: string, command: readonly string[], options: SpinOptions): Promise<void> {
  const { code, output } = await runIn(folder, command, options);
  if (code !== 0) throw new SpinFailed(`${command[0]} ended with ${code}:\n${output.slice(0, 2_000)}`);
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a command in a process group of its own, so that ending it ends what it started. */
function runIn(folder: string, [program = '', ...parameters]: readonly string[], options: SpinOptions): Promise<Ended> {
  const { limits, signal } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(program, parameters, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const output: string[] = [];
    const keep = (chunk: string): void => void output.push(chunk);
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    let why: Error | undefined;
    const end = (reason: Error): void => {
      why ??= reason;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    const stop = (): void => end(signal?.reason as Error);
    const timer = setTimeout(() => end(new SpinFailed(`took longer than ${limits.seconds} s`)), limits.seconds * 1000);
    signal?.addEventListener('abort', stop);
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (code) => {
      settle();
      if (why === undefined) resolve({ code, output: output.join('') });
      else reject(why);
    });
  });
}
