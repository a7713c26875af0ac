/** `lint`: what is this stanza? Its options, and the reading of its input. */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliIo } from '../io.ts';
import { linesOf } from '../lines.ts';
import type { ExitCode } from '../run.ts';

const FORM = `
Reads lines {"id":"x1","xml":"<message/>"} and answers each with one of
  {"id":"x1","ok":true,"tree":["{namespace}local",{"attribute":"value"}],"says":"..."}
  {"id":"x1","ok":false,"error":{"kind":"notWellFormed","at":17,"message":"..."}}
An error's kind is notWellFormed, namespace, restricted, limit or name; "at" counts
UTF-16 units from the beginning of the text.
`;

export function addLintCommand(program: Command, io: CliIo, done: (exitCode: ExitCode) => void): void {
  program
    .command('lint')
    .description('What is this stanza? Checks XML from standard input as strictly as the core does, and explains it.')
    .addOption(new Option('--log <file>', "instead: find the stanzas in a client's debug log and explain each"))
    .addHelpText('after', FORM)
    .action(async ({ log }: { readonly log?: string }) => {
      done(log === undefined ? await lintInput(io) : await explain(log, io));
    });
}

async function explain(path: string, io: CliIo): Promise<ExitCode> {
  const { explainLog } = await import('./explain-log.ts');
  return explainLog(path, io);
}

async function lintInput(io: CliIo): Promise<ExitCode> {
  const { lintLine } = await import('./lint-line.ts');
  for await (const line of linesOf(io.input, io.signal)) io.out(`${JSON.stringify(lintLine(line))}\n`);
  return io.signal.aborted ? 130 : 0;
}
