/**
 * Takes commands, one line each, and answers each: what happened, in the order in which it happened, then `done`.
 *
 * A command that is wrong in any way is told so and changes nothing. Nothing that a stanza holds can end the process;
 * should a bug of ours be met, the script still gets its answer, and standard error the whole story.
 */
import { InvariantError, UsageError } from '../../base/errors.ts';
import { isObject, parseJson } from '../../base/json.ts';
import type { Inspection } from '../../inspect/inspection.ts';
import type { InputLine } from '../lines.ts';
import type { DrivenAccount } from './account.ts';
import type { Emit } from './answers.ts';
import { COMMANDS } from './commands/all.ts';
import type { CommandFault, Stage } from './commands/command.ts';
import { badCommand } from './commands/command.ts';

export class Driver {
  readonly #emit: Emit;
  readonly #log: (text: string) => void;
  readonly #stage: Stage & { account: DrivenAccount | undefined };
  #lines = 0;

  constructor(emit: Emit, log: (text: string) => void, inspection?: Inspection) {
    this.#emit = emit;
    this.#log = log;
    this.#stage = { account: undefined, emit, inspection };
  }

  /** Answers one line of input, a bad one as well. Take the next when this has settled. */
  async take(line: InputLine): Promise<void> {
    this.#lines += 1;
    const fault = await this.#run(line);
    if (fault !== undefined) this.#emit({ out: 'error', ...fault });
    this.#emit({ done: this.#lines });
  }

  /** The input has ended. */
  async end(): Promise<void> {
    await this.#stage.account?.settle();
  }

  async #run(line: InputLine): Promise<CommandFault | undefined> {
    if (line === undefined) return badCommand('the line is longer than a line may be');
    const command = parseJson(line);
    if (!isObject(command)) return badCommand('the line is no JSON object');
    const { do: name } = command;
    const known = typeof name === 'string' && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (known === undefined) return badCommand(`"do" names no command; there are ${Object.keys(COMMANDS).join(', ')}`);
    try {
      const fault = await known(this.#stage, command);
      await this.#stage.account?.settle();
      return fault;
    } catch (error) {
      return this.#faultOf(error);
    }
  }

  #faultOf(error: unknown): CommandFault {
    if (error instanceof UsageError) return { kind: error.kind, message: error.message };
    this.#log(`${error instanceof Error ? error.stack : String(error)}\n`);
    const message = error instanceof InvariantError ? error.message : 'a bug of this program; see standard error';
    return { kind: 'bug', message };
  }
}
