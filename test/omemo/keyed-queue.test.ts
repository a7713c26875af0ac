import { describe, expect, test } from 'vitest';
import { createKeyedQueue } from '../../src/omemo/keyed-queue.ts';

/** A job that ends when it is told to. */
function heldJob() {
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { job: () => ended, end };
}

describe('createKeyedQueue', () => {
  test('runs jobs of one key in order, one at a time', async () => {
    const queue = createKeyedQueue();
    const log: string[] = [];
    const job = (name: string, turns: number) => async () => {
      log.push(`${name} begins`);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      log.push(`${name} ends`);
    };
    await Promise.all([queue('a', job('one', 5)), queue('a', job('two', 1)), queue('a', job('three', 0))]);
    expect(log).toEqual(['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends']);
  });

  test('lets another key go by', async () => {
    const queue = createKeyedQueue();
    const held = heldJob();
    const waiting = queue('a', held.job);
    expect(await queue('b', () => Promise.resolve('by'))).toBe('by');
    held.end();
    await waiting;
  });

  test('gives each caller the outcome of its own job, and goes on after one failed', async () => {
    const queue = createKeyedQueue();
    const failing = queue('a', () => Promise.reject(new Error('mine')));
    const next = queue('a', () => Promise.resolve('fine'));
    await expect(failing).rejects.toThrow('mine');
    expect(await next).toBe('fine');
  });

  test('goes on after a job that threw at once', async () => {
    const queue = createKeyedQueue();
    const throwing = () => {
      throw new Error('at once');
    };
    await expect(queue('a', throwing)).rejects.toThrow('at once');
    expect(await queue('a', () => Promise.resolve('fine'))).toBe('fine');
  });

  test('keeps a late job waiting for the one under way', async () => {
    const queue = createKeyedQueue();
    const [first, second] = [heldJob(), heldJob()];
    const log: string[] = [];
    const firstDone = queue('a', first.job);
    const secondDone = queue('a', async () => {
      await second.job();
      log.push('second');
    });
    first.end();
    await firstDone;
    const lateDone = queue('a', () => Promise.resolve(log.push('late')));
    second.end();
    await Promise.all([secondDone, lateDone]);
    expect(log).toEqual(['second', 'late']);
  });

  test('remembers nothing of a key that is idle, whether its last job failed or not', async () => {
    const last = new Map<string, Promise<unknown>>();
    const queue = createKeyedQueue(last);
    await queue('a', () => Promise.resolve());
    await expect(queue('b', () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    expect(last.size).toBe(0);
  });

  test('takes jobs of a key that was idle', async () => {
    const queue = createKeyedQueue();
    for (let round = 0; round < 3; round += 1) expect(await queue('a', () => Promise.resolve(round))).toBe(round);
  });
});
