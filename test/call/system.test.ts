/** The clock and the names that applications get by default. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { systemClock, systemIds } from '../../src/call/system.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('systemClock', () => {
  test('runs an alarm once, never from inside the call that sets it', () => {
    vi.useFakeTimers({ now: 1_000 });
    const rung: number[] = [];
    systemClock.schedule(0, () => rung.push(systemClock.now()));
    expect(rung).toEqual([]);
    vi.advanceTimersByTime(10_000);
    expect(rung).toHaveLength(1);
  });

  test('runs no alarm that was cancelled', () => {
    vi.useFakeTimers();
    const rung: number[] = [];
    systemClock.schedule(10, () => rung.push(1))();
    vi.advanceTimersByTime(100);
    expect(rung).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('systemClock.elapsed', () => {
  test('goes on when the user sets the clock back', () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ['Date', 'performance'] });
    const [shown, elapsed] = [systemClock.now(), systemClock.elapsed?.() ?? Number.NaN];
    vi.advanceTimersByTime(50);
    vi.setSystemTime(400_000);
    expect(systemClock.now()).toBe(shown - 600_000);
    expect(systemClock.elapsed?.()).toBe(elapsed + 50);
  });
});

describe('systemIds', () => {
  test('gives 128 bits in hexadecimal, others each time', () => {
    const names = Array.from({ length: 100 }, () => [systemIds.newSessionId(), systemIds.newStanzaId()]).flat();
    expect(new Set(names).size).toBe(200);
    expect(names.filter((name) => !/^[0-9a-f]{32}$/.test(name))).toEqual([]);
  });
});
