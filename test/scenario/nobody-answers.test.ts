/** Nobody takes the call: nobody is there, it rings and rings, or Juliet answers and Romeo is gone. */
import { expect, test } from 'vitest';
import { accept, answer, createPair, ring, told } from '../support/pair.ts';
import { dropping, tamperingWithAll } from '../support/hostile.ts';
import { story } from '../support/story.ts';

test('a call to somebody who is not there ends in the discovery deadline', async () => {
  const pair = await createPair({ tamper: () => [] });
  await ring(pair);
  await pair.advance(29_999);
  expect(told(pair.romeo)).toEqual([]);
  await pair.advance(1);
  expect(told(pair.romeo)).toEqual(['ended by timer: noAnswer']);
  expect(pair.clock.pending).toBe(0);
});

test('a call that nobody takes is retracted by the caller and missed by the callee [XEP-0353 #retract]', async () => {
  const pair = await createPair({ romeo: { deadlines: { ringMs: 45_000 } } });
  await ring(pair);
  await pair.advance(45_001);
  await pair.settle();
  expect(story(pair.delivered).at(-1)).toBe('romeo > juliet: retract timeout');
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by timer: noAnswer']);
  expect(told(pair.juliet)).toEqual(['incoming', 'missed', 'ended by peer: cancel']);
});

test('a callee stops ringing by itself where the retract never comes', async () => {
  const pair = await createPair({ tamper: dropping('retract') });
  await ring(pair);
  await pair.advance(61_000);
  expect(told(pair.juliet)).toEqual(['incoming', 'missed', 'ended by timer: noAnswer']);
  expect(pair.clock.pending).toBe(0);
});

test('a callee who has answered does not wait for ever for the offer', async () => {
  const pair = await createPair({ tamper: tamperingWithAll(dropping('proceed'), dropping('retract')) });
  const sessionId = await ring(pair);
  accept(pair.juliet, pair.romeo, sessionId);
  await pair.settle();
  await pair.advance(30_000);
  await pair.settle();
  expect(told(pair.juliet)).toEqual(['incoming', 'ended by timer: timeout']);
  expect(story(pair.delivered).at(-1)).toBe('juliet > romeo: reject timeout');
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by peer: timeout']);
});

test('a caller whose offer nobody answers terminates the session', async () => {
  const pair = await createPair({ tamper: dropping('session-initiate') });
  await answer(pair);
  await pair.advance(30_000);
  await pair.settle();
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by timer: timeout']);
  expect(told(pair.juliet)).toEqual(['incoming', 'ended by timer: timeout']);
  await pair.advance(60_000);
  expect(pair.romeo.manager.stats()).toMatchObject({ calls: 0, timers: 0, pending: 0 });
});

test('media that never connects ends the call on both sides', async () => {
  const pair = await createPair();
  await answer(pair);
  await pair.advance(31_000);
  await pair.settle();
  expect(told(pair.romeo).at(-1)).toBe('ended by timer: timeout');
  expect(told(pair.juliet).at(-1)).toMatch(/^ended by (timer|peer): timeout$/);
  expect(pair.clock.pending).toBe(0);
});
