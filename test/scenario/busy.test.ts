/** Juliet talks to her nurse when Romeo calls. */
import { expect, test } from 'vitest';
import { createPair, keyWith, ring, told } from '../support/pair.ts';
import { NURSE, ROMEO } from '../support/parties.ts';
import type { PartyOptions } from '../support/world.ts';

async function talking(options: PartyOptions = {}) {
  const pair = await createPair({ juliet: options, others: [[NURSE, { omemo: 'none' }]] });
  const nurse = pair.parties[2]!;
  const { sessionId } = nurse.manager.placeCall({ to: pair.juliet.contact, media: ['audio'] });
  await pair.settle();
  pair.juliet.manager.accept(keyWith(NURSE, sessionId));
  await pair.settle();
  nurse.media.engines[0]!.connected(pair.juliet.dtlsFingerprint);
  pair.juliet.media.engines[0]!.connected(NURSE.dtlsFingerprint);
  return { ...pair, nurse };
}

test('a further caller is told busy, and the call goes on [XEP-0353 #reject]', async () => {
  const world = await talking();
  await ring(world);
  expect(told(world.romeo)).toEqual(['ended by peer: busy']);
  expect(told(world.juliet)).toEqual([
    'incoming',
    'accepted',
    'unauthenticated (announcedNotUsed)',
    'connected',
    'missed',
  ]);
  expect(world.juliet.manager.stats().calls).toBe(1);
});

test('a further caller rings where the application wants that, and both calls can run', async () => {
  const world = await talking({ whenBusy: 'ring' });
  const { juliet, romeo } = world;
  const sessionId = await ring(world);
  juliet.manager.accept(keyWith(ROMEO, sessionId));
  await world.settle();
  romeo.media.engines[0]!.connected(juliet.dtlsFingerprint);
  juliet.media.engines[1]!.connected(ROMEO.dtlsFingerprint);
  expect(told(romeo)).toEqual(['ringing', 'accepted', 'authenticated (blind)', 'connected']);
  expect(juliet.manager.stats().calls).toBe(2);
});

test('a stranger is told nothing at all', async () => {
  const { romeo, juliet, settle } = await talking({ sharesPresenceWith: (contact) => contact.startsWith('nurse') });
  romeo.manager.placeCall({ to: juliet.contact, media: ['audio'] });
  await settle();
  expect(told(romeo)).toEqual([]);
  expect(told(juliet).at(-1)).toBe('missed');
  expect(juliet.manager.stats().calls).toBe(1);
});
