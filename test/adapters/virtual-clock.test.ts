import { describe, expect, test } from 'vitest';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';

describe('a virtual clock', () => {
  test('rings each alarm at its own moment, those of one moment in the order they were set', async () => {
    const clock = createVirtualClock(1_000);
    const rung: string[] = [];
    const ring = (name: string) => () => void rung.push(`${name} at ${clock.now()}`);
    clock.schedule(20, ring('late'));
    clock.schedule(10, ring('first'));
    clock.schedule(10, ring('second'));
    await clock.advance(30);
    expect(rung).toEqual(['first at 1010', 'second at 1010', 'late at 1020']);
    expect([clock.now(), clock.pending]).toEqual([1_030, 0]);
  });

  test('rings what is set while it advances, if it still falls within', async () => {
    const clock = createVirtualClock(0);
    const rung: number[] = [];
    clock.schedule(5, () => {
      clock.schedule(5, () => void rung.push(clock.now()));
      clock.schedule(50, () => void rung.push(clock.now()));
    });
    await clock.advance(20);
    expect(rung).toEqual([10]);
    expect(clock.pending).toBe(1);
  });

  test('waits for what an alarm caused before the next rings', async () => {
    const clock = createVirtualClock(0);
    const order: string[] = [];
    clock.schedule(1, () => void order.push('first'));
    clock.schedule(2, () => void order.push('second'));
    await clock.advance(2, async () => {
      await Promise.resolve();
      order.push('settled');
    });
    expect(order).toEqual(['first', 'settled', 'second', 'settled']);
  });

  test('does not ring what was cancelled, and rings the past at once', async () => {
    const clock = createVirtualClock(0);
    let rings = 0;
    clock.schedule(1, () => void (rings += 1))();
    clock.schedule(-5, () => void (rings += 1));
    await clock.advance(0);
    await clock.advance(10);
    expect(rings).toBe(1);
  });

  test('jumps: what is overdue rings in order, at the moment of waking', async () => {
    const clock = createVirtualClock(0);
    const rung: string[] = [];
    clock.schedule(20, () => void rung.push(`late at ${clock.now()}`));
    clock.schedule(10, () => {
      rung.push(`early at ${clock.now()}`);
      clock.schedule(5, () => void rung.push(`new at ${clock.now()}`));
    });
    await clock.jump(1_000);
    expect(rung).toEqual(['early at 1000', 'late at 1000']);
    await clock.advance(10);
    expect(rung.at(-1)).toBe('new at 1005');
  });

  test('shows what it is set to, and rings as if it had not been set', async () => {
    const clock = createVirtualClock(1_000);
    const rung: string[] = [];
    clock.schedule(20, () => void rung.push(`shows ${clock.now()} after ${clock.elapsed()}`));
    await clock.advance(10);
    clock.adjust(-500);
    expect([clock.now(), clock.elapsed()]).toEqual([510, 10]);
    await clock.advance(9);
    expect(rung).toEqual([]);
    await clock.advance(1);
    expect(rung).toEqual(['shows 520 after 20']);
  });
});
