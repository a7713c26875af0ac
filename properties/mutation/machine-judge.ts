/**
 * Judges mutants of one machine by what the project knows of it without running a test: whether anybody can tell it
 * from the original, its tables, its rules on every path, and whole systems that it runs in.
 */
import type { AnyStateMachine } from 'xstate';
import type { Evaluator } from '../../machines/evaluator.ts';
import type { Judgement } from './judgement.ts';
import { tellApart } from './told-apart.ts';
import type { Look } from './told-apart.ts';

/** What the project knows of a machine: how it runs, and what is asked of it. */
export interface Knowledge<S extends object, Input extends object, Event, Effect> {
  readonly evaluatorOf: (machine: AnyStateMachine) => Evaluator<S, Input, Event, Effect>;
  /** Every way it can begin, and everything that can happen to it. */
  readonly inputs: readonly Input[];
  readonly alphabet: readonly Event[];
  readonly describe: (event: Event) => string;
  /** What the data plane looks at of a state, beside the orders that led there. */
  readonly lookOf: (evaluator: Evaluator<S, Input, Event, Effect>) => Look<S>;
  /** The tables that are kept in the repository. */
  readonly tablesOf: (evaluator: Evaluator<S, Input, Event, Effect>) => Tables;
  /** What a rule has against it on some path from an input. */
  readonly ruleFault: (evaluator: Evaluator<S, Input, Event, Effect>, input: Input) => string | undefined;
  /** What is wrong with whole systems that run it. Only those inputs lead to anything new. */
  readonly systemFault?: (
    evaluator: Evaluator<S, Input, Event, Effect>,
    differing: readonly Input[],
  ) => string | undefined;
}

/** Each by a name, as text. */
type Tables = readonly (readonly [name: string, text: () => string])[];

export type JudgeMachine = (create: () => AnyStateMachine) => Judgement;

/** Made once for a machine, since what the machine as it is does is worked out once. */
export function createMachineJudge<S extends object, Input extends object, Event, Effect>(
  knowledge: Knowledge<S, Input, Event, Effect>,
  machine: AnyStateMachine,
): JudgeMachine {
  const { evaluatorOf, inputs, alphabet, lookOf, tablesOf, ruleFault, systemFault, describe } = knowledge;
  const original = evaluatorOf(machine);
  const look = lookOf(original);
  const committed = tablesOf(original).map(([, text]) => text());
  return (create) => {
    let mutant: ReturnType<typeof evaluatorOf>;
    let difference: ReturnType<typeof tellFrom>;
    const tellFrom = (beginnings: readonly Input[]) =>
      tellApart([original, mutant], [look, lookOf(mutant)], beginnings, alphabet);
    try {
      mutant = evaluatorOf(create());
      difference = tellFrom(inputs);
    } catch (error) {
      const fault = `it does not run: ${String(error).split('\n')[0] ?? ''}`;
      return { isEquivalent: false, findings: { tables: fault, monitors: fault } };
    }
    if (difference === undefined) return { isEquivalent: true, findings: {} };
    const changed = tablesOf(mutant).find(([, text], index) => text() !== committed[index]);
    const findings = {
      ...(changed === undefined ? {} : { tables: `the table ${changed[0]}` }),
      ...faultOf(mutant, difference.input, () => inputs.filter((input) => tellFrom([input]) !== undefined)),
    };
    const story = [Object.values(difference.input).join(' '), ...difference.story.map(describe)].join(', ');
    return { isEquivalent: false, findings, story };
  };

  /** The first layer that finds something. Inputs that lead to nothing new are known to be all right. */
  function faultOf(mutant: ReturnType<typeof evaluatorOf>, first: Input, differing: () => readonly Input[]) {
    const soon = ruleFault(mutant, first);
    if (soon !== undefined) return { monitors: soon };
    const others = differing();
    for (const input of others) {
      const fault = input === first ? undefined : ruleFault(mutant, input);
      if (fault !== undefined) return { monitors: fault };
    }
    const explorer = systemFault?.(mutant, others);
    return explorer === undefined ? {} : { explorer };
  }
}
