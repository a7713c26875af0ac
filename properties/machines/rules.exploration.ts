/** Every rule over everything the machines can do: no path breaks one, and every waiting state ends by itself. */
import { describe, expect, test } from 'vitest';
import { TIMERS } from '../../machines/events.ts';
import { ROLES } from '../../machines/step.ts';
import type { TransitionTable } from '../../machines/table.ts';
import { MONITORS } from '../monitors/all.ts';
import { alwaysHasADeadline } from '../monitors/d22-deadlines.ts';
import type { DeadlineState } from '../monitors/d22-deadlines.ts';
import { isViolation } from '../monitors/monitor.ts';
import { tablesOf } from './explore.ts';
import type { Pair } from './watch.ts';
import { momentAt, watchTable } from './watch.ts';

describe.each(ROLES)('the %s, on every path', (role) => {
  const tables = tablesOf(role);

  test.each(MONITORS.map((monitor) => [monitor.rule, monitor.sentence, monitor] as const))(
    '%s: %s',
    (_rule, _sentence, monitor) => {
      expect(tables.flatMap((table) => watchTable(table, monitor).findings)).toEqual([]);
    },
  );

  test('D22: rings its deadlines one after the other until it has ended, without a word from anybody', () => {
    for (const table of tables) {
      const { pairs } = watchTable(table, alwaysHasADeadline);
      const waiting = pairs.filter((pair) => !isOver(table, pair));
      // A call that is refused before it begins waits for nothing.
      expect(waiting.length > 0).toBe(!table.states[0]!.ended);
      for (const pair of waiting) expectToEnd(table, pair, TIMERS.length);
    }
  });
});

function isOver(table: TransitionTable, { state, watched }: Pair<DeadlineState>): boolean {
  return watched.connected || table.states[state]!.ended;
}

/** Lets each running deadline ring, and those that run then: whichever comes first, an end comes. */
function expectToEnd(table: TransitionTable, pair: Pair<DeadlineState>, ringsMost: number): void {
  const call = { role: table.role, input: table.input };
  const where = table.states[pair.state]!.state;
  if (ringsMost === 0) throw new Error(`${where} goes on and on`);
  if (pair.watched.running.length === 0) throw new Error(`${where} has no deadline`);
  for (const timer of pair.watched.running) {
    const event = table.events.findIndex(({ type }) => type === `timer.${timer}`);
    const moment = momentAt(table, pair.state, event);
    const watched = alwaysHasADeadline.next(pair.watched, moment, call);
    if (isViolation(watched)) throw new Error(watched.because);
    const state = table.next[pair.state * table.events.length + event]!;
    const after = { state, watched };
    if (!isOver(table, after)) expectToEnd(table, after, ringsMost - 1);
  }
}
