/** D22 over a table: whatever waits is ended by its own deadlines, without a word from anybody. */
import { TIMERS } from '../../machines/events.ts';
import type { TransitionTable } from '../../machines/table.ts';
import { alwaysHasADeadline } from '../monitors/d22-deadlines.ts';
import type { DeadlineState } from '../monitors/d22-deadlines.ts';
import { isViolation } from '../monitors/monitor.ts';
import type { Pair } from './watch.ts';
import { momentAt, watchTable } from './watch.ts';

export interface RungOut {
  /** How many pairs of a state and its running deadlines wait for something. */
  readonly waiting: number;
  /** What is wrong with some of them, a sentence each. */
  readonly faults: readonly string[];
}

/** Rings the deadlines of every waiting state one after the other until the call has ended. */
export function ringOut(table: TransitionTable): RungOut {
  const waiting = watchTable(table, alwaysHasADeadline).pairs.filter((pair) => !isOver(table, pair));
  return { waiting: waiting.length, faults: waiting.flatMap((pair) => faultOf(table, pair, TIMERS.length) ?? []) };
}

function isOver(table: TransitionTable, { state, watched }: Pair<DeadlineState>): boolean {
  return watched.connected || table.states[state]!.ended;
}

/** Lets each running deadline ring, and those that run then: whichever comes first, an end comes. */
function faultOf(table: TransitionTable, pair: Pair<DeadlineState>, ringsMost: number): string | undefined {
  const call = { role: table.role, input: table.input };
  const where = table.states[pair.state]!.state;
  if (ringsMost === 0) return `${where} goes on and on`;
  if (pair.watched.running.length === 0) return `${where} has no deadline`;
  for (const timer of pair.watched.running) {
    const event = table.events.findIndex(({ type }) => type === `timer.${timer}`);
    const watched = alwaysHasADeadline.next(pair.watched, momentAt(table, pair.state, event), call);
    if (isViolation(watched)) return watched.because;
    const after = { state: table.next[pair.state * table.events.length + event]!, watched };
    const fault = isOver(table, after) ? undefined : faultOf(table, after, ringsMost - 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
