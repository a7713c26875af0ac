/** A camera is turned off for good: the content leaves the call at both ends. The last one takes the call with it. */
import { describe, expect, test } from 'vitest';
import {
  addContents,
  candidatesGivenTo,
  expectAtRest,
  offerContents,
  partiesOf,
  running,
  sentSince,
  takenBy,
  toldOfChanges,
  WHO,
} from '../support/changing.ts';
import { misuse } from '../support/misuse.ts';
import { engineOf, keyWith, states, told } from '../support/pair.ts';
import { JULIET, ROMEO, TYBALT } from '../support/parties.ts';
import { S1, active, sentDuring } from '../support/solo.ts';
import { candidateContent, content, fingerprint, jingle, reason } from '../support/stanzas.ts';
import { story, summary } from '../support/story.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';

const VIDEO = 'video' as ContentName;
const AUDIO = 'audio' as ContentName;

describe.each(WHO)('a content that %s removes', (who) => {
  const [one, two] = who === 'romeo' ? (['romeo', 'juliet'] as const) : (['juliet', 'romeo'] as const);

  test('leaves the engines of both, and the other content goes on', async () => {
    const call = await running({}, ['audio', 'video']);
    const [remover, other] = partiesOf(call, who);
    const before = call.delivered.length;
    remover.manager.changes.removeContent(keyWith(other, call.sessionId), VIDEO);
    await call.settle();
    expect(story(call.delivered.slice(before))).toEqual([
      `${one} > ${two}: content-remove video cancel`,
      `${two} > ${one}: ok`,
    ]);
    expect(toldOfChanges(remover)).toEqual(['contentRemoved video by local']);
    expect(toldOfChanges(other)).toEqual(['contentRemoved video by peer']);
    for (const party of call.parties)
      expect(engineOf(party).orders.at(-1)).toEqual({ order: 'removeContents', names: ['video'] });
    expectAtRest(call);
  });

  test('A6: may come again, as what is added to the call: encrypted, and of its certificate', async () => {
    const call = await running({}, ['audio', 'video']);
    const [remover, other] = partiesOf(call, who);
    remover.manager.changes.removeContent(keyWith(other, call.sessionId), VIDEO);
    await call.settle();
    await addContents(call, who);
    expect(toldOfChanges(remover)).toEqual(['contentRemoved video by local', 'contentAccepted video-2']);
    expect(takenBy(other)).toEqual([`audio ${remover.dtlsFingerprint}`, `video-2 ${remover.dtlsFingerprint}`]);
    expectAtRest(call);
  });

  test('that is not there yet is taken back, and the other user is asked no more', async () => {
    const call = await running();
    await offerContents(call, who);
    const [adder, asked] = partiesOf(call, who);
    const before = adder.sent.length;
    adder.manager.changes.removeContent(keyWith(asked, call.sessionId), VIDEO);
    await call.settle();
    expect(sentSince(adder, before)).toEqual(['content-remove video cancel']);
    expect(toldOfChanges(adder)).toEqual(['contentRejected video by local: cancel']);
    expect(toldOfChanges(asked)).toEqual(['contentOffered video', 'contentRejected video by peer: cancel']);
    expect(misuse(() => asked.manager.changes.acceptContents(keyWith(adder, call.sessionId)))).toBe('notOffered');
    expectAtRest(call);
  });

  test('is not the last: that one ends the call instead', async () => {
    const call = await running();
    const [remover, other] = partiesOf(call, who);
    const remove = () => remover.manager.changes.removeContent(keyWith(other, call.sessionId), AUDIO);
    expect(misuse(remove)).toBe('lastContent');
    expect(states(remover).at(-1)).toBe('established.active');
  });

  test('candidates for it that come late go nowhere, and none of ours is told or kept', async () => {
    const call = await running({}, ['audio', 'video']);
    const [remover, other] = partiesOf(call, who);
    remover.manager.changes.removeContent(keyWith(other, call.sessionId), VIDEO);
    // What was gathered just before the other one heard of it.
    engineOf(other).gathered('video', 6_001);
    await call.settle();
    engineOf(remover).gathered('video', 6_002);
    engineOf(other).gathered('video', 6_003);
    await call.settle();
    expect(candidatesGivenTo(remover)).toEqual([]);
    expect(candidatesGivenTo(other)).toEqual([]);
    expect(story(call.delivered)).not.toContain(`${one} > ${two}: transport-info video`);
    expectAtRest(call);
  });
});

describe('a content-remove of the peer', () => {
  const remove = (...names: readonly string[]) =>
    jingle(
      ROMEO.account,
      JULIET.account,
      'content-remove',
      S1,
      names.map((name) => `<content creator='initiator' name='${name}'/>`).join('') + reason('success'),
    );

  test('of the last content ends the call, as a success [XEP-0166 #def-action-content-remove]', async () => {
    const { juliet, settle } = await active();
    expect(sentDuring(juliet, () => juliet.receive(remove('audio')))).toEqual([
      'ok',
      'session-terminate success',
      'finish success',
    ]);
    await settle();
    expect(told(juliet).at(-1)).toMatch(/^ended by \w+: success$/);
    expect(juliet.manager.stats()).toMatchObject({ calls: 0, buffered: 0, timers: 0 });
  });

  test.each([
    ['of one that there is not', ['smell']],
    ['of none', []],
  ])('D20: %s is refused, and nothing leaves', async (_what, names) => {
    const { juliet, settle } = await active();
    const replies = sentDuring(juliet, () => juliet.receive(remove(...names)));
    await settle();
    expect(replies).toEqual([expect.stringMatching(/^error (item-not-found|bad-request)$/) as unknown]);
    expect(states(juliet).at(-1)).toBe('established.active');
    expect(engineOf(juliet).orders.map(({ order }) => order)).not.toContain('removeContents');
  });

  test('of what it offered takes the offer back', async () => {
    const { juliet, settle } = await active();
    const video = content({ name: 'video', fingerprints: fingerprint(ROMEO.dtlsFingerprint) });
    juliet.receive(jingle(ROMEO.account, JULIET.account, 'content-add', S1, video));
    expect(toldOfChanges(juliet)).toEqual(['contentOffered video']);
    expect(sentDuring(juliet, () => juliet.receive(remove('video')))).toEqual(['ok']);
    await settle();
    expect(toldOfChanges(juliet)).toEqual(['contentOffered video', 'contentRejected video by peer: success']);
    expect(juliet.manager.stats().timers).toBe(0);
  });

  test('D25: of what the engine is just answering takes it out of the engine, and nothing is accepted', async () => {
    const { juliet, settle } = await active();
    const video = content({ name: 'video', fingerprints: fingerprint(ROMEO.dtlsFingerprint) });
    juliet.receive(jingle(ROMEO.account, JULIET.account, 'content-add', S1, video));
    juliet.manager.changes.acceptContents(keyWith(ROMEO, S1));
    expect(sentDuring(juliet, () => juliet.receive(remove('video')))).toEqual(['ok']);
    await settle();
    expect(juliet.sent.map(summary).join()).not.toContain('content-accept');
    expect(engineOf(juliet).orders.at(-1)).toEqual({ order: 'removeContents', names: ['video'] });
    expect(toldOfChanges(juliet)).toEqual(['contentOffered video', 'contentRejected video by peer: success']);
  });
});

describe('a name that a content of the call had, and has no more', () => {
  const video = (of: string, name = 'video') => content({ name, media: 'video', fingerprints: fingerprint(of) });
  const request = (action: string, inside: string, id: string) =>
    jingle(ROMEO.account, JULIET.account, action, S1, inside, id);
  const named = "<content creator='initiator' name='video'/>";

  async function removed() {
    const solo = await active();
    const { juliet, settle } = solo;
    juliet.receive(request('content-add', video(ROMEO.dtlsFingerprint), 'a1'));
    juliet.manager.changes.acceptContents(keyWith(ROMEO, S1));
    await settle();
    expect(sentDuring(juliet, () => juliet.receive(request('content-remove', named, 'a2')))).toEqual(['ok']);
    await settle();
    return solo;
  }

  test('may be offered anew, and the user is asked again', async () => {
    const { juliet, settle } = await removed();
    expect(
      sentDuring(juliet, () => juliet.receive(request('content-add', video(ROMEO.dtlsFingerprint), 'a3'))),
    ).toEqual(['ok']);
    expect(toldOfChanges(juliet).slice(-2)).toEqual(['contentRemoved video by peer', 'contentOffered video']);
    juliet.manager.changes.acceptContents(keyWith(ROMEO, S1));
    await settle();
    expect(summary(juliet.sent.at(-1)!)).toBe('content-accept video:plain');
  });

  test('A6: brings no other certificate in when it is', async () => {
    const { juliet } = await removed();
    expect(
      sentDuring(juliet, () => juliet.receive(request('content-add', video(TYBALT.dtlsFingerprint), 'a3'))),
    ).toEqual(['ok', 'content-reject video security-error']);
  });

  test('D24: old candidates for it do not wait for the new one', async () => {
    const { juliet, settle } = await removed();
    juliet.receive(request('transport-info', candidateContent('video', 7_001), 'a3'));
    engineOf(juliet).gathered('video', 7_002);
    await settle();
    expect(juliet.manager.stats().buffered).toBe(0);
    juliet.receive(request('content-add', video(ROMEO.dtlsFingerprint), 'a4'));
    juliet.manager.changes.acceptContents(keyWith(ROMEO, S1));
    await settle();
    expect(candidatesGivenTo(juliet)).toEqual([]);
    expect(juliet.sent.map(summary)).not.toContain('transport-info video');
  });
});
