/** Juliet does not want to talk. */
import { expect, test } from 'vitest';
import { createPair, keyWith, ring, states, told } from '../support/pair.ts';
import { ROMEO } from '../support/parties.ts';
import { story } from '../support/story.ts';

test('a call that is declined ends on both sides before any media is touched [XEP-0353 #reject]', async () => {
  const pair = await createPair();
  const { romeo, juliet } = pair;
  const sessionId = await ring(pair);
  juliet.manager.reject(keyWith(ROMEO, sessionId));
  await pair.settle();

  expect(story(pair.delivered)).toEqual([
    'romeo > juliet: propose audio',
    'juliet > romeo: ringing',
    'juliet > romeo: reject decline',
  ]);
  expect(told(romeo)).toEqual(['ringing', 'ended by peer: decline']);
  expect(told(juliet)).toEqual(['incoming', 'ended by local: decline']);
  expect(states(juliet)).toEqual(['ringing.announced', 'ended']);
  expect([romeo.media.engines, juliet.media.engines]).toEqual([[], []]);
  expect(pair.clock.pending).toBe(0);
});
