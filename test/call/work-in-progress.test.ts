/** Waiting for what is under way, and for what it starts. */
import { describe, expect, test } from 'vitest';
import { WorkInProgress } from '../../src/call/work-in-progress.ts';

describe('WorkInProgress', () => {
  test('is settled where nothing runs', async () => {
    await expect(new WorkInProgress().settled()).resolves.toBeUndefined();
  });

  test('waits for what is started by what it waits for', async () => {
    const work = new WorkInProgress();
    const done: string[] = [];
    const later = async (name: string): Promise<void> => {
      await Promise.resolve();
      await Promise.resolve();
      done.push(name);
    };
    work.track(later('first').then(() => work.track(later('second'))));
    await work.settled();
    expect(done).toEqual(['first', 'second']);
  });
});
