/** What changes in a running session of the WebRTC engine, between two browsers that negotiate as RFC 8829 says. */
import { describe, expect, test } from 'vitest';
import type { SessionDescription } from '../../src/media/port.ts';
import { withoutContents } from '../../src/media/described.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import { candidateEvent, hashed, settle } from './open-webrtc.ts';
import type { Running } from './two-fake-browsers.ts';
import { bundleIn, change, namesOf, running, unbundled, valueOf } from './two-fake-browsers.ts';

const ufragOf = ({ contents }: SessionDescription) => contents[0]?.transport.credentials.ufrag;
const certificatesIn = ({ contents }: SessionDescription) => [
  ...new Set(contents.map(({ transport }) => transport.fingerprint.value.slice(0, 2))),
];
const setupsIn = ({ contents }: SessionDescription) => [
  ...new Set(contents.map(({ transport }) => transport.fingerprint.setup)),
];
const run = ({ one, other }: Running) => [one.browser.running(), other.browser.running()];
const both = <T>(value: T): readonly T[] => [value, value];
const ADD_VIDEO = { kind: 'addContents', media: ['video'] } as const;
const AUDIO = { '0': 'audio sendrecv' };

describe('an addition', () => {
  test('describes what there was as it was and new contents behind it, in the same bundle', async () => {
    const ends = await running(['audio']);
    const { offer, answer } = await change(ends.one, ends.other, 'video', 'audio');
    expect([namesOf(offer), namesOf(answer)]).toEqual(both(['0', '1', '2']));
    expect([bundleIn(offer), bundleIn(answer)]).toEqual(both(['0', '1', '2']));
    expect(run(ends)).toEqual(both({ ...AUDIO, '1': 'video sendrecv', '2': 'audio sendrecv' }));
  });

  test('keeps certificates, credentials and DTLS roles, which each offer leaves open [RFC 8842 #5.5]', async () => {
    const { one, other } = await running(['audio']);
    const first = await change(one, other, 'video');
    const second = await change(other, one, 'video');
    for (const { offer } of [first, second]) expect(setupsIn(offer)).toEqual(['actpass']);
    expect([setupsIn(first.answer), setupsIn(second.answer)]).toEqual([['active'], ['passive']]);
    expect([first.offer, first.answer, second.offer, second.answer].map(certificatesIn)).toEqual([
      ['AA'],
      ['BB'],
      ['BB'],
      ['AA'],
    ]);
    expect([ufragOf(second.answer), ufragOf(second.offer)]).toEqual([ufragOf(first.offer), ufragOf(first.answer)]);
  });

  test('is created by the side that adds it, and is sent as that side says', async () => {
    const { one, other } = await running(['audio']);
    const { offer, answer } = await change(other, one, 'video');
    for (const description of [offer, answer]) {
      expect(description.contents.map(({ creator, senders }) => [creator, senders])).toEqual([
        ['initiator', 'both'],
        ['responder', 'both'],
      ]);
    }
  });

  test('captures only what is added, on both sides', async () => {
    const { one, other } = await running(['audio']);
    await change(one, other, 'video');
    for (const { tracks } of [one, other]) expect(tracks.map(({ kind }) => kind)).toEqual(['audio', 'video']);
  });

  test('that cannot be captured leaves the session as it was, and the next one comes', async () => {
    const ends = await running(['audio']);
    const { one, other } = ends;
    one.cannotCapture = true;
    expect(await one.session.reoffer(ADD_VIDEO)).toEqual({ ok: false, error: { kind: 'unsupported' } });
    one.cannotCapture = false;
    await change(one, other, 'video');
    expect(run(ends)).toEqual(both({ ...AUDIO, '1': 'video sendrecv' }));
  });

  test('that our engine fails at leaves the session as it was, captured media let go', async () => {
    const { one } = await running(['audio']);
    one.browser.failing = 'setLocalDescription';
    expect(await one.session.reoffer(ADD_VIDEO)).toEqual({ ok: false, error: { kind: 'engineFailed' } });
    expect([one.released, one.tracks.map(({ isStopped }) => isStopped)]).toEqual([['video'], [false, true]]);
    expect([one.browser.signalingState, one.browser.running()]).toEqual(['stable', AUDIO]);
  });

  test('is not made while another waits, nor before both descriptions are there', async () => {
    const failed = { ok: false, error: { kind: 'engineFailed' } };
    const { one, other } = await running(['audio']);
    const offer = valueOf(await one.session.reoffer(ADD_VIDEO));
    expect(await one.session.reoffer(ADD_VIDEO)).toEqual(failed);
    const rejected = { ok: false, error: { kind: 'rejectedDescription' } };
    expect(await one.session.createAnswer(offer)).toEqual(rejected);
    other.session.close();
    expect(await other.session.reoffer(ADD_VIDEO)).toEqual(failed);
  });
});

describe('an addition that does not come', () => {
  test.each([
    ['in one bundle', (offer: SessionDescription) => offer],
    ['over a transport each', unbundled],
  ])('is taken back, %s: media captured for it is let go, the rest goes on', async (_, path) => {
    const ends = await running(['audio'], path);
    const { one, other } = ends;
    valueOf(await one.session.reoffer(ADD_VIDEO));
    await one.session.rollBack();
    expect(run(ends)).toEqual(both(AUDIO));
    expect(one.browser.signalingState).toBe('stable');
    expect([one.released, one.tracks.map(({ isStopped }) => isStopped)]).toEqual([['video'], [false, true]]);
    const { offer } = await change(one, other);
    expect(namesOf(offer)).toEqual(['0']);
  });

  test('gives way to the same one of the peer, which has the same name', async () => {
    const ends = await running(['audio']);
    const { one, other } = ends;
    const ours = valueOf(await one.session.reoffer(ADD_VIDEO));
    await one.session.rollBack();
    const { offer, answer } = await change(other, one, 'video');
    expect(namesOf(offer)).toEqual(namesOf(ours));
    expect(answer.contents.map(({ senders }) => senders)).toEqual(['both', 'both']);
    expect(run(ends)).toEqual(both({ ...AUDIO, '1': 'video sendrecv' }));
  });

  test('is taken back also after the peer had offered last, with the DTLS role that it has', async () => {
    const { one, other } = await running(['audio']);
    await change(other, one, 'video');
    valueOf(await one.session.reoffer(ADD_VIDEO));
    await one.session.rollBack();
    expect(one.browser.applied.at(-1)?.[0]).toBe('remote answer');
    await change(one, other, 'video');
    valueOf(await one.session.reoffer(ADD_VIDEO));
    await one.session.rollBack();
    expect(one.browser.applied.at(-1)?.[0]).toBe('remote answer');
  });

  test('takes no name away from a later one: none is given twice', async () => {
    const ends = await running(['audio']);
    valueOf(await ends.one.session.reoffer(ADD_VIDEO));
    await ends.one.session.rollBack();
    const { offer } = await change(ends.one, ends.other, 'video');
    expect(namesOf(offer)).toEqual(['0', '2']);
    await ends.one.session.rollBack();
    expect(ends.one.browser.running()).toEqual({ ...AUDIO, '2': 'video sendrecv' });
  });

  test('is rolled back where the engine cannot be told that it was declined; its name is not given again', async () => {
    const { one } = await running(['audio']);
    const first = valueOf(await one.session.reoffer(ADD_VIDEO));
    one.browser.failing = 'setRemoteDescription';
    await one.session.rollBack();
    expect([one.browser.signalingState, one.browser.running()]).toEqual(['stable', AUDIO]);
    const { createOffer } = one.browser;
    const sameMid = async () => ({
      sdp: (await createOffer.call(one.browser)).sdp?.replaceAll('mid:2', 'mid:1') ?? '',
    });
    Object.assign(one.browser, { createOffer: sameMid });
    const second = valueOf(await one.session.reoffer(ADD_VIDEO));
    expect([namesOf(first), namesOf(second)]).toEqual([
      ['0', '1'],
      ['0', 'content-2'],
    ]);
  });

  test('of the peer leaves the session as it was: not captured, not taken or answered by our engine', async () => {
    const ends = await running(['audio']);
    const { one, other } = ends;
    const offer = valueOf(await one.session.reoffer(ADD_VIDEO));
    other.cannotCapture = true;
    expect(await other.session.createAnswer(offer)).toMatchObject({ ok: false, error: { kind: 'unsupported' } });
    other.cannotCapture = false;
    for (const method of ['setRemoteDescription', 'createAnswer', 'setLocalDescription'] as const) {
      other.browser.failing = method;
      expect(await other.session.createAnswer(offer)).toMatchObject({ ok: false });
      expect([method, other.browser.running(), other.browser.signalingState]).toEqual([method, AUDIO, 'stable']);
    }
    expect(other.tracks.map(({ isStopped }) => isStopped)).toEqual([false, true, true]);
    valueOf(await other.session.createAnswer(offer));
    expect(other.browser.running()).toEqual({ ...AUDIO, '1': 'video sendrecv' });
  });

  test('is refused where contents of the session are missing or elsewhere', async () => {
    const ends = await running(['audio', 'video']);
    const { one, other } = ends;
    const offer = valueOf(await one.session.reoffer(ADD_VIDEO));
    const rejected = { ok: false, error: { kind: 'rejectedDescription' } };
    const swapped = { ...offer, contents: offer.contents.toReversed() };
    for (const bad of [withoutContents(offer, ['0' as ContentName]), swapped]) {
      expect(await other.session.createAnswer(bad)).toEqual(rejected);
    }
    expect(other.browser.running()).toEqual({ ...AUDIO, '1': 'video sendrecv' });
  });
});

describe('an ICE restart', () => {
  test.each(['one', 'other'] as const)('of end %s renews the credentials of both, and nothing else', async (name) => {
    const ends = await running(['audio', 'video']);
    const [from, to] = name === 'one' ? [ends.one, ends.other] : [ends.other, ends.one];
    const before = await change(from, to, 'video');
    const { offer, answer } = await change(from, to);
    expect([namesOf(offer), namesOf(answer)]).toEqual(both(['0', '1', '2']));
    expect(ufragOf(offer)).not.toBe(ufragOf(before.offer));
    expect(ufragOf(answer)).not.toBe(ufragOf(before.answer));
    expect([certificatesIn(offer), certificatesIn(answer)]).toEqual([
      certificatesIn(before.offer),
      certificatesIn(before.answer),
    ]);
  });

  test('that does not come is rolled back: the credentials are what they were', async () => {
    const { one, other } = await running(['audio']);
    const before = await change(other, one, 'video');
    valueOf(await one.session.reoffer({ kind: 'restartIce' }));
    await one.session.rollBack();
    expect(one.browser.applied.at(-1)?.[0]).toBe('local rollback');
    expect(ufragOf((await change(other, one, 'video')).answer)).toBe(ufragOf(before.answer));
  });

  test('of an engine that renews nothing is unsupported', async () => {
    const { one } = await running(['audio']);
    const { createOffer } = one.browser;
    Object.assign(one.browser, { createOffer: () => createOffer.call(one.browser) });
    expect(await one.session.reoffer({ kind: 'restartIce' })).toEqual({ ok: false, error: { kind: 'unsupported' } });
    expect(one.browser.signalingState).toBe('stable');
  });
});

describe('facts', () => {
  const event = (sdpMid: string, usernameFragment: string) => {
    const { candidate } = candidateEvent(sdpMid);
    return { candidate: { ...candidate, usernameFragment } };
  };

  test('tell no candidate under credentials that were rolled back', async () => {
    const { one } = await running(['audio']);
    valueOf(await one.session.reoffer({ kind: 'restartIce' }));
    one.browser.emit('icecandidate', event('0', 'ufragA1'));
    await settle();
    expect(one.facts).toMatchObject([{ kind: 'candidate', contentName: '0' }]);
    await one.session.rollBack();
    one.browser.emit('icecandidate', event('0', 'ufragA1'));
    await settle();
    expect(one.facts).toHaveLength(1);
  });

  test('tell nothing of a certificate that is asked for after the connection was lost again', async () => {
    const { one } = await running(['audio']);
    one.browser.remoteCertificate = '';
    one.browser.become('connected');
    one.browser.become('disconnected');
    await hashed();
    expect(one.facts).toEqual([]);
  });

  test('tell failed where what is added comes over another certificate', async () => {
    const { one } = await running(['audio']);
    one.browser.become('connected');
    await hashed();
    one.browser.become('connecting');
    one.browser.become('connected');
    await hashed();
    expect(one.facts.map(({ kind }) => kind)).toEqual(['connected']);
    one.browser.become('connecting');
    one.browser.remoteCertificate = btoa('another');
    one.browser.become('connected');
    await hashed();
    expect(one.facts.map(({ kind }) => kind)).toEqual(['connected', 'failed']);
  });
});
