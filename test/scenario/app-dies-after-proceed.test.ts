/** The application dies between consent and media: after the proceed, and between offer and answer. */
import { describe, expect, test } from 'vitest';
import { attribute } from '../../src/xml/read.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { isJingle } from '../support/hostile.ts';
import { answer, createPair, keyWith, ring, states, told } from '../support/pair.ts';
import type { Pair } from '../support/pair.ts';
import type { Party } from '../support/world.ts';

const isOffer = (stanza: XmlElement): boolean => isJingle(stanza, 'session-initiate');
const isAnswer = (stanza: XmlElement): boolean => isJingle(stanza, 'session-accept');

/** A pair whose server keeps one kind of stanza back, and a way to deliver what it kept. */
async function holding(isHeld: (stanza: XmlElement) => boolean) {
  const pair: Pair = await createPair({ tamper: (passing) => (isHeld(passing.stanza) ? [] : [passing]) });
  const deliver = async (from: Party, to: Party): Promise<void> => {
    const held = from.sent.filter(isHeld).at(-1)!;
    to.receive({ ...held, attributes: new Map([...held.attributes, ['from', from.account]]) });
    await pair.settle();
  };
  return { pair, deliver };
}

describe('the application dies after the proceed', () => {
  test('of the callee, and takes the offer when it is back', async () => {
    const { pair, deliver } = await holding(isOffer);
    const { romeo, juliet } = pair;
    const sessionId = await ring(pair);
    juliet.manager.accept(keyWith(romeo, sessionId));
    await pair.settle();
    expect(states(juliet).at(-1)).toBe('accepted');
    await juliet.restart({ meanwhile: () => pair.advance(2_000) });
    await deliver(romeo, juliet);
    expect(told(juliet)).toEqual(['incoming', 'accepted', 'authenticated (blind)']);
    expect(told(romeo)).toEqual(['ringing', 'accepted', 'authenticated (blind)']);
  });

  test('of the callee, and rejects when nothing has come in time', async () => {
    const { pair } = await holding(isOffer);
    const { romeo, juliet } = pair;
    const sessionId = await ring(pair);
    juliet.manager.accept(keyWith(romeo, sessionId));
    await pair.settle();
    await juliet.restart({ meanwhile: () => pair.advance(29_000) });
    await pair.advance(2_000);
    expect(told(juliet).at(-1)).toBe('ended by timer: timeout');
  });

  test('of the caller, and takes the answer to the offer that the process before had sent', async () => {
    const { pair, deliver } = await holding(isAnswer);
    await answer(pair);
    const { romeo, juliet } = pair;
    expect(states(romeo).at(-1)).toBe('initiated.waiting');
    await romeo.restart({ meanwhile: () => pair.advance(2_000) });
    await deliver(juliet, romeo);
    expect(told(romeo)).toEqual(['ringing', 'accepted', 'authenticated (blind)']);
    expect(romeo.sent.filter(isOffer)).toHaveLength(1);
  });

  test('of the caller, and terminates at once when the answer is overdue, in its own name', async () => {
    const { pair } = await holding(isAnswer);
    await answer(pair);
    const { romeo } = pair;
    await romeo.restart({ meanwhile: () => pair.advance(31_000) });
    const before = romeo.sent.length;
    await pair.advance(0);
    expect(told(romeo).at(-1)).toBe('ended by timer: timeout');
    expect(isJingle(romeo.sent[before]!, 'session-terminate')).toBe(true);
    expect(attribute(romeo.sent[before]!, 'to')).toBe(pair.juliet.account);
  });
});
