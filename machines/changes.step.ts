/** The machine of what changes in a running call, evaluated: see evaluator.ts for how. */
import { changesMachine } from './changes.machine.ts';
import { CHANGES_ALPHABET, CHANGES_INPUTS } from './changes.words.ts';
import type { ChangesContext, ChangesEffect, ChangesEvent, ChangesInput, ChangeTimer } from './changes.words.ts';
import { createEvaluator } from './evaluator.ts';
import type { Snapshot, StepOf } from './evaluator.ts';

export type ChangesSnapshot = Snapshot<'changes', ChangesContext>;
export type ChangesStep = StepOf<ChangesSnapshot, ChangesEffect>;

const evaluator = createEvaluator<'changes', ChangesContext, ChangesInput, ChangesEvent, ChangesEffect>(
  'changes',
  changesMachine,
);

/** Both sides have the same contents and nothing is under way. Frozen and shared, as all snapshots are. */
export function startChanges(input: ChangesInput): ChangesStep {
  return evaluator.start(input);
}

/** Takes one event. Pure: the same snapshot and event give the same step, and neither is changed. */
export function stepChanges(snapshot: ChangesSnapshot, event: ChangesEvent): ChangesStep {
  return evaluator.step(snapshot, event);
}

/** Whether the application can ask for this now. */
export function canChange(snapshot: ChangesSnapshot, event: ChangesEvent): boolean {
  return stepChanges(snapshot, event).effects.every(({ kind }) => kind !== 'noteUnusable');
}

/** The deadlines that run in a state, whichever way a call came to it. */
export function changeTimersIn({ state, context }: ChangesSnapshot): ReadonlySet<ChangeTimer> {
  const timers = new Set<ChangeTimer>();
  if (state.startsWith('adding.')) timers.add('addition');
  if (state.startsWith('restarting.')) timers.add('restart');
  if (context.offer !== 'none') timers.add('offer');
  return timers;
}

/** The snapshot that was written down; undefined where the machine never gets there. */
export function restoreChanges(input: ChangesInput, state: string, context: object): ChangesSnapshot | undefined {
  return reachable(input).find(
    (snapshot) =>
      snapshot.state === state &&
      Object.keys(context).length === Object.keys(snapshot.context).length &&
      Object.entries(snapshot.context).every(([name, word]) => context[name as keyof typeof context] === word),
  );
}

const known = new Map<ChangesInput, readonly ChangesSnapshot[]>();

/** Every state the machine comes to from an input: breadth first, in the order of the alphabet. */
export function reachable({ side, sent, received }: ChangesInput): readonly ChangesSnapshot[] {
  const input = CHANGES_INPUTS.find((one) => one.side === side && one.sent === sent && one.received === received);
  if (input === undefined) return [];
  let snapshots = known.get(input);
  if (snapshots === undefined) {
    const reached = new Set([startChanges(input).snapshot]);
    // It grows while it is walked.
    for (const snapshot of reached)
      for (const event of CHANGES_ALPHABET) reached.add(stepChanges(snapshot, event).snapshot);
    snapshots = [...reached];
    known.set(input, snapshots);
  }
  return snapshots;
}
