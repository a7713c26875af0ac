/** A verdict names what it was checked against. */
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../src/base/errors.ts';
import { verdictWith } from '../../src/call/verdict.ts';
import type { BareJid } from '../../src/jid.ts';
import type { IdentityKey } from '../../src/stanzas/omemo.ts';
import { JULIET } from '../support/parties.ts';

const binding = {
  account: 'juliet@capulet.example' as BareJid,
  deviceId: JULIET.deviceId,
  identityKey: 'BUqKUbM00705' as IdentityKey,
};

describe('verdictWith', () => {
  test('names device and key of an authenticated call', () => {
    expect(verdictWith({ state: 'authenticated', trust: 'blind' }, binding)).toEqual({
      state: 'authenticated',
      deviceId: JULIET.deviceId,
      identityKey: binding.identityKey,
      trust: 'blind',
    });
  });

  test('leaves a plain call without device, also where one was announced', () => {
    const plain = { state: 'unauthenticated', because: 'noSession' } as const;
    expect(verdictWith(plain, binding)).toEqual(plain);
    expect(verdictWith(plain, undefined)).toEqual(plain);
  });

  test.each([
    ['a binding', undefined],
    ['a key', { ...binding, identityKey: undefined }],
  ])('stops at an authenticated call without %s', (_what, bound) => {
    expect(() => verdictWith({ state: 'authenticated', trust: 'blind' }, bound)).toThrow(InvariantError);
  });
});
