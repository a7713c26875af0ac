/** The judge of each subject of machines/, without its unit tests: these need another process. */
import type { AnyStateMachine } from 'xstate';
import { ROLES } from '../../machines/step.ts';
import type { Judgement } from './judgement.ts';
import { KNOWLEDGE_OF_CHANGES } from './knowledge-of-changes.ts';
import { knowledgeOfCalls } from './knowledge-of-calls.ts';
import { createMachineJudge } from './machine-judge.ts';
import type { JudgeMachine } from './machine-judge.ts';
import { exportsOf, mutantsOfSubject, SUBJECTS } from './subjects.ts';
import type { Subject } from './subjects.ts';

/** What is known of a mutant before a test is run. */
export type JudgeMutant = (mutant: string) => Judgement;

/** @param name  of a row of SUBJECTS */
export async function openJudge(name: string): Promise<JudgeMutant> {
  const subject = SUBJECTS.find((each) => each.name === name);
  if (subject === undefined) throw new Error(`bug: nothing is called ${name}`);
  const exports = await exportsOf(subject);
  const mutants = new Map(mutantsOfSubject(subject, exports).map((each) => [each.name, each.create]));
  const judge = judgeOf(subject, exports[subject.exported]);
  return (mutant) => {
    const create = mutants.get(mutant);
    if (create === undefined) throw new Error(`bug: ${name} has no mutant ${mutant}`);
    return judge(create as () => AnyStateMachine);
  };
}

function judgeOf({ name, facts }: Subject, original: unknown): JudgeMachine {
  // A row that says something else is in the text of the tables, whatever it says.
  if (facts !== undefined) return () => ({ isEquivalent: false, findings: { tables: 'between-calls.txt' } });
  const machine = original as AnyStateMachine;
  if (name === 'changes') return createMachineJudge(KNOWLEDGE_OF_CHANGES, machine);
  const role = ROLES.find((each) => each === name);
  if (role === undefined) throw new Error(`bug: nothing is known of the machine ${name}`);
  return createMachineJudge(knowledgeOfCalls(role), machine);
}
