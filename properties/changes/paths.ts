/** Everything the machine of what changes in a running call can do, in the words of its monitors. */
import { CHANGES_INPUTS } from '../../machines/changes.words.ts';
import type { ChangesInput } from '../../machines/changes.words.ts';
import { tabulateChanges } from '../../machines/table.ts';
import type { ChangesTable } from '../../machines/table.ts';
import { pathsThrough } from '../machines/watch.ts';
import type { Paths } from '../machines/watch.ts';
import type { ChangesMoment } from './moment.ts';

export type ChangesPaths = Paths<ChangesMoment, ChangesInput>;

export function pathsOf(table: ChangesTable): ChangesPaths {
  return pathsThrough(table, table.input);
}

export const ALL_PATHS: readonly ChangesPaths[] = CHANGES_INPUTS.map((input) => pathsOf(tabulateChanges(input)));
