/**
 * Which tables are kept in the repository, and where: both machines under each policy, as `npm run tables` writes them.
 */
import { POLICIES } from '../../machines/context.ts';
import { ROLES } from '../../machines/step.ts';
import { tabulate } from '../../machines/table.ts';
import type { TransitionTable } from '../../machines/table.ts';
import { writeTable } from '../../machines/table-text.ts';
import { writeMachinesPage } from './machines-page.ts';

export interface CommittedFile {
  readonly path: string;
  readonly text: string;
}

/** The tables people review: OMEMO is on, and the caller may see that we are there. */
function reviewedTables(): readonly TransitionTable[] {
  return ROLES.flatMap((role) =>
    POLICIES.map((policy) => tabulate(role, { policy, omemo: 'enabled', presence: 'shared' })),
  );
}

/** Every file that is generated from the machines, as it has to be. */
export function committedFiles(): readonly CommittedFile[] {
  const tables = reviewedTables();
  const texts = tables.map((table) => ({
    path: `machines/tables/${table.role}.${table.input.policy}.txt`,
    text: writeTable(table),
  }));
  return [...texts, { path: 'docs/machines.md', text: writeMachinesPage(tables) }];
}
