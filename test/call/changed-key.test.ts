/** A device that shows another identity key than it was known by is never taken for the same in silence. */
import { describe, expect, test } from 'vitest';
import type { BareJid } from '../../src/jid.ts';
import type { Omemo } from '../../src/omemo/port.ts';
import { answer, createPair, told } from '../support/pair.ts';
import type { PairOptions } from '../support/pair.ts';
import { JULIET } from '../support/parties.ts';

const CHANGED = { ok: false, error: { kind: 'identityKeyChanged' } } as const;
const julietsDevice = { account: 'juliet@capulet.example' as BareJid, deviceId: JULIET.deviceId };

/** Romeo's OMEMO with one operation that does something else. */
function withRomeos(broken: Partial<Omemo>): PairOptions {
  return { romeo: { wrapOmemo: (omemo) => ({ ...omemo, ...broken }) } };
}

describe('a changed key', () => {
  test.each(['opportunistic', 'require'] as const)(
    'in the bundle is told of before the call goes on in the clear or ends: %s',
    async (policy) => {
      const pair = await createPair({ both: { omemo: 'new' }, romeo: { policy } });
      const { romeo, juliet } = pair;
      for (const { manager } of [romeo, juliet]) manager.start();
      await pair.settle();
      // As from a QR code: the user knows the key, and the server gives another.
      const identityKey = romeo.omemo!.ownIdentityKey;
      await romeo.manager.setTrust({ ...julietsDevice, identityKey }, 'verified');
      await answer(pair);
      expect(romeo.reports.find(({ kind }) => kind === 'keyChanged')).toEqual({
        kind: 'keyChanged',
        sessionId: romeo.reports[0]!.sessionId,
        peer: JULIET.account,
        deviceId: JULIET.deviceId,
        identityKey: juliet.omemo!.ownIdentityKey,
      });
      expect(told(romeo)).toEqual(
        policy === 'require'
          ? ['ringing', 'keyChanged', 'ended by core: security-error']
          : ['ringing', 'keyChanged', 'accepted', 'unauthenticated (noSession)'],
      );
    },
  );

  test.each<[string, Partial<Omemo>, readonly string[]]>([
    ['our session', { encrypt: () => Promise.resolve(CHANGED) }, ['accepted', 'unauthenticated (noSession)']],
    ['their answer', { decrypt: () => Promise.resolve(CHANGED) }, ['ended by core: security-error']],
  ])('of %s is told of', async (_where, broken, then) => {
    const pair = await createPair(withRomeos(broken));
    await answer(pair);
    expect(told(pair.romeo)).toEqual(['ringing', 'keyChanged', ...then]);
    expect(pair.romeo.reports[1]).toMatchObject({ deviceId: JULIET.deviceId, identityKey: undefined });
  });

  test('is not told of where a message could not be opened for another reason', async () => {
    const pair = await createPair(
      withRomeos({ decrypt: () => Promise.resolve({ ok: false, error: { kind: 'badMac' } }) }),
    );
    await answer(pair);
    expect(told(pair.romeo)).not.toContain('keyChanged');
  });
});
