/** Each deadline runs once, one of each name at a time, and none after the end. */
import { describe, expect, test } from 'vitest';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import { Alarms } from '../../src/call/alarms.ts';
import { DEFAULT_DEADLINES, deadlineOf } from '../../src/call/deadlines.ts';
import { CallTimers, readTimers } from '../../src/call/timers.ts';
import { TIMERS } from '../../machines/events.ts';
import type { TimerName } from '../../machines/events.ts';

const delayOf = (timer: TimerName) => deadlineOf(DEFAULT_DEADLINES, timer);

function createTimers() {
  const clock = createVirtualClock(0);
  const rung: string[] = [];
  const timers = new CallTimers(new Alarms(clock), delayOf, (timer) => rung.push(`${timer} at ${clock.now()}`));
  return { clock, rung, timers };
}

describe('CallTimers', () => {
  test('rings once, after its own time', async () => {
    const { clock, rung, timers } = createTimers();
    timers.start('ring');
    timers.start('bundle');
    expect(timers.size).toBe(2);
    await clock.advance(59_999);
    expect(rung).toEqual(['bundle at 10000']);
    await clock.advance(1_000_000);
    expect(rung).toEqual(['bundle at 10000', 'ring at 60000']);
    expect(timers.size).toBe(0);
  });

  test('starts anew where it runs already', async () => {
    const { clock, rung, timers } = createTimers();
    timers.start('bundle');
    await clock.advance(6_000);
    timers.start('bundle');
    expect(timers.size).toBe(1);
    await clock.advance(60_000);
    expect(rung).toEqual(['bundle at 16000']);
  });

  test('does not ring once stopped', async () => {
    const { clock, rung, timers } = createTimers();
    timers.start('accept');
    timers.stop('accept');
    timers.stop('ring');
    expect(timers.size).toBe(0);
    await clock.advance(1_000_000);
    expect(rung).toEqual([]);
  });

  test('goes on elsewhere with what was left, and writes what it was restored from', async () => {
    const { clock, timers } = createTimers();
    timers.start('ring');
    timers.start('bundle');
    await clock.advance(4_000);
    const text = JSON.stringify(timers.write());
    const elsewhere = createVirtualClock(clock.now());
    const alarms = new Alarms(elsewhere);
    const state = readTimers(TIMERS)(JSON.parse(text), '');
    if (!state.ok) throw new Error(state.error.path);
    const rung: string[] = [];
    const restored = new CallTimers(alarms, delayOf, (timer) => rung.push(timer), state.value);
    alarms.begin();
    expect(JSON.stringify(restored.write())).toBe(text);
    await elsewhere.advance(5_999);
    expect(rung).toEqual([]);
    await elsewhere.advance(50_001);
    expect(rung).toEqual(['bundle', 'ring']);
    expect(restored.size).toBe(0);
  });

  test.each([
    [[{ timer: 'lunch', alarm: { dueAtMs: 1, place: 0 } }], '[0].timer'],
    [[{ timer: 'ring', alarm: { dueAtMs: '1', place: 0 } }], '[0].alarm.dueAtMs'],
    [['ring', 'ring'].map((timer) => ({ timer, alarm: { dueAtMs: 1, place: 0 } })), '[1]'],
  ])('does not read %j', (written, path) => {
    expect(readTimers(TIMERS)(written, '')).toMatchObject({ ok: false, error: { path } });
  });

  test('leaves nothing on the clock when all are stopped', () => {
    const { clock, timers } = createTimers();
    for (const timer of TIMERS) timers.start(timer);
    expect(clock.pending).toBe(TIMERS.length);
    timers.stopAll();
    expect(clock.pending).toBe(0);
    expect(timers.size).toBe(0);
  });
});

describe('deadlineOf', () => {
  test.each(TIMERS)('gives %s at most three minutes', (timer) => {
    expect(deadlineOf(DEFAULT_DEADLINES, timer)).toBeGreaterThan(0);
    expect(deadlineOf(DEFAULT_DEADLINES, timer)).toBeLessThanOrEqual(180_000);
  });
});
