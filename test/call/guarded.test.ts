/** A port that breaks its promise has failed; a bug of ours is still a bug. */
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../src/base/errors.ts';
import { ok } from '../../src/base/result.ts';
import { guarded, guardedOmemo } from '../../src/call/guarded.ts';
import type { Omemo } from '../../src/omemo/port.ts';
import type { IdentityKey } from '../../src/stanzas/omemo.ts';
import { bareOf } from '../../src/jid.ts';
import { JULIET } from '../support/parties.ts';

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

describe('guardedOmemo', () => {
  const throws = (): never => {
    throw new Error('of the port');
  };
  const device = { account: bareOf(JULIET.account), deviceId: JULIET.deviceId };

  test('takes a port that cannot say whether the bundle changed for one whose bundle has not', () => {
    expect(guardedOmemo({ bundleChanged: throws } as unknown as Omemo).bundleChanged()).toBe(false);
  });

  test('takes a key nobody can judge for one nobody has decided on', () => {
    expect(guardedOmemo({ trustOf: throws } as unknown as Omemo).trustOf(device, 'k' as IdentityKey)).toBe('undecided');
  });

  test('lets a bug of ours through', () => {
    const bundleChanged = (): never => {
      throw new InvariantError('bug: of ours');
    };
    expect(() => guardedOmemo({ bundleChanged } as unknown as Omemo).bundleChanged()).toThrow('bug:');
  });
});
