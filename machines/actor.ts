/**
 * The same machine as a live XState actor, so that any tool that speaks XState's `inspect` can watch a call.
 *
 * Effects are collected and carried out after the macrostep, as `evaluator.ts` does it: watching changes nothing.
 */
import { createActor } from 'xstate';
import type { ActorOptions, StateValue } from 'xstate';
import { invariant } from '../src/base/errors.ts';
import { calleeMachine } from './callee.machine.ts';
import { callerMachine } from './caller.machine.ts';
import type { CallInput } from './context.ts';
import type { CallEffect } from './effects.ts';
import type { CallEvent } from './events.ts';
import { startCall, stepCall } from './step.ts';
import type { CallSnapshot, Role, Step } from './step.ts';

/** What XState calls for each inspection event. See docs/guides/inspector.md. */
export type Inspect = NonNullable<ActorOptions<typeof callerMachine>['inspect']>;

/** One call being stepped: by table, or by an actor somebody watches. */
export interface Stepper {
  readonly snapshot: CallSnapshot;
  /** The effects of the initial state. */
  readonly initial: readonly CallEffect[];
  /** Takes one event and answers what to do about it; `snapshot` is the new one afterwards. */
  step(event: CallEvent): readonly CallEffect[];
}

/**
 * Starts a call's machine.
 *
 * @param inspect  undefined for the table, which every unwatched call uses
 * @param actorId  names the actor in an inspector
 */
export function startStepper(role: Role, input: CallInput, inspect: Inspect | undefined, actorId: string): Stepper {
  const start = startCall(role, input);
  return inspect === undefined ? new TableStepper(start) : actorStepper(start, { input }, inspect, actorId);
}

/** Goes on with a call's machine where it was in another process. Its first state has been seen to. */
export function resumeStepper(snapshot: CallSnapshot, inspect: Inspect | undefined, actorId: string): Stepper {
  const resumed = { snapshot, effects: [] };
  return inspect === undefined ? new TableStepper(resumed) : actorStepper(resumed, { snapshot }, inspect, actorId);
}

/** A class, since every call has one: an object with a getter of its own costs each of them a kilobyte. */
class TableStepper implements Stepper {
  readonly initial: readonly CallEffect[];
  #snapshot: CallSnapshot;

  constructor({ snapshot, effects }: Step) {
    this.initial = effects;
    this.#snapshot = snapshot;
  }

  get snapshot(): CallSnapshot {
    return this.#snapshot;
  }

  step(event: CallEvent): readonly CallEffect[] {
    const { snapshot, effects } = stepCall(this.#snapshot, event);
    this.#snapshot = snapshot;
    return effects;
  }
}

/** The table runs beside the actor and has to agree with it: an inspector must not show what did not happen. */
function actorStepper(start: Step, from: Beginning, inspect: Inspect, actorId: string): Stepper {
  let collected: CallEffect[] = [];
  const machine = (start.snapshot.role === 'caller' ? callerMachine : calleeMachine) as typeof callerMachine;
  const collect = (order: CallEffect | null) => {
    if (order !== null) collected.push(order);
  };
  const collecting = machine.provide({ actions: { effect: (_, order) => collect(order) } });
  const options = { inspect, id: actorId, systemId: actorId };
  const actor =
    'input' in from
      ? createActor(collecting, { ...options, input: from.input })
      : createActor(collecting, { ...options, ...resumedAt(collecting, from.snapshot) });
  actor.start();
  const table = new TableStepper(start);
  const initial = collected;
  return {
    get snapshot() {
      return table.snapshot;
    },
    initial,
    step: (event) => {
      collected = [];
      actor.send(event);
      const effects = table.step(event);
      invariant(JSON.stringify(effects) === JSON.stringify(collected), `actor and table disagree on ${event.type}`);
      return collected;
    },
  };
}

/** What an actor begins with: as a new call, or in the middle of one. */
type Beginning = { readonly input: CallInput } | { readonly snapshot: CallSnapshot };

/** XState's own form of a snapshot. It asks for an input beside it, and has no use for it. */
function resumedAt(machine: typeof callerMachine, { state, context }: CallSnapshot) {
  const [last = '', ...outer] = state.split('.').toReversed();
  const value = outer.reduce<StateValue>((inner, name) => ({ [name]: inner }), last);
  return { input: context, snapshot: machine.resolveState({ value, context }) };
}
