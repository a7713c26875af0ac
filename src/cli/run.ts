/**
 * The command line as a function: arguments in, exit code out. Each command is a file of its own that adds itself here.
 *
 * 0: what was asked for happened. 1: it did not, and the last lines say why. 2: the command line is wrong. 130: Ctrl-C.
 */
import { Command, CommanderError } from 'commander';
import { addDemoCommand } from './demo/command.ts';
import { addDriveCommand } from './drive/command.ts';
import { addInspectCommand } from './inspect/command.ts';
import type { CliIo } from './io.ts';
import { addLintCommand } from './lint/command.ts';
import { addNetworkCommands } from './network/command.ts';
import type { CliParts } from './parts.ts';
import { DEFAULT_PARTS } from './parts.ts';
import { addTraceCommand } from './trace/command.ts';

export type ExitCode = 0 | 1 | 2 | 130;

/**
 * Runs one command to its end. Leaves nothing behind that keeps a process alive.
 *
 * @param argv  without the names of node and the script
 */
export async function run(argv: readonly string[], io: CliIo, parts: CliParts = DEFAULT_PARTS): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = new Command('omemo-calls')
    .description('Calls over XMPP whose certificates are authenticated by OMEMO.')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError(true)
    .helpCommand(false);
  const done = (code: ExitCode) => {
    exitCode = code;
  };
  addDemoCommand(program, io, parts, done);
  addDriveCommand(program, io, done);
  addLintCommand(program, io, done);
  addTraceCommand(program, io, done);
  addNetworkCommands(program, io, done);
  addInspectCommand(program, io, done);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
}
