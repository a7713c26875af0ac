/**
 * Two calls with the same contact at a time. The encrypted text does not say for which call it was made, so a
 * fingerprint that is the peer's in one call is refused in another: it may have been moved there.
 */
import { expect, test } from 'vitest';
import { engineOf, keyWith, told } from '../support/pair.ts';
import { JULIET, NURSE, ROMEO } from '../support/parties.ts';
import { S1, active, answered, offer, ringing } from '../support/solo.ts';
import type { Solo } from '../support/solo.ts';
import { content, fingerprint, jingle, propose } from '../support/stanzas.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';

const S2 = 's2' as SessionId;

/** A further call, with the certificate that romeo's first call has. */
async function callAgain(solo: Solo, caller: typeof ROMEO, value = ROMEO.dtlsFingerprint): Promise<void> {
  solo.juliet.receive(propose(caller.account, JULIET.account, S2));
  await take(solo, caller, value);
}

async function take({ juliet, settle }: Solo, caller: typeof ROMEO, value = ROMEO.dtlsFingerprint): Promise<void> {
  juliet.manager.accept(keyWith(caller, S2));
  const audio = content({ fingerprints: fingerprint(value) });
  juliet.receive(jingle(caller.account, JULIET.account, 'session-initiate', S2, audio));
  await settle();
}

/** Both rang before either was taken: what a contact proposes during a call with us is only an offer to go on there. */
async function activeAndRinging(): Promise<Solo> {
  const solo = await ringing();
  const { juliet, settle } = solo;
  juliet.receive(propose(ROMEO.account, JULIET.account, S2));
  juliet.manager.accept(keyWith(ROMEO, S1));
  juliet.receive(offer());
  await settle();
  engineOf(juliet).connected(ROMEO.dtlsFingerprint);
  return solo;
}

test('it is refused while the other call lasts, and that one goes on', async () => {
  const solo = await activeAndRinging();
  await take(solo, ROMEO);
  expect(told(solo.juliet).slice(-2)).toEqual(['connected', 'ended by core: security-error']);
  expect(solo.juliet.reports.at(-1)).toMatchObject({ kind: 'ended', sessionId: S2 });
  expect(solo.juliet.manager.stats().calls).toBe(1);
});

test('it is taken once the other call is over', async () => {
  const solo = await active();
  solo.juliet.manager.hangUp(keyWith(ROMEO, S1));
  await callAgain(solo, ROMEO);
  expect(told(solo.juliet).slice(-2)).toEqual(['accepted', 'unauthenticated (disabled)']);
});

test('another certificate of the same contact is taken', async () => {
  const solo = await activeAndRinging();
  await take(solo, ROMEO, NURSE.dtlsFingerprint);
  engineOf(solo.juliet).connected(NURSE.dtlsFingerprint);
  expect(told(solo.juliet).at(-1)).toBe('connected');
  expect(solo.juliet.manager.stats().calls).toBe(2);
});

test('what another contact uses is no concern of a call', async () => {
  const solo = await answered({ whenBusy: 'ring' });
  await callAgain(solo, NURSE);
  expect(told(solo.juliet).slice(-2)).toEqual(['accepted', 'unauthenticated (disabled)']);
});
