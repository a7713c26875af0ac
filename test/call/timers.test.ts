/** Each deadline runs once, one of each name at a time, and none after the end. */
import { describe, expect, test } from 'vitest';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import { DEFAULT_DEADLINES, deadlineOf } from '../../src/call/deadlines.ts';
import { CallTimers } from '../../src/call/timers.ts';
import { TIMERS } from '../../machines/events.ts';

function createTimers() {
  const clock = createVirtualClock(0);
  const rung: string[] = [];
  const timers = new CallTimers(clock, DEFAULT_DEADLINES, (timer) => rung.push(`${timer} at ${clock.now()}`));
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
