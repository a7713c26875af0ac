/** Deadlines ring in another process when, and in the order in which, they would have rung here. */
import { describe, expect, test } from 'vitest';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import type { VirtualClock } from '../../src/adapters/virtual-clock.ts';
import { Alarms, readAlarm, readAlarms } from '../../src/call/alarms.ts';
import type { Alarm } from '../../src/call/alarms.ts';
import { MAX_DEADLINE_MS } from '../../src/base/limits.ts';

const START_MS = 1_000_000;

interface Written {
  readonly alarms: unknown;
  readonly each: readonly unknown[];
}

function written(alarms: Alarms, each: readonly Alarm[]): Written {
  return JSON.parse(JSON.stringify({ alarms: alarms.write(), each: each.map((alarm) => alarm.write()) })) as Written;
}

/** The same deadlines, named a, b, c in their order, on a clock of another process. */
function restored({ alarms, each }: Written, clock: VirtualClock) {
  const state = readAlarms(alarms, '');
  if (!state.ok) throw new Error(state.error.path);
  const others = new Alarms(clock, state.value);
  const rung: string[] = [];
  const set = each.map((one, index) => {
    const alarm = readAlarm(one, '');
    if (!alarm.ok) throw new Error(alarm.error.path);
    return others.restore(alarm.value, () => rung.push(`${'abcdef'[index]} at ${clock.now() - START_MS}`));
  });
  return { alarms: others, set, rung, clock };
}

describe('Alarms', () => {
  test('ring after their delay, unless they are cancelled', async () => {
    const clock = createVirtualClock(START_MS);
    const alarms = new Alarms(clock);
    const rung: string[] = [];
    alarms.set(10, () => rung.push('ten'));
    alarms.set(5, () => rung.push('five')).cancel();
    await clock.advance(100);
    expect(rung).toEqual(['ten']);
  });

  test('go on elsewhere with what is left of them; several of one moment in the order they were set', async () => {
    const clock = createVirtualClock(START_MS);
    const alarms = new Alarms(clock);
    const [a, b] = [alarms.set(50, () => {}), alarms.set(30, () => {})];
    await clock.advance(20);
    const [c, d] = [alarms.set(10, () => {}), alarms.set(30, () => {})];
    // Read in another order than they were set in: calls are not deadlines.
    const {
      rung,
      clock: other,
      alarms: others,
    } = restored(written(alarms, [d, a, c, b]), createVirtualClock(clock.now()));
    others.begin();
    await other.advance(100);
    expect(rung).toEqual(['d at 30', 'c at 30', 'b at 50', 'a at 50']);
  });

  test('that are overdue ring at once, those that were due first first', async () => {
    const clock = createVirtualClock(START_MS);
    const alarms = new Alarms(clock);
    const set = [50, 30, 5_000, 40].map((delayMs) => alarms.set(delayMs, () => {}));
    const text = written(alarms, set);
    const { rung, clock: other, alarms: others } = restored(text, createVirtualClock(START_MS + 1_000));
    others.begin();
    expect(rung).toEqual([]);
    await other.advance(0);
    expect(rung).toEqual(['b at 1000', 'd at 1000', 'a at 1000']);
    await other.advance(10_000);
    expect(rung.at(-1)).toBe('c at 5000');
  });

  test('follow the time that passed, and not a clock that was set back before the snapshot was taken', async () => {
    const clock = createVirtualClock(START_MS);
    const alarms = new Alarms(clock);
    const alarm = alarms.set(60_000, () => {});
    await clock.advance(20_000);
    clock.adjust(-600_000);
    const { clock: other, rung, alarms: others } = restored(written(alarms, [alarm]), createVirtualClock(clock.now()));
    others.begin();
    await other.advance(39_999);
    expect(rung).toEqual([]);
    await other.advance(1);
    expect(rung).toHaveLength(1);
  });

  test('are no further away than they were when the clock was set back in between', async () => {
    const clock = createVirtualClock(START_MS);
    const alarms = new Alarms(clock);
    const text = written(alarms, [alarms.set(1_000, () => {})]);
    const { clock: other, rung, alarms: others } = restored(text, createVirtualClock(START_MS - 86_400_000));
    others.begin();
    await other.advance(1_000);
    expect(rung).toHaveLength(1);
  });

  test('cannot be further away than a timer can count, whatever a snapshot says', async () => {
    const clock = createVirtualClock(START_MS);
    const text = { alarms: new Alarms(clock).write(), each: [{ dueAtMs: 8e15, place: 0 }] };
    const { clock: other, rung, alarms: others } = restored(text, clock);
    others.begin();
    await other.advance(MAX_DEADLINE_MS);
    expect(rung).toHaveLength(1);
  });

  test('can be cancelled before and after they go on, and written again as they were', async () => {
    const clock = createVirtualClock(START_MS);
    const alarms = new Alarms(clock);
    const text = written(
      alarms,
      [10, 20, 30].map((delayMs) => alarms.set(delayMs, () => {})),
    );
    const { set, rung, clock: other, alarms: others } = restored(text, createVirtualClock(START_MS));
    expect(written(others, set)).toEqual(text);
    set[0]?.cancel();
    others.begin();
    expect(written(others, set.slice(1)).each).toEqual(text.each.slice(1));
    set[1]?.cancel();
    await other.advance(100);
    expect(rung).toEqual(['c at 30']);
    expect(other.pending).toBe(0);
  });

  test('of a clock that only shows the time are measured by what it shows', async () => {
    const clock = createVirtualClock(START_MS);
    const plain = { now: () => clock.now(), schedule: clock.schedule };
    const alarms = new Alarms(plain);
    const alarm = alarms.set(100, () => {});
    await clock.advance(30);
    expect(alarm.write()).toEqual({ dueAtMs: START_MS + 100, place: 0 });
  });
});
