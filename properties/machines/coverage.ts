/**
 * Which steps of the machines were taken: each whole state (context included) under each event, and the way to those
 * that were not.
 */
import { ALPHABET } from '../../machines/events.ts';
import type { CallEvent } from '../../machines/events.ts';
import { ROLES, stepCall } from '../../machines/step.ts';
import type { CallSnapshot } from '../../machines/step.ts';
import type { TransitionTable } from '../../machines/table.ts';
import type { WatchedCall } from '../monitors/monitor.ts';
import { tablesOf } from './explore.ts';

export class Coverage {
  /** For each state that can be reached, the events it has not met. */
  readonly #unmet = new Map<CallSnapshot, Set<CallEvent>>();
  readonly #tables = ROLES.flatMap(tablesOf);
  /** How many steps there are, over all states that can be reached. */
  readonly all: number;
  #taken = 0;

  constructor() {
    for (const { states } of this.#tables) {
      for (const state of states) this.#unmet.set(state, new Set(ALPHABET));
    }
    this.all = this.#unmet.size * ALPHABET.length;
  }

  get taken(): number {
    return this.#taken;
  }

  note(state: CallSnapshot, event: CallEvent): void {
    if (this.#unmet.get(state)?.delete(event) === true) this.#taken += 1;
  }

  /** The states that lack something, each with how much. */
  get missing(): readonly string[] {
    return [...this.#unmet].flatMap(([{ role, state, context }, events]) =>
      events.size === 0 ? [] : [`${role} ${state} ${JSON.stringify(context)}: ${events.size} events`],
    );
  }

  /** How a call begins that has the most before it that was not met. */
  mostUnmet(): WatchedCall {
    const unmetIn = ({ states }: TransitionTable) =>
      states.reduce((sum, state) => sum + (this.#unmet.get(state)?.size ?? 0), 0);
    const counted = this.#tables.map((table) => ({ table, unmet: unmetIn(table) }));
    const { table } = counted.reduce((most, each) => (each.unmet > most.unmet ? each : most));
    return { role: table.role, input: table.input };
  }

  /**
   * An event that the state has not met; otherwise one that leads towards a state with such an event. Undefined where
   * there is none any more. Those that change nothing come first, and an end last, since a call has only one: each
   * run then meets the most.
   */
  next(state: CallSnapshot): CallEvent | undefined {
    const unmet = [...(this.#unmet.get(state) ?? [])];
    const staying = unmet.find((event) => stepCall(state, event).snapshot === state);
    const moving = staying ?? unmet.find((event) => !stepCall(state, event).snapshot.ended);
    return moving ?? unmet[0] ?? this.#towardsUnmet(state, false) ?? this.#towardsUnmet(state, true);
  }

  /** Breadth first over the states. */
  #towardsUnmet(from: CallSnapshot, mayEnd: boolean): CallEvent | undefined {
    const firstSteps = new Map<CallSnapshot, CallEvent | undefined>([[from, undefined]]);
    for (const [state, firstStep] of firstSteps) {
      if (state !== from && (this.#unmet.get(state)?.size ?? 0) > 0) return firstStep;
      for (const [event, to] of leadsFrom(state)) {
        if (!firstSteps.has(to) && (mayEnd || !to.ended)) firstSteps.set(to, firstStep ?? event);
      }
    }
    return undefined;
  }
}

// The machines do not change: each state is asked once where it leads.
const leads = new WeakMap<CallSnapshot, readonly (readonly [CallEvent, CallSnapshot])[]>();

/** One event for each state that one step leads to. */
function leadsFrom(state: CallSnapshot): readonly (readonly [CallEvent, CallSnapshot])[] {
  let known = leads.get(state);
  if (known === undefined) {
    const events = new Map<CallSnapshot, CallEvent>();
    for (const event of ALPHABET) {
      const to = stepCall(state, event).snapshot;
      if (to !== state && !events.has(to)) events.set(to, event);
    }
    known = [...events].map(([to, event]) => [event, to] as const);
    leads.set(state, known);
  }
  return known;
}
