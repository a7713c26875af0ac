/** `drive`: the whole core, one JSON line at a time. Its help, and the reading of its input. */
import type { Command } from 'commander';
import type { CliIo } from '../io.ts';
import { linesOf } from '../lines.ts';
import type { ExitCode } from '../run.ts';

const FORM = `
Each line of standard input is a command: {"do":"open","account":"romeo@montague.example/orchard"} first.
Each answer is some lines {"out":"stanza"|"event"|"media"|"error"|...} and then {"done":N}, N being the
number of the line. docs/driver.md lists commands and answers.
`;

export function addDriveCommand(program: Command, io: CliIo, done: (exitCode: ExitCode) => void): void {
  program
    .command('drive')
    .description('Scripts the whole core: real XML, OMEMO and machines; clock, names and media are stand-ins.')
    .addHelpText('after', FORM)
    .action(async () => {
      done(await drive(io));
    });
}

async function drive(io: CliIo): Promise<ExitCode> {
  const { Driver } = await import('./driver.ts');
  const driver = new Driver((line) => io.out(`${JSON.stringify(line)}\n`), io.err);
  for await (const line of linesOf(io.input, io.signal)) await driver.take(line);
  await driver.end();
  return io.signal.aborted ? 130 : 0;
}
