/** Offers, answers and candidates on an engine that does as the test says: faults, and what the engine is given. */
import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import type { PeerConnection } from '../../src/media/peer-connection.ts';
import type { SessionDescription } from '../../src/media/port.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import { CHROMIUM_OFFER } from './chromium-offer.ts';
import { answerOf, bundleOf, candidateOf, contentOf, conversationsOffer, dinoOffer } from './descriptions.ts';
import { answering, givenTo, offered, open } from './open-webrtc.ts';

describe('createWebRtcMedia', () => {
  test('takes the connections of browsers as they are', () => {
    expectTypeOf<RTCPeerConnection>().toExtend<PeerConnection>();
  });
});

describe('createOffer', () => {
  test('adds a transceiver for each medium and applies what it describes', async () => {
    const { connection, offer } = await offered();
    expect(offer.contents.map(({ name, creator, senders }) => [name, creator, senders])).toEqual([
      ['0', 'initiator', 'both'],
      ['1', 'initiator', 'both'],
    ]);
    expect(connection.calls).toEqual([
      ['addTransceiver', 'audio'],
      ['addTransceiver', 'video'],
      ['setLocalDescription', 'offer'],
    ]);
  });

  test('leaves alone the transceivers that capturing added', async () => {
    const addMedia = async (connection: PeerConnection) => {
      connection.addTransceiver('video');
      return () => undefined;
    };
    const { session, connection } = open({}, { addMedia });
    await session.createOffer(['audio', 'video']);
    expect(connection.calls.filter(([name]) => name === 'addTransceiver')).toEqual([
      ['addTransceiver', 'video'],
      ['addTransceiver', 'audio'],
    ]);
  });

  test('fails as unsupported where media cannot be captured: none is left out in silence', async () => {
    const { session, connection } = open({}, { addMedia: () => Promise.reject(new Error('no camera')) });
    expect(await session.createOffer(['audio'])).toEqual({ ok: false, error: { kind: 'unsupported' } });
    expect(connection.calls).toEqual([]);
  });

  test.each([
    ['describes other media than asked for', ['audio'] as const, CHROMIUM_OFFER],
    ['describes nothing', ['audio', 'video'] as const, ''],
    ['has no fingerprint', ['audio', 'video'] as const, CHROMIUM_OFFER.replaceAll(/a=fingerprint[^\r]*\r\n/g, '')],
    [
      'has two fingerprints',
      ['audio', 'video'] as const,
      CHROMIUM_OFFER.replaceAll(/(a=fingerprint[^\r]*\r\n)/g, '$1$1'),
    ],
    ['has chosen its part in DTLS', ['audio', 'video'] as const, CHROMIUM_OFFER.replaceAll('actpass', 'active')],
    ['refuses a section', ['audio', 'video'] as const, CHROMIUM_OFFER.replace('m=video 9', 'm=video 0')],
  ])('fails as unsupported where the engine %s', async (_, media, sdp) => {
    const { session, connection } = open({ sdp });
    expect(await session.createOffer(media)).toEqual({ ok: false, error: { kind: 'unsupported' } });
    expect(connection.calls.map(([name]) => name)).not.toContain('setLocalDescription');
  });

  test.each(['createOffer', 'setLocalDescription', 'addTransceiver'] as const)(
    'fails as engineFailed where %s throws',
    async (method) => {
      const failing = () => {
        throw new Error('engine');
      };
      const { session } = open({ methods: { [method]: failing } });
      expect(await session.createOffer(['audio', 'video'])).toEqual({ ok: false, error: { kind: 'engineFailed' } });
    },
  );

  test('fails as engineFailed where no connection can be made', async () => {
    const { session } = open({}, { createConnection: () => Promise.reject(new Error('no certificate')) });
    expect(await session.createOffer(['audio'])).toEqual({ ok: false, error: { kind: 'engineFailed' } });
  });
});

describe('createAnswer', () => {
  test('gives the engine the offer, with one fingerprint a section, and answers the same contents', async () => {
    const { session, connection } = answering(conversationsOffer);
    const answer = await session.createAnswer(conversationsOffer);
    expect(answer).toEqual({ ok: true, value: answerOf(conversationsOffer) });
    const { type, sdp } = givenTo(connection, 'setRemoteDescription');
    expect(type).toBe('offer');
    expect(sdp.match(/a=fingerprint/g)).toHaveLength(2);
  });

  test('keeps candidates of a component from the engine that shared ports never use [RFC 5761 #5.1.3]', async () => {
    const { session, connection } = answering(dinoOffer);
    await session.createAnswer(dinoOffer);
    const { sdp } = givenTo(connection, 'setRemoteDescription');
    expect(sdp.match(/a=candidate:\S+ 1 /g)).toHaveLength(4);
    expect(sdp).not.toMatch(/a=candidate:\S+ 2 /);
  });

  test('answers without a bundle where none was offered, though werift bundles [RFC 9143 #7.3]', async () => {
    const { session } = answering(dinoOffer, {
      ...answerOf(dinoOffer),
      groups: bundleOf(...dinoOffer.contents).groups,
    });
    expect(await session.createAnswer(dinoOffer)).toMatchObject({ ok: true, value: { groups: [] } });
  });

  test.each([
    ['contradicts itself', answerOf(conversationsOffer)],
    ['has text that would break a line', bundleOf(contentOf('0', 'audio', { transport: { options: ['a\r\nb'] } }))],
  ])('rejects an offer that %s before the engine sees it', async (_, offer) => {
    const { session, connection } = open();
    expect(await session.createAnswer(offer)).toEqual({ ok: false, error: { kind: 'rejectedDescription' } });
    expect(connection.calls).toEqual([]);
  });

  test('fails as rejectedDescription where the engine takes no such offer', async () => {
    const { session } = open({ methods: { setRemoteDescription: () => Promise.reject(new Error('codecs')) } });
    const rejected = { ok: false, error: { kind: 'rejectedDescription' } };
    expect(await session.createAnswer(conversationsOffer)).toEqual(rejected);
  });

  test('fails as unsupported where the engine answers other contents', async () => {
    const { session } = answering(conversationsOffer, answerOf(dinoOffer));
    expect(await session.createAnswer(conversationsOffer)).toEqual({ ok: false, error: { kind: 'unsupported' } });
  });
});

describe('setRemote', () => {
  test('gives the engine the answer in the order of the offer', async () => {
    const { session, connection, offer } = await offered();
    const answer = answerOf(offer);
    const swapped = { ...answer, contents: answer.contents.toReversed() };
    expect(await session.setRemote(swapped)).toEqual({ ok: true, value: undefined });
    const { type, sdp } = givenTo(connection, 'setRemoteDescription');
    expect(type).toBe('answer');
    expect(sdp.match(/a=mid:./g)).toEqual(['a=mid:0', 'a=mid:1']);
  });

  test.each([
    ['lacks a content', (answer: SessionDescription) => ({ contents: answer.contents.slice(0, 1), groups: [] })],
    ['has not chosen its part in DTLS', (answer: SessionDescription) => answerOf(answer, 'actpass')],
  ])('rejects an answer that %s before the engine sees it', async (_, spoil) => {
    const { session, connection, offer } = await offered();
    const rejected = { ok: false, error: { kind: 'rejectedDescription' } };
    expect(await session.setRemote(spoil(answerOf(offer)))).toEqual(rejected);
    expect(connection.calls.map(([name]) => name)).not.toContain('setRemoteDescription');
  });

  test('rejects an answer where there is no offer', async () => {
    const rejected = { ok: false, error: { kind: 'rejectedDescription' } };
    expect(await open().session.setRemote(answerOf(conversationsOffer))).toEqual(rejected);
  });
});

describe('addCandidates', () => {
  test('gives the engine lines for the content, and drops what it cannot use', async () => {
    const { session, connection, offer } = await offered();
    await session.setRemote(answerOf(offer));
    const candidates = [candidateOf({ component: 2 }), candidateOf({ ip: 'tracker.example' }), candidateOf()];
    await session.addCandidates('0' as ContentName, candidates);
    await session.addCandidates('unknown' as ContentName, candidates);
    expect(connection.calls.filter(([name]) => name === 'addIceCandidate')).toEqual([
      [
        'addIceCandidate',
        { candidate: 'candidate:842163049 1 udp 2122260223 192.0.2.1 54321 typ host generation 0', sdpMid: '0' },
      ],
    ]);
  });

  test('goes on after a candidate that the engine refuses', async () => {
    const addIceCandidate = vi.fn(() => Promise.reject(new Error('unknown ufrag')));
    const { session } = open({ methods: { addIceCandidate } });
    const offer = await session.createOffer(['audio', 'video']);
    await session.setRemote(answerOf((offer as { value: SessionDescription }).value));
    await session.addCandidates('0' as ContentName, [candidateOf(), candidateOf({ port: 2 })]);
    expect(addIceCandidate).toHaveBeenCalledTimes(2);
  });
});
