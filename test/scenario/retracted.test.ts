/** Romeo changes his mind: while it rings, and after Juliet has answered. */
import { expect, test } from 'vitest';
import { accept, createPair, keyWith, ring, told } from '../support/pair.ts';
import { JULIET } from '../support/parties.ts';
import { story } from '../support/story.ts';

test('a call that is taken back while it rings is missed [XEP-0353 #retract]', async () => {
  const pair = await createPair();
  const { romeo, juliet } = pair;
  const sessionId = await ring(pair);
  await pair.advance(5_000);
  romeo.manager.hangUp(keyWith(juliet, sessionId));
  await pair.settle();

  expect(story(pair.delivered)).toEqual([
    'romeo > juliet: propose audio',
    'juliet > romeo: ringing',
    'romeo > juliet: retract cancel',
  ]);
  expect(told(romeo)).toEqual(['ringing', 'ended by local: cancel']);
  expect(told(juliet)).toEqual(['incoming', 'missed', 'ended by peer: cancel']);
  const rang = Date.UTC(2026, 0, 1) + 5_003;
  expect(juliet.reports[1]).toMatchObject({ kind: 'missed', media: ['audio'], atMs: rang });
});

test('a retract that crosses the proceed ends the call on both sides', async () => {
  const pair = await createPair();
  const { romeo, juliet } = pair;
  const sessionId = await ring(pair);
  accept(juliet, romeo, sessionId);
  romeo.manager.hangUp(keyWith(juliet, sessionId));
  await pair.settle();

  expect(story(pair.delivered).slice(2)).toEqual([
    `juliet > romeo: proceed device ${JULIET.deviceId}`,
    'romeo > juliet: retract cancel',
  ]);
  expect(told(romeo)).toEqual(['ringing', 'ended by local: cancel']);
  expect(told(juliet)).toEqual(['incoming', 'ended by peer: cancel']);
  expect(pair.clock.pending).toBe(0);
});
