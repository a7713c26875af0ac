/** The command line as users start it: processes of their own, in folders of their own, with what they wrote. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { until } from './party.ts';
import { PASSWORD } from './server.ts';

/** Built by the step before the tests: `npm run build`. */
const MAIN = 'dist/src/cli/main.js';

export interface RunningCli {
  /** Milliseconds of a processor that it has used so far. Linux alone tells it. */
  readonly processorMs: () => Promise<number>;
  /** What was written so far, to both. */
  readonly out: () => string;
  readonly err: () => string;
  /** Waits until this was written. */
  readonly says: (words: RegExp | string) => Promise<void>;
  /** The same, of what is no answer to the command: warnings, addresses. */
  readonly warns: (words: string) => Promise<void>;
  readonly signal: (name: 'SIGINT' | 'SIGTERM') => void;
  /** Waits for its end. */
  readonly ended: () => Promise<{ readonly exitCode: number | null; readonly out: string; readonly err: string }>;
  /** Ends it the hard way, if it is still there. */
  readonly kill: () => Promise<void>;
}

/** @param environment  beside what the tests have; undefined takes a variable away */
export function startCli(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): RunningCli {
  const env = { ...process.env, OMEMO_CALLS_PASSWORD: PASSWORD, ...environment };
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => (out += String(chunk)));
  child.stderr?.on('data', (chunk) => (err += String(chunk)));
  const closed = once(child, 'close');
  return {
    processorMs: async () => {
      const fields = (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(' ');
      // User and system time, in hundredths of a second.
      return (Number(fields[13]) + Number(fields[14])) * 10;
    },
    out: () => out,
    err: () => err,
    says: (words) =>
      until(`${argv[0]} says ${words}; it said ${out}${err}`, () =>
        typeof words === 'string' ? out.includes(words) : words.test(out),
      ),
    warns: (words) => until(`${argv[0]} warns ${words}; it said ${out}${err}`, () => err.includes(words)),
    signal: (name) => void child.kill(name),
    ended: async () => {
      await closed;
      return { exitCode: child.exitCode, out, err };
    },
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
