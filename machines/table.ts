/**
 * The machines as transition tables: every reachable state under every event of the alphabet, evaluated, never
 * translated.
 *
 * A table is what the explorer, the model checker, the fuzzer and the drawings work on, and what people review: a
 * change of a table is a change of behaviour.
 */
import { startChanges, stepChanges } from './changes.step.ts';
import type { ChangesSnapshot } from './changes.step.ts';
import { CHANGES_ALPHABET } from './changes.words.ts';
import type { ChangesEffect, ChangesEvent, ChangesInput } from './changes.words.ts';
import type { CallInput } from './context.ts';
import type { CallEffect } from './effects.ts';
import { ALPHABET } from './events.ts';
import type { StepOf } from './evaluator.ts';
import type { CallEvent } from './events.ts';
import { createNumbering } from './numbering.ts';
import { startCall, stepCall } from './step.ts';
import type { CallSnapshot, Role } from './step.ts';

/** States and outputs are numbers; state 0 is the initial one. Rows are complete. */
export interface Table<S, Event, Effect> {
  /** In the order they are reached, breadth first over the alphabet's order: the same in every run. */
  readonly states: readonly S[];
  readonly events: readonly Event[];
  /** Effects of the initial state: an index into `outputs`. */
  readonly start: number;
  /** `next[state * events.length + event]` is a state. */
  readonly next: Int32Array;
  /** `output[state * events.length + event]` is an index into `outputs`. */
  readonly output: Int32Array;
  /** Each distinct list of effects once; 0 is the empty list. */
  readonly outputs: readonly (readonly Effect[])[];
}

/** The table of a call's machine. */
export interface TransitionTable extends Table<CallSnapshot, CallEvent, CallEffect> {
  readonly role: Role;
  readonly input: CallInput;
}

/** The table of what changes in a running call. */
export interface ChangesTable extends Table<ChangesSnapshot, ChangesEvent, ChangesEffect> {
  readonly input: ChangesInput;
}

/**
 * Evaluates a call's machine over all it can reach from one input.
 *
 * @param running  how it runs: as it is, unless one wants to know what a broken one would do
 */
export function tabulate(
  role: Role,
  input: CallInput,
  running: { readonly start: typeof startCall; readonly step: typeof stepCall } = { start: startCall, step: stepCall },
): TransitionTable {
  return { role, input, ...tabulateFrom(running.start(role, input), running.step, ALPHABET) };
}

/** The same for the machine of what changes in a running call. */
export function tabulateChanges(
  input: ChangesInput,
  running: { readonly start: typeof startChanges; readonly step: typeof stepChanges } = {
    start: startChanges,
    step: stepChanges,
  },
): ChangesTable {
  return { input, ...tabulateFrom(running.start(input), running.step, CHANGES_ALPHABET) };
}

function tabulateFrom<S, Event, Effect>(
  first: StepOf<S, Effect>,
  step: (snapshot: S, event: Event) => StepOf<S, Effect>,
  alphabet: readonly Event[],
): Table<S, Event, Effect> {
  const states: S[] = [first.snapshot];
  const numbers = new Map<S, number>([[first.snapshot, 0]]);
  const outputs = createNumbering<readonly Effect[]>(JSON.stringify);
  outputs.numberOf([]);
  const start = outputs.numberOf(first.effects);
  const next: number[] = [];
  const output: number[] = [];
  // `states` grows while it is walked: each new one is evaluated in its turn.
  for (const state of states) {
    for (const event of alphabet) {
      const { snapshot, effects } = step(state, event);
      let number = numbers.get(snapshot);
      if (number === undefined) {
        number = states.push(snapshot) - 1;
        numbers.set(snapshot, number);
      }
      next.push(number);
      output.push(outputs.numberOf(effects));
    }
  }
  const rows = { next: Int32Array.from(next), output: Int32Array.from(output) };
  return { states, events: alphabet, start, ...rows, outputs: outputs.values };
}
