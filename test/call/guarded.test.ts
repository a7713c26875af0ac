/** A port that breaks its promise has failed; a bug of ours is still a bug. */
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../src/base/errors.ts';
import { ok } from '../../src/base/result.ts';
import { guarded } from '../../src/call/guarded.ts';

const FAULT = { kind: 'engineFailed' };

describe('guarded', () => {
  test('answers what the port answers', async () => {
    expect(await guarded(() => Promise.resolve(ok(1)), FAULT)).toEqual(ok(1));
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('of the port'))],
    [
      'throws',
      () => {
        throw new Error('of the port');
      },
    ],
  ])('answers the fault where the port %s', async (_how, run) => {
    expect(await guarded(run, FAULT)).toEqual({ ok: false, error: FAULT });
  });

  test('lets a bug of ours through', async () => {
    await expect(guarded(() => Promise.reject(new InvariantError('bug: of ours')), FAULT)).rejects.toThrow('bug:');
  });
});
