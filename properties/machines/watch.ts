/**
 * Runs monitors: over everything a machine can do, or over one sequence of moments.
 *
 * Over a table each pair of state and monitor state is visited once, breadth first, so that a violation comes with a
 * shortest story.
 */
import type { Table, TransitionTable } from '../../machines/table.ts';
import { describeEvent } from '../../machines/table-text.ts';
import type { Moment, MomentOf, Monitor, WatchedCall } from '../monitors/monitor.ts';
import { isViolation } from '../monitors/monitor.ts';
import { stepAt } from './explore.ts';

/** A broken rule, and the events that lead there. */
export interface Finding<Call = WatchedCall> {
  readonly rule: string;
  readonly because: string;
  readonly call: Call;
  readonly story: readonly string[];
}

/** A state of a table together with what a monitor remembers of the way there. */
export interface Pair<State> {
  readonly state: number;
  readonly watched: State;
}

export interface Watched<State, Call = WatchedCall> {
  /** The shortest story for each way a rule was broken; empty is how it should be. */
  readonly findings: readonly Finding<Call>[];
  /** Every pair that can be reached. */
  readonly pairs: readonly Pair<State>[];
}

interface Visit<State> extends Pair<State> {
  readonly before: Visit<State> | undefined;
  readonly event: number;
}

/** What a machine can do, in the words of those who watch it. */
export interface Paths<M, Call> {
  readonly table: Pick<Table<unknown, unknown, unknown>, 'events' | 'next'>;
  readonly call: Call;
  readonly first: M;
  readonly momentAt: (state: number, event: number) => M;
  readonly describeEvent: (event: number) => string;
}

/** Every path through a machine's table. */
export function pathsThrough<
  S extends { readonly state: string },
  Event extends { readonly type: string },
  Effect,
  Call,
>(table: Table<S, Event, Effect>, call: Call): Paths<MomentOf<Event, Effect>, Call> {
  return {
    table,
    call,
    first: { kind: 'start', to: table.states[0]!.state, effects: table.outputs[table.start]! },
    momentAt: (state, event) => momentAt(table, state, event),
    describeEvent: (event) => describeEvent(table.events[event]!),
  };
}

/** Watches every path through a call's table with one monitor. */
export function watchTable<State>(table: TransitionTable, monitor: Monitor<State>): Watched<State> {
  return watchPaths(pathsThrough(table, { role: table.role, input: table.input }), monitor);
}

export function watchPaths<State, M, Call>(
  { table, call, first, momentAt: momentOf, describeEvent: describe }: Paths<M, Call>,
  monitor: Monitor<State, M, Call>,
): Watched<State, Call> {
  const findings = new Map<string, Finding<Call>>();
  const visits: Visit<State>[] = [];
  const seen = new Set<string>();
  const visit = (state: number, watched: State, before: Visit<State> | undefined, event: number): void => {
    const key = `${state} ${JSON.stringify(watched)}`;
    if (seen.has(key)) return;
    seen.add(key);
    visits.push({ state, watched, before, event });
  };
  const report = (because: string, before: Visit<State> | undefined, event: number): void => {
    if (findings.has(because)) return;
    const story = eventsOf(before, event).map(describe);
    findings.set(because, { rule: monitor.rule, because, call, story });
  };

  const start = monitor.next(monitor.start(call), first, call);
  if (isViolation(start)) report(start.because, undefined, NO_EVENT);
  else visit(0, start, undefined, NO_EVENT);
  for (const at of visits) {
    for (let event = 0; event < table.events.length; event += 1) {
      const next = monitor.next(at.watched, momentOf(at.state, event), call);
      const to = table.next[at.state * table.events.length + event]!;
      if (isViolation(next)) report(next.because, at, event);
      else if (next !== at.watched || to !== at.state) visit(to, next, at, event);
    }
  }
  return { findings: [...findings.values()], pairs: visits };
}

const NO_EVENT = -1;

/** One entry of a table, as a monitor sees it. */
export function momentAt<S extends { readonly state: string }, Event, Effect>(
  table: Table<S, Event, Effect>,
  state: number,
  event: number,
) {
  const { from, to, ...step } = stepAt(table, state, event);
  return { kind: 'step', from: from.state, to: to.state, ...step } satisfies MomentOf<Event, Effect>;
}

function eventsOf<State>(last: Visit<State> | undefined, event: number): readonly number[] {
  const events = [event];
  for (let visit = last; visit !== undefined; visit = visit.before) events.unshift(visit.event);
  return events.filter((index) => index !== NO_EVENT);
}

/** Watches one sequence with several monitors; the first broken rule is the answer. */
export function watchMoments(
  monitors: readonly Monitor<unknown>[],
  call: WatchedCall,
  moments: readonly Moment[],
): Finding | undefined {
  const states = monitors.map((monitor) => monitor.start(call));
  const story: string[] = [];
  for (const moment of moments) {
    if (moment.kind === 'step') story.push(describeEvent(moment.event));
    for (const [index, monitor] of monitors.entries()) {
      const next = monitor.next(states[index], moment, call);
      if (isViolation(next)) return { rule: monitor.rule, because: next.because, call, story };
      states[index] = next;
    }
  }
  return undefined;
}
