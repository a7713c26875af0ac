/** Juliet's answer does not arrive, or arrives twice, or late. */
import { expect, test } from 'vitest';
import type { XmlElement } from '../../src/xml/element.ts';
import { answer, createPair, engineOf, told } from '../support/pair.ts';
import { dropping, isJingle } from '../support/hostile.ts';
import { JULIET } from '../support/parties.ts';
import { sentDuring } from '../support/solo.ts';
import { summary } from '../support/story.ts';

test('dropped: the caller terminates after its deadline, and was never told accepted', async () => {
  const pair = await createPair({ tamper: dropping('session-accept') });
  await answer(pair);
  expect(told(pair.romeo)).toEqual(['ringing']);
  expect(told(pair.juliet)).toEqual(['incoming', 'accepted', 'authenticated (blind)']);
  await pair.advance(30_001);
  await pair.settle();
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by timer: timeout']);
  expect(told(pair.juliet).at(-1)).toMatch(/^ended by (peer|timer): timeout$/);
  await pair.advance(30_000);
  expect(pair.juliet.manager.stats()).toEqual({ calls: 0, buffered: 0, timers: 0, pending: 0, remembered: 1 });
});

test('delivered after the caller gave up: it is of a session nobody knows, and says so', async () => {
  let held: XmlElement | undefined;
  const pair = await createPair({
    tamper: (passing) => {
      if (!isJingle(passing.stanza, 'session-accept')) return [passing];
      held = passing.stanza;
      return [];
    },
  });
  await answer(pair);
  await pair.advance(30_001);
  const { romeo } = pair;
  expect(sentDuring(romeo, () => romeo.receive(held!))).toEqual(['error item-not-found unknown-session']);
  expect(told(romeo)).toEqual(['ringing', 'ended by timer: timeout']);
});

test('delivered twice: the same answer twice, and one decryption', async () => {
  const pair = await createPair({
    tamper: (passing) => (isJingle(passing.stanza, 'session-accept') ? [passing, passing] : [passing]),
  });
  await answer(pair);
  expect(pair.romeo.sent.map(summary).slice(-2)).toEqual(['ok', 'ok']);
  engineOf(pair.romeo).connected(JULIET.dtlsFingerprint);
  expect(told(pair.romeo)).toEqual(['ringing', 'accepted', 'authenticated (blind)', 'connected']);
  expect(engineOf(pair.romeo).orders.map(({ order }) => order)).toEqual(['createOffer', 'setRemote']);
});

test('refused by an error: the peer knows no such session, and the call is over', async () => {
  const pair = await createPair({
    tamper: (passing) => {
      if (!isJingle(passing.stanza, 'session-accept')) return [passing];
      const { from, to, stanza } = passing;
      const attributes = new Map([...stanza.attributes, ['type', 'error'], ['from', to], ['to', from]]);
      return [{ from: to, to: from, stanza: { ...stanza, attributes } }];
    },
  });
  await answer(pair);
  expect(told(pair.juliet).at(-1)).toBe('ended by peer: unreachable');
});
