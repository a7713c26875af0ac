/** `trace`: what became of the calls of a recorded trace, and whether the machines can have done that. */
import type { Command } from 'commander';
import type { CliIo } from '../io.ts';
import type { ExitCode } from '../run.ts';

const FORM = `
FILE has one JSON object a line: entries as the "trace" callback of a
CallManager gets them, bare or as the member "trace" of an object, as
"demo --json" writes them. A member "party" beside it tells the traces of
several parties apart. Other objects are let pass. With - for FILE, standard
input is read.

The exit code is 0 where every step is what the tables say; 1 where a call did
what no machine of this version does, and its first such line was shown with
what the table says; 2 where FILE is no trace.
`;

export function addTraceCommand(program: Command, io: CliIo, done: (exitCode: ExitCode) => void): void {
  program
    .command('trace')
    .description('What became of the calls in a recorded trace, checked step by step against the tables.')
    .argument('<file>', 'the trace')
    .addHelpText('after', FORM)
    .action(async (path: string) => {
      const { checkTraceFile } = await import('./check-file.ts');
      done(await checkTraceFile(path, io));
    });
}
