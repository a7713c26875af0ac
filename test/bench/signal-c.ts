/**
 * Debian's libsignal-protocol-c as a candidate of the benchmark: a small C program (`signal-c/`), built here with gcc
 * where the library's headers are there, that times a step when it is asked to.
 */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { invariant } from '../../src/base/errors.ts';
import type { MeasuredCandidate } from './interleave.ts';

/** The steps that the program knows: what is measured of each library. */
export type SignalStep = 'startSession' | 'firstMessage' | 'freshNegotiation' | 'pingPong' | 'oneWay' | 'negotiation';

/** The program as it runs, until it is closed. */
export interface SignalC {
  step(name: SignalStep): MeasuredCandidate;
  close(): void;
}

const SOURCES = 'test/bench/signal-c';
const LIBRARIES = ['-lsignal-protocol-c', '-lcrypto'];

/** What is measured beside our own code only where it is installed. One line for whoever wants it. */
export const HOW_TO_INSTALL =
  'not compared with libsignal-protocol-c: it needs gcc and headers ' +
  '(apt-get install gcc libsignal-protocol-c-dev libssl-dev)';

/**
 * Builds the program and starts it; undefined where there is no compiler, or not the libraries. Run in the project's
 * folder.
 *
 * @throws Error  the program does not compile although everything is there
 */
export function startSignalC(compiler = 'gcc'): SignalC | undefined {
  const probe = '#include <signal/signal_protocol.h>\n#include <openssl/core_names.h>\nint main(void) { return 0; }\n';
  const folder = join(tmpdir(), `omemo-calls-bench-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const built = join(folder, 'signal-bench');
  const compile = (args: readonly string[], input?: string) =>
    spawnSync(compiler, [...args, '-o', built, ...LIBRARIES], { encoding: 'utf8', input });
  if (compile(['-x', 'c', '-', '-x', 'none'], probe).status !== 0) return undefined;
  const sources = readdirSync(SOURCES).filter((name) => name.endsWith('.c'));
  const { status, stderr } = compile(['-O2', ...sources.map((name) => join(SOURCES, name))]);
  if (status !== 0) throw new Error(`test/bench/signal-c does not compile:\n${stderr}`);
  return conversation(spawn(built, { stdio: ['pipe', 'pipe', 'inherit'] }));
}

function conversation(program: ChildProcessByStdio<Writable, Readable, null>): SignalC {
  const answers = createInterface(program.stdout)[Symbol.asyncIterator]();
  const step = (name: SignalStep): MeasuredCandidate => ({
    async measureNs(count, clock) {
      program.stdin.write(`${name} ${count} ${clock}\n`);
      const answer = await answers.next();
      invariant(answer.done !== true, 'the C program says on stderr what failed');
      return Number(answer.value);
    },
  });
  return { step, close: () => program.stdin.end() };
}
