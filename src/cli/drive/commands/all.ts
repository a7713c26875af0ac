/** Every command by its name. */
import * as account from './account-commands.ts';
import * as call from './call-commands.ts';
import * as change from './change-commands.ts';
import type { Command } from './command.ts';
import * as world from './world-commands.ts';

export const COMMANDS: Readonly<Record<string, Command>> = { ...account, ...world, ...call, ...change };
