/** What the table of a machine answers, and whether an entry of a trace says the same: for every machine in one way. */
import type { StepOf } from '../../machines/evaluator.ts';
import { canonicalJson } from '../base/json.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';

/** What a table answers: the state that the machine is in then, and the orders. */
export interface TableAnswer {
  readonly to: string;
  readonly effects: readonly Effect[];
}

type Effect = { readonly kind: string };
type State = { readonly state: string };

/** The half of an entry that a machine knows. */
interface TracedStep<Event> extends TableAnswer {
  readonly from: string;
  readonly event: Event;
}

/** Why an entry is no step of a machine that is where it was. */
export type StepFault =
  /** The entry says where the machine was; it was in `state`. */
  | { readonly kind: 'otherState'; readonly state: string }
  | { readonly kind: 'noSuchEvent' }
  /** `table`: one answer for each history that fits what came before; more than one only where the start is missing. */
  | { readonly kind: 'wrongStep'; readonly table: readonly TableAnswer[] };

export interface TracedMachine<S, Event> {
  readonly events: ReadonlySet<string>;
  readonly step: (snapshot: S, event: Event) => StepOf<S, Effect>;
}

/** @param alphabet  every event there is, to be known again in a trace */
export function createTracedMachine<S, Event>(
  alphabet: readonly Event[],
  step: TracedMachine<S, Event>['step'],
): TracedMachine<S, Event> {
  return { events: new Set(alphabet.map(canonicalJson)), step };
}

/** The snapshots that the machine can be in after a step, of those that it could be in before: all in one state. */
export function followStep<S extends State, Event>(
  { events, step }: TracedMachine<S, Event>,
  candidates: readonly [S, ...S[]],
  entry: TracedStep<Event>,
): Result<readonly S[], StepFault> {
  const [{ state }] = candidates;
  if (state !== entry.from) return err({ kind: 'otherState', state });
  if (!events.has(canonicalJson(entry.event))) return err({ kind: 'noSuchEvent' });
  const answers = candidates.map((candidate) => step(candidate, entry.event));
  const fitting = answers.filter((answer) => isAnswer(entry, answer));
  if (fitting.length === 0) return err({ kind: 'wrongStep', table: distinct(answers) });
  return ok([...new Set(fitting.map(({ snapshot }) => snapshot))]);
}

/** A trace that was never written down has the very effects of the table, and need not be looked at any closer. */
export function isAnswer({ to, effects }: TableAnswer, answer: StepOf<State, Effect>): boolean {
  if (to !== answer.snapshot.state) return false;
  return effects === answer.effects || canonicalJson(effects) === canonicalJson(answer.effects);
}

export function answerOf({ snapshot, effects }: StepOf<State, Effect>): TableAnswer {
  return { to: snapshot.state, effects };
}

function distinct(steps: readonly StepOf<State, Effect>[]): readonly TableAnswer[] {
  const answers = new Map(steps.map((step) => [canonicalJson(answerOf(step)), answerOf(step)]));
  return [...answers.values()];
}
