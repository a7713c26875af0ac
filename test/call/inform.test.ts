/** What the user lets the peer know in passing: that a content is muted, that nobody listens. XEP-0167 1.2.3 #info. */
import { describe, expect, test } from 'vitest';
import { serializeXml } from '../../src/xml/serialize.ts';
import { answer, createPair, keyWith, told } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { misuse } from '../support/misuse.ts';
import { S1, accepted, active, answered, offer, ringing, sentDuring } from '../support/solo.ts';
import { iqError } from '../support/stanzas.ts';

const KEY = keyWith(ROMEO, S1);
const INFO = 'urn:xmpp:jingle:apps:rtp:info:1';

describe('contents', () => {
  test('tells the names that the call has, whichever they are, and none before an offer', async () => {
    const { juliet } = await accepted();
    expect(juliet.manager.contents(KEY)).toEqual([]);
    juliet.receive(offer());
    expect(juliet.manager.contents(KEY)).toEqual([{ contentName: 'audio', media: 'audio' }]);
    const pair = await createPair();
    const sessionId = await answer(pair, ['audio', 'video']);
    expect(pair.romeo.manager.contents(keyWith(JULIET, sessionId)).map(({ media }) => media)).toEqual([
      'audio',
      'video',
    ]);
  });

  test('are of no call that has ended', async () => {
    const { juliet } = await active();
    juliet.manager.hangUp(KEY);
    expect(misuse(() => juliet.manager.contents(KEY))).toBe('noSuchCall');
  });
});

describe('mute', () => {
  test.each([
    [true, 'mute'],
    [false, 'unmute'],
  ])('of %s says %s, of the content by its name and creator [XEP-0167 #info-mute]', async (muted, word) => {
    const { juliet } = await active();
    juliet.manager.mute(KEY, { contentName: 'audio', muted });
    expect(serializeXml(juliet.sent.at(-1)!, 'jabber:client')).toMatch(
      new RegExp(
        `^<iq type="set" id="[^"]+" to="${ROMEO.account}"><jingle xmlns="urn:xmpp:jingle:1" action="session-info" ` +
          `sid="s1"><${word} xmlns="${INFO}" creator="initiator" name="audio"/></jingle></iq>$`,
      ),
    );
  });

  test('is told to the peer, whichever side of the call it is', async () => {
    const pair = await createPair();
    const sessionId = await answer(pair, ['audio', 'video']);
    pair.romeo.manager.mute(keyWith(JULIET, sessionId), { contentName: 'video', muted: true });
    pair.juliet.manager.mute(keyWith(ROMEO, sessionId), { contentName: 'audio', muted: false });
    await pair.settle();
    expect(pair.juliet.reports.at(-1)).toMatchObject({ info: { kind: 'mute', content: { contentName: 'video' } } });
    expect(pair.romeo.reports.at(-1)).toMatchObject({ info: { kind: 'unmute', content: { contentName: 'audio' } } });
  });

  test('may be said before the answer: the Jingle session is there [XEP-0166 #session-info]', async () => {
    const { juliet } = await accepted();
    juliet.receive(offer());
    const said = sentDuring(juliet, () => juliet.manager.mute(KEY, { contentName: 'audio', muted: true }));
    expect(said).toEqual(['session-info mute']);
  });

  test.each([
    ['rings', ringing],
    ['is accepted, and nothing is offered yet', accepted],
  ])('is none while the call %s', async (_what, make) => {
    const { juliet } = await make();
    expect(misuse(() => juliet.manager.mute(KEY, { contentName: 'audio', muted: true }))).toBe('noSession');
    expect(misuse(() => juliet.manager.hold(KEY, { held: true }))).toBe('noSession');
  });

  test('names a content that the call has', async () => {
    const { juliet } = await answered();
    expect(misuse(() => juliet.manager.mute(KEY, { contentName: 'video', muted: true }))).toBe('noSuchContent');
  });

  test('is for no call that has ended', async () => {
    const { juliet } = await active();
    juliet.manager.hangUp(KEY);
    expect(misuse(() => juliet.manager.mute(KEY, { contentName: 'audio', muted: true }))).toBe('noSuchCall');
  });

  test('changes nothing where the peer does not understand it', async () => {
    const { juliet } = await active();
    juliet.manager.mute(KEY, { contentName: 'audio', muted: true });
    const before = told(juliet);
    const id = juliet.sent.at(-1)!.attributes.get('id')!;
    juliet.receive(iqError(ROMEO.account, JULIET.account, id, 'feature-not-implemented'));
    expect(told(juliet)).toEqual(before);
    expect(juliet.manager.stats()).toMatchObject({ calls: 1 });
  });
});

describe('hold', () => {
  test.each([
    [true, `<hold xmlns="${INFO}"/>`],
    [false, `<unhold xmlns="${INFO}"/>`],
  ])('of %s says %s [XEP-0167 #info-hold]', async (held, word) => {
    const { juliet } = await active();
    juliet.manager.hold(KEY, { held });
    expect(serializeXml(juliet.sent.at(-1)!, 'jabber:client')).toContain(word);
  });
});
