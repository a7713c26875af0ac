/**
 * Romeo calls, Juliet answers, they talk, Romeo hangs up. Nobody is in the way, and each device meets the other for
 * the first time.
 */
import { expect, test } from 'vitest';
import { connect, createPair, keyWith, states, told } from '../support/pair.ts';
import { JULIET } from '../support/parties.ts';
import { story } from '../support/story.ts';

test('an audio call is authenticated on both sides [XEP-0353 #intent #proceed]', async () => {
  const pair = await createPair({ both: { omemo: 'new' } });
  const { romeo, juliet } = pair;
  for (const { manager } of [romeo, juliet]) manager.start();
  await pair.settle();

  const sessionId = await connect(pair);
  romeo.manager.hangUp(keyWith(juliet, sessionId));
  await pair.settle();

  expect(story(pair.delivered)).toEqual([
    'romeo > juliet: propose audio',
    'juliet > romeo: ringing',
    `juliet > romeo: proceed device ${JULIET.deviceId}`,
    'romeo > juliet: session-initiate audio:encrypted',
    'juliet > romeo: ok',
    'juliet > romeo: session-accept audio:encrypted',
    'romeo > juliet: ok',
    'romeo > juliet: session-terminate success',
    'romeo > juliet: finish success',
    'juliet > romeo: ok',
    'juliet > romeo: finish success',
  ]);
  expect(told(romeo)).toEqual(['ringing', 'accepted', 'authenticated (blind)', 'connected', 'ended by local: success']);
  expect(told(juliet)).toEqual([
    'incoming',
    'accepted',
    'authenticated (blind)',
    'connected',
    'ended by peer: success',
  ]);
  expect(states(romeo)).toEqual([
    'proposed.discovering',
    'proposed.ringing',
    'preparing.securing',
    'preparing.describing',
    'preparing.encrypting',
    'initiated.waiting',
    'initiated.decrypting',
    'initiated.applying',
    'established.connecting',
    'established.active',
    'ended',
  ]);
  expect(states(juliet)).toEqual([
    'ringing.announced',
    'accepted',
    'answering.decrypting',
    'answering.describing',
    'answering.encrypting',
    'established.connecting',
    'established.active',
    'ended',
  ]);
  expect(pair.clock.pending).toBe(0);
});
