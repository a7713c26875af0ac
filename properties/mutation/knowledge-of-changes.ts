/** What is known of the machine of what changes in a running call: tables, monitors, and both sides of a call. */
import { changeTimersIn } from '../../machines/changes.step.ts';
import type { ChangesSnapshot } from '../../machines/changes.step.ts';
import { CHANGES_ALPHABET, CHANGES_INPUTS } from '../../machines/changes.words.ts';
import type { ChangesContext, ChangesEffect, ChangesEvent, ChangesInput } from '../../machines/changes.words.ts';
import { createEvaluator } from '../../machines/evaluator.ts';
import { tabulateChanges } from '../../machines/table.ts';
import { describeEvent, writeChangesTable } from '../../machines/table-text.ts';
import { CHANGES_MONITORS } from '../changes/all.ts';
import { EXPLORATIONS } from '../changes/budgets.ts';
import { pathsOf } from '../changes/paths.ts';
import type { ChangesPaths } from '../changes/paths.ts';
import { restlessStates } from '../changes/ring-out.ts';
import { exploreTwoSides } from '../changes/two-sides.ts';
import { watchPaths } from '../machines/watch.ts';
import type { Knowledge } from './machine-judge.ts';

export const KNOWLEDGE_OF_CHANGES: Knowledge<ChangesSnapshot, ChangesInput, ChangesEvent, ChangesEffect> = {
  evaluatorOf: (machine) =>
    createEvaluator<'changes', ChangesContext, ChangesInput, ChangesEvent, ChangesEffect>('changes', machine),
  inputs: CHANGES_INPUTS,
  alphabet: CHANGES_ALPHABET,
  describe: describeEvent,
  // A snapshot of an account is restored with the deadlines that run in a state.
  lookOf: () => (snapshot) => [snapshot.state, snapshot.ended, ...[...changeTimersIn(snapshot)].toSorted()].join(' '),
  tablesOf: (evaluator) =>
    CHANGES_INPUTS.map((input) => [
      Object.values(input).join(' '),
      () => writeChangesTable(tabulateChanges(input, evaluator)),
    ]),
  ruleFault: (evaluator, input) => ruleFault(pathsOf(tabulateChanges(input, evaluator))),
  systemFault: (evaluator) => systemFault(evaluator),
};

type ChangesEvaluator = ReturnType<(typeof KNOWLEDGE_OF_CHANGES)['evaluatorOf']>;

/** Three times what the largest of these has. A mutant with more is judged by what was found until then. */
const MOST_STATES = 30_000;
/** Seconds for each mutant, and hundreds of mutants: the large ones are for the tests alone. */
const CHEAP = EXPLORATIONS.filter(({ states }) => states < 10_000);

/** Both sides run the mutant, encrypted: what differs in the clear is a matter of monitors. */
function systemFault({ start, step }: ChangesEvaluator): string | undefined {
  for (const { budget, sights } of CHEAP) {
    const common = { start, step, protection: 'encrypted', isCovered: true } as const;
    const { faults, seen } = exploreTwoSides({ ...common, budget, sights, mostStates: MOST_STATES });
    const [fault] = faults.keys();
    if (fault !== undefined) return `C19: ${fault}`;
    const impossible = Object.keys(sights).find((name) => !seen.has(name));
    if (impossible !== undefined) return `I9: never is it so that ${impossible}`;
  }
  return undefined;
}

function ruleFault(paths: ChangesPaths): string | undefined {
  for (const monitor of CHANGES_MONITORS) {
    const [finding] = watchPaths(paths, monitor).findings;
    if (finding !== undefined) return `${finding.rule}: ${finding.because}`;
  }
  const [fault] = restlessStates(paths);
  return fault === undefined ? undefined : `D22: ${fault}`;
}
