/** `inspect`: shows a saved trace, and what programs of this machine tell, in a page on this machine. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { CliIo } from '../io.ts';
import type { ExitCode } from '../run.ts';

const FORM = `
FILE is a trace as "trace" takes it: one JSON object a line, as the "trace"
callback of a CallManager gets them, or as "demo --json" writes them. Without
FILE the page waits for what programs send. The address is printed; it is of
this machine only, and works only with the token in it.

0: it was shown, and Ctrl-C ended it. 1: the port is taken, or the page is not
built. 2: FILE is no trace.
`;

interface InspectOptions {
  readonly port: number;
}

export function addInspectCommand(program: Command, io: CliIo, done: (exitCode: ExitCode) => void): void {
  program
    .command('inspect')
    .description('Shows calls as they go, or a recorded trace of them: states, stanzas, verdicts, step by step.')
    .argument('[file]', 'the trace; - for standard input')
    .option('--port <number>', 'where to listen, on this machine; 0 is any that is free', parsePort, 0)
    .addHelpText('after', FORM)
    .action(async (path: string | undefined, { port }: InspectOptions) => {
      const { inspect } = await import('./inspect.ts');
      done(await inspect(path, port, io));
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('It is 0 to 65535.');
  return port;
}
