/** What a command is made of: its fields, and what it does to the account on the stage. */
import type { JsonFault } from '../../../base/json.ts';
import type { Inspection } from '../../../inspect/inspection.ts';
import type { DrivenAccount } from '../account.ts';
import type { Emit } from '../answers.ts';
import { describeFields, optional, readFields, required, sessionIdField, jidField } from '../fields.ts';
import type { FieldsOf, Rules } from '../fields.ts';
import type { CallKey } from '../../../call/reports.ts';

/** What all commands share: the one account, if it is open. */
export interface Stage {
  account: DrivenAccount | undefined;
  readonly emit: Emit;
  /** Who looks on. */
  readonly inspection: Inspection | undefined;
}

/** Why a command was not carried out. Nothing has changed. */
export interface CommandFault {
  readonly kind: string;
  readonly message: string;
}

type Outcome = CommandFault | undefined | void;
export type Command = (stage: Stage, object: Readonly<Record<string, unknown>>) => Promise<CommandFault | undefined>;

export function badCommand(message: string): CommandFault {
  return { kind: 'badCommand', message };
}

/** A command with these fields. */
export function command<R extends Rules>(
  rules: R,
  run: (stage: Stage, fields: FieldsOf<R>) => Outcome | Promise<Outcome>,
): Command {
  return async (stage, object) => {
    const fields = readFields(object, rules, ['do']);
    if (!fields.ok) return badFields(fields.error, rules);
    return (await run(stage, fields.value)) ?? undefined;
  };
}

/** One that needs an open account. */
export function accountCommand<R extends Rules>(
  rules: R,
  run: (account: DrivenAccount, fields: FieldsOf<R>, emit: Emit) => Outcome | Promise<Outcome>,
): Command {
  return command(rules, ({ account, emit }, fields) =>
    account === undefined
      ? { kind: 'notOpen', message: 'no account is open: "open" comes first' }
      : run(account, fields, emit),
  );
}

const NAMES_A_CALL = { sid: required(sessionIdField), peer: optional(jidField) };

/** One that is about a call that has not ended. */
export function callCommand<R extends Rules>(
  rules: R,
  run: (account: DrivenAccount, call: CallKey, fields: FieldsOf<R>) => Outcome | Promise<Outcome>,
): Command {
  return accountCommand({ ...rules, ...NAMES_A_CALL }, (account, fields) => {
    const { sid: sessionId, peer } = fields as FieldsOf<typeof NAMES_A_CALL>;
    const call = account.find(sessionId, peer);
    return call.ok ? run(account, call.value, fields) : { kind: 'noSuchCall', message: call.error };
  });
}

function badFields(fault: JsonFault, rules: Rules): CommandFault {
  return badCommand(describeFields(fault, rules));
}
