/** The user looks at the keys: before the call, while it is being set up, and during it. */
import { expect, test } from 'vitest';
import { accept, answer, connect, createPair, ring, told } from '../support/pair.ts';
import { isJingle } from '../support/hostile.ts';

test('distrusted before the call: nothing is encrypted to the key, and the cause is told', async () => {
  for (const [policy, word] of [
    ['opportunistic', 'unauthenticated (distrusted)'],
    ['expect', 'ended by core: security-error'],
  ] as const) {
    const pair = await createPair({ romeo: { policy } });
    await pair.romeo.manager.setTrust({ ...pair.juliet.omemo!.ownDevice, identityKey: undefined }, 'distrusted');
    await answer(pair);
    expect(told(pair.romeo).at(-1)).toBe(word);
  }
});

test('distrusted by the callee before the call: the offer is refused, whatever the policy', async () => {
  const pair = await createPair();
  await pair.juliet.manager.setTrust({ ...pair.romeo.omemo!.ownDevice, identityKey: undefined }, 'distrusted');
  await answer(pair);
  expect(told(pair.juliet)).toEqual(['incoming', 'ended by core: security-error']);
});

test('distrusted while the offer is under way: the answer is refused', async () => {
  const pair = await createPair();
  const sessionId = await ring(pair);
  accept(pair.juliet, pair.romeo, sessionId);
  await pair.clock.advance(1, () => pair.romeo.manager.settled());
  expect(isJingle(pair.romeo.sent.at(-1)!, 'session-initiate')).toBe(true);
  await pair.romeo.manager.setTrust({ ...pair.juliet.omemo!.ownDevice, identityKey: undefined }, 'distrusted');
  await pair.settle();
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by core: security-error']);
});

test('distrusted during the call: the verdict changes at once, and again when the user trusts it again', async () => {
  const pair = await createPair();
  await connect(pair);
  const device = pair.romeo.omemo!.ownDevice;
  await pair.juliet.manager.setTrust({ ...device, identityKey: undefined }, 'distrusted');
  await pair.juliet.manager.setTrust({ ...device, identityKey: undefined }, 'verified');
  expect(told(pair.juliet)).toEqual([
    'incoming',
    'accepted',
    'authenticated (blind)',
    'connected',
    'unauthenticated (distrusted)',
    'authenticated (verified)',
  ]);
  expect(told(pair.romeo).filter((word) => word.includes('authenticated'))).toEqual(['authenticated (blind)']);
});
