/**
 * What a command may do to the outside: write, and hear that it shall stop. Commands get it as a value, so that tests
 * run them in the same process.
 */
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
  /** Aborted when the user presses Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The process itself. Listens for Ctrl-C once: a second one ends the process the hard way. */
export function processIo(): CliIo {
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
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
  };
}

/** NO_COLOR wins (https://no-color.org), then FORCE_COLOR; otherwise only a terminal that can show colours gets any. */
export function mayColour(environment: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  const { NO_COLOR: refused = '', FORCE_COLOR: forced = '', TERM: terminal } = environment;
  if (refused !== '') return false;
  if (forced !== '') return forced !== '0';
  return isTerminal && terminal !== 'dumb';
}
