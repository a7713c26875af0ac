/** Juliet's phone and tablet ring; she answers on one. The server tells the other by a carbon. */
import { expect, test } from 'vitest';
import { createPair, dropped, keyWith, ring, states, told } from '../support/pair.ts';
import { JULIETS_TABLET, ROMEO } from '../support/parties.ts';
import { carbon, word } from '../support/stanzas.ts';

async function ringingTwice() {
  const pair = await createPair({ others: [[JULIETS_TABLET, { omemo: 'new' }]] });
  const [, , tablet] = pair.parties;
  tablet!.manager.start();
  await pair.settle();
  const sessionId = await ring(pair);
  return { ...pair, tablet: tablet!, sessionId };
}

test('the other device stops ringing, and the call goes on [XEP-0353 #proceed]', async () => {
  const { romeo, juliet, tablet, sessionId, settle } = await ringingTwice();
  expect(told(romeo)).toEqual(['ringing', 'ringing']);
  tablet.manager.accept(keyWith(ROMEO, sessionId));
  await settle();

  expect(told(juliet)).toEqual(['incoming', 'ended by ownResource: answeredElsewhere']);
  expect(states(juliet)).toEqual(['ringing.announced', 'ended']);
  expect(told(tablet)).toEqual(['incoming', 'accepted', 'authenticated (blind)']);
  expect(told(romeo)).toEqual(['ringing', 'ringing', 'accepted', 'authenticated (blind)']);
  const authentication = romeo.reports.find(({ kind }) => kind === 'authentication');
  expect(authentication).toMatchObject({
    peer: JULIETS_TABLET.account,
    verdict: { deviceId: JULIETS_TABLET.deviceId, identityKey: tablet.omemo!.ownIdentityKey },
  });
});

test('the other device stops ringing when the call is declined on one [XEP-0353 #reject]', async () => {
  const { romeo, juliet, tablet, sessionId, settle } = await ringingTwice();
  tablet.manager.reject(keyWith(ROMEO, sessionId));
  await settle();
  expect(told(juliet)).toEqual(['incoming', 'ended by ownResource: rejectedElsewhere']);
  expect(told(romeo).at(-1)).toBe('ended by peer: decline');
});

test('both answer at once: the first proceed counts, the other device ends in its deadline', async () => {
  const { romeo, juliet, tablet, sessionId, settle, advance } = await ringingTwice();
  juliet.manager.accept(keyWith(ROMEO, sessionId));
  tablet.manager.accept(keyWith(ROMEO, sessionId));
  await settle();
  expect(romeo.reports.at(-1)).toMatchObject({ kind: 'authentication', peer: juliet.account });
  expect(states(tablet).at(-1)).toBe('accepted');
  await advance(29_990);
  romeo.media.engines[0]!.connected(juliet.dtlsFingerprint);
  juliet.media.engines[0]!.connected(romeo.dtlsFingerprint);
  await advance(60_000);
  expect(told(tablet)).toEqual(['incoming', 'ended by timer: timeout']);
  expect(told(romeo).at(-1)).toBe('connected');
});

test('a carbon that Romeo makes up does not stop the ringing [XEP-0280 #security]', async () => {
  const { juliet, sessionId } = await ringingTwice();
  const proceed = word(JULIETS_TABLET.account, ROMEO.account, 'proceed', sessionId);
  juliet.receive(carbon(ROMEO.account, juliet.account, 'sent', proceed));
  juliet.receive(carbon('romeo@montague.example', juliet.account, 'sent', proceed));
  expect(dropped(juliet)).toEqual(['ownEcho', 'carbonOfStranger', 'carbonOfStranger']);
  expect(told(juliet)).toEqual(['incoming']);
});
