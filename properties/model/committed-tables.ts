/**
 * Which tables are kept in the repository, and where: both machines under each policy, the other occasions, what
 * changes in a running call, and what is decided between calls, as `npm run tables` writes them.
 */
import { writeBetweenCalls } from '../../machines/between-calls-text.ts';
import { CHANGES_INPUTS } from '../../machines/changes.words.ts';
import type { ChangesInput } from '../../machines/changes.words.ts';
import { POLICIES } from '../../machines/context.ts';
import type { Occasion } from '../../machines/context.ts';
import { ROLES } from '../../machines/step.ts';
import type { Role } from '../../machines/step.ts';
import { tabulate, tabulateChanges } from '../../machines/table.ts';
import type { TransitionTable } from '../../machines/table.ts';
import { writeChangesTable, writeTable } from '../../machines/table-text.ts';
import { writeMachinesPage } from './machines-page.ts';

export interface CommittedFile {
  readonly path: string;
  readonly text: string;
}

/** The tables people review: OMEMO is on, and the caller may see that we are there. */
function reviewedTables(role: Role, occasion: Occasion): readonly TransitionTable[] {
  return POLICIES.map((policy) => tabulate(role, { policy, omemo: 'enabled', presence: 'shared', occasion }));
}

/** Every file that is generated from the machines, as it has to be. */
export function committedFiles(): readonly CommittedFile[] {
  const usual = ROLES.flatMap((role) => reviewedTables(role, 'call'));
  const offered = reviewedTables('callee', 'migration');
  const replacing = reviewedTables('callee', 'replacement');
  const direct = ROLES.flatMap((role) => reviewedTables(role, 'direct'));
  const directReplacing = reviewedTables('callee', 'directReplacement');
  const texts = usual.map((table) => ({ path: pathOf(table), text: writeTable(table) }));
  // They differ from the usual ones in how they begin, and that is the same under every policy that lets them begin.
  const begun = [...offered, ...replacing, ...direct, ...directReplacing]
    .filter(({ input }) => input.policy === 'opportunistic')
    .map((table) => ({ path: pathOf(table, table.input.occasion), text: writeTable(table) }));
  return [
    ...texts,
    ...begun,
    ...CHANGES_INPUTS.map((input) => ({ path: pathOfChanges(input), text: writeChangesTable(tabulateChanges(input)) })),
    { path: 'machines/tables/between-calls.txt', text: writeBetweenCalls() },
    {
      path: 'docs/machines.md',
      text: writeMachinesPage([...usual, ...offered, ...replacing, ...direct, ...directReplacing]),
    },
  ];
}

function pathOfChanges({ side, sent, received }: ChangesInput): string {
  return `machines/tables/changes.${side}.${sent === received ? sent : 'oneWay'}.txt`;
}

function pathOf({ role, input }: TransitionTable, ...occasion: readonly Occasion[]): string {
  return `machines/tables/${[role, ...occasion, input.policy].join('.')}.txt`;
}
