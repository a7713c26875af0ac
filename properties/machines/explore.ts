/**
 * Everything the machines can do: the transition tables of all inputs, and ways to walk over them.
 *
 * Knows no rule. What the steps have to keep is for the monitors.
 */
import type { CallEffect } from '../../machines/effects.ts';
import type { CallEvent } from '../../machines/events.ts';
import { INPUTS } from '../../machines/inputs.ts';
import type { CallSnapshot, Role } from '../../machines/step.ts';
import { tabulate } from '../../machines/table.ts';
import type { Table, TransitionTable } from '../../machines/table.ts';
import { describeEvent } from '../../machines/table-text.ts';

export function tablesOf(role: Role): readonly TransitionTable[] {
  return INPUTS[role].map((input) => tabulate(role, input));
}

/** One entry of a table, looked up. */
export interface TableStep<S = CallSnapshot, Event = CallEvent, Effect = CallEffect> {
  readonly from: S;
  readonly event: Event;
  readonly to: S;
  readonly effects: readonly Effect[];
}

export function stepAt<S, Event, Effect>(
  { states, events, next, outputs, output }: Table<S, Event, Effect>,
  state: number,
  event: number,
): TableStep<S, Event, Effect> {
  const cell = state * events.length + event;
  return {
    from: states[state]!,
    event: events[event]!,
    to: states[next[cell]!]!,
    effects: outputs[output[cell]!]!,
  };
}

/** Every step of every table: each reachable snapshot under each event. */
export function* stepsOf(tables: readonly TransitionTable[]): Generator<TableStep> {
  for (const table of tables) {
    for (let state = 0; state < table.states.length; state += 1) {
      for (let event = 0; event < table.events.length; event += 1) yield stepAt(table, state, event);
    }
  }
}

/** A step in one line, for a report: `initiated.waiting: peer.sessionAccept plain pinned agreed`. */
export function describeStep({ from, event }: TableStep): string {
  return `${from.state}: ${describeEvent(event)}`;
}
