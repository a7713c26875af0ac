/**
 * What a command may do to the outside: write, and hear that it shall stop. Commands get it as a value, so that tests
 * run them in the same process.
 */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { isatty } from 'node:tty';

export interface CliIo {
  /** Standard input, for the commands that read it. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Standard output. */
  readonly out: (text: string) => void;
  /** Standard error. */
  readonly err: (text: string) => void;
  /** Whether `out` may be sent colour codes. */
  readonly colours: boolean;
  /** `live`: a person watches, and things happen at a speed one can follow. `fast`: nobody waits. */
  readonly pace: 'fast' | 'live';
  /** Aborted when the user presses Ctrl-C, or the process is asked to end. */
  readonly signal: AbortSignal;
  readonly environment: Environment;
  /** Asks a person for a secret without showing it; undefined where nobody is there to be asked. */
  readonly askSecret: ((question: string) => Promise<string | undefined>) | undefined;
  /** A library may keep the process alive that has nothing left to do: it ends within a second from now. */
  readonly endSoon: () => void;
}

/** The variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What is left to a library that has not let go of its sockets, in milliseconds. */
const END_WITHIN_MS = 1_000;

/** The process itself. Listens for Ctrl-C and SIGTERM once: a second one ends the process the hard way. */
export function processIo(): CliIo {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());
  // Somebody reads a few lines of us and leaves, as `head` does: there is nobody left to tell anything.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const isTerminal = isatty(process.stdout.fd);
  return {
    get input() {
      // Touched only here: a command that reads nothing must not be kept alive by an open terminal.
      stopping.signal.addEventListener('abort', () => process.stdin.destroy(), { once: true });
      return process.stdin;
    },
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colours: mayColour(process.env, isTerminal),
    pace: isTerminal ? 'live' : 'fast',
    signal: stopping.signal,
    environment: process.env,
    askSecret: isatty(process.stdin.fd) ? (question) => askSecret(question, stopping.signal) : undefined,
    // Unreferenced: a process that can end does so at once.
    endSoon: () => void setTimeout(() => process.exit(), END_WITHIN_MS).unref(),
  };
}

/** Reads a line from the terminal that is not shown as it is typed. Undefined after Ctrl-C or Ctrl-D. */
async function askSecret(question: string, signal: AbortSignal): Promise<string | undefined> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  // In raw mode Ctrl-C is a character, and reaches nobody but the reader.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  return new Promise((resolve) => {
    const end = (answer: string | undefined): void => {
      signal.removeEventListener('abort', cancel);
      terminal.off('close', cancel);
      terminal.close();
      process.stdin.pause();
      process.stderr.write('\n');
      resolve(answer);
    };
    const cancel = (): void => end(undefined);
    signal.addEventListener('abort', cancel);
    terminal.once('close', cancel);
    terminal.once('line', end);
  });
}

/** NO_COLOR wins (https://no-color.org), then FORCE_COLOR; otherwise only a terminal that can show colours gets any. */
export function mayColour(environment: Environment, isTerminal: boolean): boolean {
  const { NO_COLOR: refused = '', FORCE_COLOR: forced = '', TERM: terminal } = environment;
  if (refused !== '') return false;
  if (forced !== '') return forced !== '0';
  return isTerminal && terminal !== 'dumb';
}
