/**
 * Which tables are kept in the repository, and where: both machines under each policy, the other occasions, what
 * changes in a running call, and what is decided between calls, as `npm run tables` writes them.
 */
import { writeBetweenCalls } from '../../machines/between-calls-text.ts';
import { CHANGES_INPUTS } from '../../machines/changes.words.ts';
import type { ChangesInput } from '../../machines/changes.words.ts';
import { POLICIES } from '../../machines/context.ts';
import type { CallInput, Occasion } from '../../machines/context.ts';
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
function reviewedInputs(occasion: Occasion): readonly CallInput[] {
  return POLICIES.map((policy) => ({ policy, omemo: 'enabled', presence: 'shared', occasion }));
}

const OCCASIONS_BESIDE: Readonly<Record<Role, readonly Occasion[]>> = {
  caller: ['direct'],
  callee: ['migration', 'replacement', 'direct', 'directReplacement'],
};

/** What the committed tables of a machine begin with. */
export function committedInputs(role: Role): readonly CallInput[] {
  // The others differ from the usual ones in how they begin, and that is the same under every policy that lets them.
  const beside = OCCASIONS_BESIDE[role].flatMap(reviewedInputs).filter(({ policy }) => policy === 'opportunistic');
  return [...reviewedInputs('call'), ...beside];
}

function tablesOf(role: Role, occasion: Occasion): readonly TransitionTable[] {
  return reviewedInputs(occasion).map((input) => tabulate(role, input));
}

/** Every file that is generated from the machines, as it has to be. */
export function committedFiles(): readonly CommittedFile[] {
  const tables = ROLES.flatMap((role) => committedInputs(role).map((input) => tabulate(role, input)));
  const drawn = [
    ...ROLES.flatMap((role) => tablesOf(role, 'call')),
    ...OCCASIONS_BESIDE.callee.slice(0, 2).flatMap((occasion) => tablesOf('callee', occasion)),
    ...ROLES.flatMap((role) => tablesOf(role, 'direct')),
    ...tablesOf('callee', 'directReplacement'),
  ];
  return [
    ...tables.map((table) => ({ path: pathOf(table), text: writeTable(table) })),
    ...CHANGES_INPUTS.map((input) => ({ path: pathOfChanges(input), text: writeChangesTable(tabulateChanges(input)) })),
    { path: 'machines/tables/between-calls.txt', text: writeBetweenCalls() },
    {
      path: 'docs/machines.md',
      text: writeMachinesPage(
        drawn,
        CHANGES_INPUTS.map((input) => tabulateChanges(input)),
      ),
    },
  ];
}

function pathOfChanges({ side, sent, received }: ChangesInput): string {
  return `machines/tables/changes.${side}.${sent === received ? sent : 'oneWay'}.txt`;
}

function pathOf({ role, input: { occasion, policy } }: TransitionTable): string {
  const beside = occasion === 'call' ? [] : [occasion];
  return `machines/tables/${[role, ...beside, policy].join('.')}.txt`;
}
