/**
 * What is mutated in machines/: one row each. A new machine, or a new table of decisions, is a new row.
 *
 * Imports none of them: the tests of a mutant load this file before they load what is mutated.
 */
import type { AnyStateMachine } from 'xstate';
import { decisionMutantsOf } from './decision-mutants.ts';
import type { Decide, FactTable } from './decision-mutants.ts';
import { mutantsOf } from './machine-mutants.ts';

export interface Subject {
  readonly name: string;
  /** The module that exports it, from the root of the project, and under which name. */
  readonly module: string;
  readonly exported: string;
  /** Of a function that decides: the name under which the same module exports its facts. Others are machines. */
  readonly facts?: string;
  /** The unit tests that are asked about it, in test/machines; all of them where nothing is said. */
  readonly tests?: readonly string[];
}

const BETWEEN = { module: 'machines/between-calls.ts', tests: ['between-calls.test.ts'] };

export const SUBJECTS: readonly Subject[] = [
  { name: 'caller', module: 'machines/caller.machine.ts', exported: 'callerMachine' },
  { name: 'callee', module: 'machines/callee.machine.ts', exported: 'calleeMachine' },
  {
    name: 'changes',
    module: 'machines/changes.machine.ts',
    exported: 'changesMachine',
    tests: ['changes-every-state.test.ts', 'changes.test.ts'],
  },
  { ...BETWEEN, name: 'proposal', exported: 'decideProposal', facts: 'PROPOSAL_FACTS' },
  {
    ...BETWEEN,
    name: 'direct-call',
    exported: 'decideDirectCall',
    facts: 'DIRECT_CALL_FACTS',
    tests: ['direct-calls.test.ts'],
  },
  { ...BETWEEN, name: 'early-word', exported: 'decideEarlyWord', facts: 'EARLY_WORD_FACTS' },
  {
    name: 'past-call',
    module: 'machines/past-calls.ts',
    exported: 'decidePastCall',
    facts: 'PAST_CALL_FACTS',
    tests: ['past-calls.test.ts'],
  },
];

export interface SubjectMutant {
  readonly name: string;
  /** What is to be exported instead. */
  readonly create: () => unknown;
}

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;

/** All mutants of a subject, in the same order and with the same names in every process. */
export function mutantsOfSubject({ exported, facts }: Subject, exports: Exports): readonly SubjectMutant[] {
  return facts === undefined
    ? mutantsOf(exports[exported] as AnyStateMachine)
    : decisionMutantsOf(exports[facts] as FactTable, exports[exported] as Decide);
}

export async function exportsOf({ module }: Subject): Promise<Exports> {
  return (await import(/* @vite-ignore */ `../../${module}`)) as Exports;
}
