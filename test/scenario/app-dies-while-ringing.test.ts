/** The application dies while a call rings, on either side, and comes back: the call rings on, or has ended in time. */
import { describe, expect, test } from 'vitest';
import { connect, createPair, engineOf, keyWith, ring, states, told } from '../support/pair.ts';
import type { Pair } from '../support/pair.ts';

/** Juliet accepts, and media comes up on both sides. */
async function takeCall(pair: Pair, sessionId: Awaited<ReturnType<typeof ring>>): Promise<void> {
  const { romeo, juliet, settle } = pair;
  juliet.manager.accept(keyWith(romeo, sessionId));
  await settle();
  engineOf(romeo).connected(juliet.dtlsFingerprint);
  engineOf(juliet).connected(romeo.dtlsFingerprint);
  await settle();
}

describe('the application dies while it rings', () => {
  test('and the user takes the call after it came back, on both sides as if nothing had been', async () => {
    const pair = await createPair();
    const sessionId = await ring(pair);
    await pair.juliet.restart({ meanwhile: () => pair.advance(5_000) });
    await pair.romeo.restart({ meanwhile: () => pair.advance(5_000) });
    await takeCall(pair, sessionId);
    const undisturbed = await createPair();
    await connect(undisturbed);
    for (const who of ['romeo', 'juliet'] as const) {
      expect(told(pair[who])).toEqual(told(undisturbed[who]));
      expect(states(pair[who])).toEqual(states(undisturbed[who]));
    }
  });

  test('and the callee rings for what is left of the minute, not for another one', async () => {
    const pair = await createPair();
    await ring(pair);
    const { juliet, romeo } = pair;
    await romeo.restart();
    romeo.manager.close();
    await juliet.restart({ meanwhile: () => pair.advance(40_000) });
    await pair.advance(19_900);
    expect(told(juliet)).toEqual(['incoming']);
    await pair.advance(200);
    expect(told(juliet)).toEqual(['incoming', 'missed', 'ended by timer: noAnswer']);
  });

  test('and comes back too late: the call is missed at once', async () => {
    const pair = await createPair();
    await ring(pair);
    const { juliet, romeo } = pair;
    romeo.manager.close();
    await juliet.restart({ meanwhile: () => pair.advance(3_600_000) });
    expect(told(juliet)).toEqual(['incoming']);
    await pair.advance(0);
    expect(told(juliet)).toEqual(['incoming', 'missed', 'ended by timer: noAnswer']);
    expect(juliet.manager.stats()).toMatchObject({ calls: 0, timers: 0 });
  });

  test('and the caller comes back too late: the proposal is taken back, and the callee stops ringing', async () => {
    const pair = await createPair({ juliet: { deadlines: { ringMs: 170_000 } } });
    await ring(pair);
    const { juliet, romeo } = pair;
    await romeo.restart({ meanwhile: () => pair.advance(100_000) });
    await pair.settle();
    await pair.advance(10);
    expect(told(romeo)).toEqual(['ringing', 'ended by timer: noAnswer']);
    expect(told(juliet)).toEqual(['incoming', 'missed', 'ended by peer: cancel']);
  });
});
