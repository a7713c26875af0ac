/** What the application is told, with what it needs to show it. */
import { describe, expect, test } from 'vitest';
import { accept, answer, connect, createPair, keyWith, ring } from '../support/pair.ts';
import { JULIET, JULIETS_TABLET, ROMEO } from '../support/parties.ts';
import { S1, active, ringing } from '../support/solo.ts';
import { jingle, reason, word } from '../support/stanzas.ts';

describe('reports', () => {
  test('name the contact until one resource is the peer, then that resource', async () => {
    const pair = await createPair();
    await connect(pair);
    expect(pair.romeo.reports.map(({ kind, peer }) => [kind, peer])).toEqual([
      ['ringing', JULIET.contact],
      ['accepted', JULIET.account],
      ['authentication', JULIET.account],
      ['connected', JULIET.account],
    ]);
    expect(new Set(pair.juliet.reports.map(({ peer }) => peer))).toEqual(new Set([ROMEO.account]));
  });

  test('say which resource rings, each time another does', async () => {
    const pair = await createPair();
    const sessionId = await ring(pair);
    pair.romeo.receive(word(JULIETS_TABLET.account, ROMEO.account, 'ringing', sessionId));
    expect(pair.romeo.reports.map((report) => (report.kind === 'ringing' ? report.by : report.kind))).toEqual([
      JULIET.account,
      JULIETS_TABLET.account,
    ]);
  });

  test('say what was accepted', async () => {
    const pair = await createPair();
    await answer(pair, ['video', 'audio']);
    for (const { reports } of [pair.romeo, pair.juliet]) {
      expect(reports.find(({ kind }) => kind === 'accepted')).toMatchObject({ media: ['video', 'audio'] });
    }
  });

  test('pass on what the peer says about itself [XEP-0167 #info]', async () => {
    const { juliet } = await active();
    const mute = "<mute xmlns='urn:xmpp:jingle:apps:rtp:info:1' creator='initiator' name='audio'/>";
    juliet.receive(jingle(ROMEO.account, JULIET.account, 'session-info', S1, mute));
    expect(juliet.reports.at(-1)).toMatchObject({ kind: 'peerInfo', info: { kind: 'mute' } });
  });

  test('give the peer’s words at the end, cut to a length that one can show', async () => {
    const { juliet } = await active();
    const words = 'x'.repeat(10_000);
    juliet.receive(jingle(ROMEO.account, JULIET.account, 'session-terminate', S1, reason('success', words)));
    expect(juliet.reports.at(-1)).toMatchObject({
      kind: 'ended',
      by: 'peer',
      reason: 'success',
      text: words.slice(0, 512),
    });
  });

  test('call a reason nobody defined unknown', async () => {
    const { juliet } = await active();
    const given = "<reason xmlns='urn:xmpp:jingle:1'><sleepy/></reason>";
    juliet.receive(jingle(ROMEO.account, JULIET.account, 'session-terminate', S1, given));
    expect(juliet.reports.at(-1)).toMatchObject({ kind: 'ended', by: 'peer', reason: 'unknown' });
  });

  test('tell a missed call directly before its end, with when it was', async () => {
    const { juliet, advance, clock } = await ringing();
    await advance(60_000);
    expect(juliet.reports.slice(1)).toEqual([
      { kind: 'missed', sessionId: S1, peer: ROMEO.account, media: ['audio'], atMs: clock.now(), busy: false },
      { kind: 'ended', sessionId: S1, peer: ROMEO.account, by: 'timer', reason: 'noAnswer', text: undefined },
    ]);
  });

  test('tell the verdict with accepted, at once', async () => {
    const pair = await createPair();
    const sessionId = await ring(pair);
    accept(pair.juliet, pair.romeo, sessionId);
    await pair.settle();
    for (const { reports } of [pair.romeo, pair.juliet]) {
      const index = reports.findIndex(({ kind }) => kind === 'accepted');
      expect(reports[index + 1]?.kind).toBe('authentication');
    }
    pair.romeo.manager.hangUp(keyWith(JULIET, sessionId));
  });
});
