/** `drive`: the whole core, one JSON line at a time. Its help, and the reading of its input. */
import type { Command } from 'commander';
import type { OpenInspector } from '../inspect/open-inspector.ts';
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
    .option('--inspect', 'show its calls in the inspector, until Ctrl-C')
    .addHelpText('after', FORM)
    .action(async ({ inspect }: { readonly inspect?: true }) => {
      done(await drive(io, inspect === true));
    });
}

async function drive(io: CliIo, isInspected: boolean): Promise<ExitCode> {
  const { Driver } = await import('./driver.ts');
  const inspector = isInspected ? await inspectorOf(io) : undefined;
  if (isInspected && inspector === undefined) return 1;
  const driver = new Driver((line) => io.out(`${JSON.stringify(line)}\n`), io.err, inspector?.of());
  for await (const line of linesOf(io.input, io.signal)) await driver.take(line);
  await driver.end();
  const exitCode = io.signal.aborted ? 130 : 0;
  await inspector?.untilSeen();
  return exitCode;
}

async function inspectorOf(io: CliIo): Promise<OpenInspector | undefined> {
  const { openInspector } = await import('../inspect/open-inspector.ts');
  return openInspector(io, { title: 'drive' });
}
