/** Programs that a test starts beside itself, each with a log, and ends in the reverse order. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Program {
  readonly process: ChildProcess;
  readonly log: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

export class Processes {
  readonly #folder: string;
  #running: readonly Program[] = [];

  /** @param folder  for the logs */
  constructor(folder: string) {
    this.#folder = folder;
  }

  logFile(name: string): string {
    return join(this.#folder, `${name}.log`);
  }

  /** Starts a program. The log is what it writes to either output. */
  start(name: string, command: readonly string[], env: NodeJS.ProcessEnv): Program {
    const [file = '', ...words] = command;
    const child = spawn(file, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const logFile = this.logFile(name);
    const log = createWriteStream(logFile, { flags: 'a' });
    for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => void log.write(chunk));
    child.on('error', (error) => void log.write(`${error.message}\n`));
    const program: Program = {
      process: child,
      log: () => readFile(logFile, 'utf8'),
      stop: () => end(child),
    };
    this.#running = [program, ...this.#running];
    return program;
  }

  async stop(): Promise<void> {
    for (const program of this.#running) await program.stop();
    this.#running = [];
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => void child.once('exit', resolve));
  child.kill('SIGTERM');
  const patience = sleep(5_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
  await Promise.race([over, patience]);
  await over;
}
