/**
 * From what was written of a call's machine back to the snapshot that calls share: the state it was in, if it can be in
 * that state at all.
 *
 * What is written may be damaged or made up, so it is searched for among the states that the machine reaches, and not
 * made into one. A state that no sequence of events leads to stays out, however well it is formed.
 */
import type { CallContext, CallInput } from './context.ts';
import type { CallEffect } from './effects.ts';
import { ALPHABET } from './events.ts';
import type { CallEvent, TimerName } from './events.ts';
import { expects, startCall, stepCall } from './step.ts';
import type { CallSnapshot, Role } from './step.ts';

/** A machine as it is written down: how it began, and where it is. Whether it can be there is to be seen. */
export interface WrittenMachine {
  readonly role: Role;
  readonly input: CallInput;
  /** Dotted path, as `CallSnapshot` has it. */
  readonly state: string;
  readonly context: object;
}

export interface FoundMachine {
  readonly snapshot: CallSnapshot;
  /** The deadlines that run in this state, whichever way a call came to it. */
  readonly timers: ReadonlySet<TimerName>;
}

/** The machine that was written; undefined where it never gets there from its input, or has ended there. */
export function restoreCall({ role, input, state, context }: WrittenMachine): FoundMachine | undefined {
  const { snapshot: first } = startCall(role, input);
  const names = Object.keys(first.context) as (keyof CallContext)[];
  const hasAll = names.every((name) => Object.hasOwn(context, name));
  if (!hasAll || Object.keys(context).length !== names.length) return undefined;
  const words = context as Readonly<Record<keyof CallContext, unknown>>;
  const key = JSON.stringify([role, input, state, names.map((name) => words[name])]);
  let machine = found.get(key);
  if (machine === undefined) {
    const isIt = (each: CallSnapshot) =>
      each.state === state && names.every((name) => each.context[name] === words[name]);
    machine = search(role, input, isIt);
    if (machine !== undefined) found.set(key, machine);
  }
  return machine;
}

/** Only what was found, and so bounded as the machines are: a thousand calls that ring are looked for once. */
const found = new Map<string, FoundMachine>();

/**
 * Breadth first. `properties/machines/step.properties.ts` holds that no other events lead anywhere, and that all ways
 * to a state leave the same deadlines running.
 */
function search(role: Role, input: CallInput, isIt: (snapshot: CallSnapshot) => boolean): FoundMachine | undefined {
  const start = startCall(role, input);
  const reached = new Map([[start.snapshot, timersAfter(new Set(), start.effects)]]);
  // It grows while it is walked: each new one in its turn.
  for (const [snapshot, timers] of reached) {
    if (snapshot.ended) continue;
    if (isIt(snapshot)) return { snapshot, timers };
    for (const event of ALPHABET) {
      if (!mayLeadOn(snapshot, event)) continue;
      const next = stepCall(snapshot, event);
      if (!reached.has(next.snapshot)) reached.set(next.snapshot, timersAfter(timers, next.effects, event));
    }
  }
  return undefined;
}

function mayLeadOn(snapshot: CallSnapshot, { type }: CallEvent): boolean {
  return expects(snapshot, type) || type === 'omemo.trustChanged';
}

/** The deadlines that run after a step, of those that ran before it. */
export function timersAfter(
  before: ReadonlySet<TimerName>,
  effects: readonly CallEffect[],
  event?: CallEvent,
): ReadonlySet<TimerName> {
  const timers = new Set(before);
  const rung = event?.type.startsWith('timer.') === true ? event.type.slice('timer.'.length) : undefined;
  if (rung !== undefined) timers.delete(rung as TimerName);
  for (const effect of effects) {
    if (effect.kind === 'startTimer') timers.add(effect.timer);
    if (effect.kind === 'stopTimer') timers.delete(effect.timer);
  }
  return timers;
}
