/**
 * The machines as transition tables: every reachable state under every event of the alphabet, evaluated, never
 * translated.
 *
 * A table is what the explorer, the model checker, the fuzzer and the drawings work on, and what people review: a
 * change of a table is a change of behaviour.
 */
import type { CallInput } from './context.ts';
import type { CallEffect } from './effects.ts';
import { ALPHABET } from './events.ts';
import type { CallEvent } from './events.ts';
import { createNumbering } from './numbering.ts';
import { startCall, stepCall } from './step.ts';
import type { CallSnapshot, Role } from './step.ts';

/** States and outputs are numbers; state 0 is the initial one. Rows are complete. */
export interface TransitionTable {
  readonly role: Role;
  readonly input: CallInput;
  /** In the order they are reached, breadth first over the alphabet's order: the same in every run. */
  readonly states: readonly CallSnapshot[];
  readonly events: readonly CallEvent[];
  /** Effects of the initial state: an index into `outputs`. */
  readonly start: number;
  /** `next[state * events.length + event]` is a state. */
  readonly next: Int32Array;
  /** `output[state * events.length + event]` is an index into `outputs`. */
  readonly output: Int32Array;
  /** Each distinct list of effects once; 0 is the empty list. */
  readonly outputs: readonly (readonly CallEffect[])[];
}

/** Evaluates a machine over all it can reach from one input. */
export function tabulate(role: Role, input: CallInput): TransitionTable {
  const first = startCall(role, input);
  const states: CallSnapshot[] = [first.snapshot];
  const numbers = new Map<CallSnapshot, number>([[first.snapshot, 0]]);
  const outputs = createNumbering<readonly CallEffect[]>(JSON.stringify);
  outputs.numberOf([]);
  const start = outputs.numberOf(first.effects);
  const next: number[] = [];
  const output: number[] = [];
  // `states` grows while it is walked: each new one is evaluated in its turn.
  for (const state of states) {
    for (const event of ALPHABET) {
      const { snapshot, effects } = stepCall(state, event);
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
  return { role, input, states, events: ALPHABET, start, ...rows, outputs: outputs.values };
}
