/**
 * Why this test? What an application threw from within a report of an engine's step left the queue of the engine's
 * orders rejected for good: no later candidate was applied, and each one raised another unhandled rejection.
 */
import { expect, test } from 'vitest';
import { CallMedia } from '../../src/call/call-media.ts';
import type { CallEnvironment } from '../../src/call/environment.ts';
import { Turns } from '../../src/call/turns.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import { JULIET } from '../support/parties.ts';

test('an order that ends in a throw of the application does not stop the next', async () => {
  const work: Promise<void>[] = [];
  const told: string[] = [];
  const media = createStandInMedia({ seed: 1, dtlsFingerprint: JULIET.dtlsFingerprint });
  const environment = { media, turns: new Turns(), track: (running: Promise<void>) => void work.push(running) };
  const call = { sessionId: 'S1' as SessionId, peer: JULIET.contact };
  const calls = new CallMedia(
    environment as unknown as CallEnvironment,
    () => call,
    ({ event }) => {
      told.push(event.type);
      if (told.length === 1) throw new Error('of the application');
    },
  );
  calls.createOffer(['audio']);
  calls.createOffer(['audio']);
  expect((await Promise.allSettled(work)).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(told).toHaveLength(2);
});
