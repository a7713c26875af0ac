/** The session on an engine that does as the test says: order of facts, faults, late results, what the engine is given. */
import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import type { PeerConnection } from '../../src/media/peer-connection.ts';
import type { MediaFact, MediaSession, SessionDescription } from '../../src/media/port.ts';
import { writeSdp } from '../../src/media/sdp-write.ts';
import type { WebRtcOptions } from '../../src/media/webrtc.ts';
import { createWebRtcMedia } from '../../src/media/webrtc.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import { X509_FINGERPRINTS } from './certificate.ts';
import { CHROMIUM_OFFER } from './chromium-offer.ts';
import { answerOf, bundleOf, candidateOf, contentOf, conversationsOffer, dinoOffer } from './descriptions.ts';
import type { FakeConnection, FakeParts } from './fake-connection.ts';
import { connectedStats, fakeConnection } from './fake-connection.ts';

interface Opened {
  readonly session: MediaSession;
  readonly connection: FakeConnection;
  readonly facts: readonly MediaFact[];
}

function open(parts: FakeParts = {}, more: Partial<WebRtcOptions<PeerConnection>> = {}): Opened {
  const connection = fakeConnection({ sdp: CHROMIUM_OFFER, ...parts });
  const facts: MediaFact[] = [];
  const media = createWebRtcMedia<PeerConnection>({ createConnection: () => connection, ...more });
  return { session: media.open((fact) => facts.push(fact)), connection, facts };
}

/** A session that answers `offer` with the same contents. */
function answering(offer: SessionDescription, answer = answerOf(offer)): Opened {
  const sdp = writeSdp(answer, 'responder');
  if (!sdp.ok) throw new Error(sdp.error.field);
  return open({ sdp: sdp.value });
}

/** Lets what is due in microtasks happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
/** Long enough for a certificate to be hashed on another thread, so that what does not come then does not come. */
const hashed = () => new Promise((resolve) => setTimeout(resolve, 50));

const candidateEvent = (sdpMid: string, candidate = 'candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host') => ({
  candidate: { candidate, sdpMid },
});

async function offered(): Promise<Opened & { readonly offer: SessionDescription }> {
  const opened = open();
  const offer = await opened.session.createOffer(['audio', 'video']);
  if (!offer.ok) throw new Error(offer.error.kind);
  return { ...opened, offer: offer.value };
}

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
    const [[, remote] = []] = connection.calls;
    expect(remote).toMatchObject({ type: 'offer' });
    expect((remote as { sdp: string }).sdp.match(/a=fingerprint/g)).toHaveLength(2);
  });

  test('keeps candidates of a component from the engine that shared ports never use [RFC 5761 #5.1.3]', async () => {
    const { session, connection } = answering(dinoOffer);
    await session.createAnswer(dinoOffer);
    const { sdp } = connection.calls[0]?.[1] as { sdp: string };
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
    const { type, sdp } = connection.calls.at(-1)?.[1] as { type: string; sdp: string };
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

describe('facts', () => {
  test('come after the method that they follow from', async () => {
    const order: string[] = [];
    const connection = fakeConnection({
      sdp: CHROMIUM_OFFER,
      methods: {
        setLocalDescription: async () => {
          connection.emit('icecandidate', candidateEvent('0'));
          await settle();
        },
      },
    });
    const media = createWebRtcMedia({ createConnection: () => connection });
    const session = media.open((fact) => order.push(fact.kind));
    await session.createOffer(['audio', 'video']);
    order.push('offer');
    await settle();
    expect(order).toEqual(['offer', 'candidate']);
  });

  test('name the content of a candidate, and leave out what Jingle cannot say', async () => {
    const { connection, facts } = await offered();
    connection.emit('icecandidate', candidateEvent('1'));
    connection.emit('icecandidate', candidateEvent('7'));
    connection.emit('icecandidate', candidateEvent('0', ''));
    connection.emit('icecandidate', { candidate: null });
    expect(facts).toEqual([]);
    await settle();
    expect(facts).toMatchObject([{ kind: 'candidate', contentName: '1', candidate: { ip: '192.0.2.1', port: 54321 } }]);
  });

  test('tell once that gathering is complete', async () => {
    const { connection, facts } = await offered();
    connection.iceGatheringState = 'gathering';
    connection.emit('icegatheringstatechange');
    connection.iceGatheringState = 'complete';
    connection.emit('icegatheringstatechange');
    connection.emit('icegatheringstatechange');
    await settle();
    expect(facts).toEqual([{ kind: 'gatheringComplete' }]);
  });

  test('tell once that media is connected, with the certificate that was used', async () => {
    const { session, connection, facts, offer } = await offered();
    await session.setRemote(answerOf(offer));
    connection.become('connecting');
    connection.become('connected');
    connection.become('disconnected');
    connection.become('connected');
    await hashed();
    expect(facts).toEqual([
      { kind: 'connected', usedFingerprint: { hash: 'sha-256', value: X509_FINGERPRINTS['sha-256'] } },
    ]);
  });

  test('hash the certificate with the hash of the applied fingerprint', async () => {
    const { session, connection, facts, offer } = await offered();
    const answer = answerOf(offer);
    const fingerprint = { ...answer.contents[0]!.transport.fingerprint, hash: 'sha-512' } as const;
    const value = X509_FINGERPRINTS['sha-512'];
    const contents = answer.contents.map((content) => ({
      ...content,
      transport: { ...content.transport, fingerprint: { ...fingerprint, value } },
    }));
    await session.setRemote({ ...answer, contents });
    connection.become('connected');
    await hashed();
    expect(facts).toEqual([{ kind: 'connected', usedFingerprint: { hash: 'sha-512', value } }]);
  });

  test('tell failed, not connected, where the certificate cannot be read', async () => {
    for (const stats of [[], connectedStats.slice(0, 1)]) {
      const { session, connection, facts, offer } = await offered();
      await session.setRemote(answerOf(offer));
      connection.stats = stats;
      connection.become('connected');
      await hashed();
      expect(facts).toEqual([{ kind: 'failed' }]);
    }
  });

  test('end with failed', async () => {
    const { session, connection, facts, offer } = await offered();
    await session.setRemote(answerOf(offer));
    connection.become('failed');
    connection.become('closed');
    connection.become('connected');
    await hashed();
    expect(facts).toEqual([{ kind: 'failed' }]);
  });

  test('tell failed where the engine closes the connection by itself', async () => {
    const { connection, facts } = await offered();
    connection.become('closed');
    await settle();
    expect(facts).toEqual([{ kind: 'failed' }]);
  });

  test('stop while they are told, when what is told closes the session', async () => {
    const connection = fakeConnection({ sdp: CHROMIUM_OFFER });
    const facts: MediaFact[] = [];
    const session = createWebRtcMedia({ createConnection: () => connection }).open((fact) => {
      facts.push(fact);
      session.close();
    });
    await session.createOffer(['audio', 'video']);
    connection.emit('icecandidate', candidateEvent('0'));
    connection.emit('icecandidate', candidateEvent('1'));
    await settle();
    expect(facts).toHaveLength(1);
  });
});

describe('close', () => {
  const failed = { ok: false, error: { kind: 'engineFailed' } };

  test('closes the connection once and releases what was captured once', async () => {
    const release = vi.fn<() => void>();
    const { session, connection } = open({}, { addMedia: async () => release });
    await session.createOffer(['audio', 'video']);
    session.close();
    session.close();
    expect(connection.calls.filter(([name]) => name === 'close')).toHaveLength(1);
    expect(release).toHaveBeenCalledTimes(1);
  });

  test('settles a method that the engine leaves open for ever [WebRTC #dom-rtcpeerconnection-close]', async () => {
    const { session } = open({ methods: { createOffer: () => new Promise(() => undefined) } });
    const offer = session.createOffer(['audio', 'video']);
    await settle();
    session.close();
    expect(await offer).toEqual(failed);
  });

  test('closes a connection that was still being made, and releases media that was still being captured', async () => {
    const connection = fakeConnection({ sdp: CHROMIUM_OFFER });
    const later: (() => void)[] = [];
    const creating = createWebRtcMedia<PeerConnection>({
      createConnection: () => new Promise((resolve) => later.push(() => resolve(connection))),
    }).open(() => undefined);
    const offer = creating.createOffer(['audio']);
    creating.close();
    later[0]?.();
    await settle();
    expect(connection.calls).toEqual([['close']]);
    expect(await offer).toEqual(failed);

    const release = vi.fn<() => void>();
    const capturing = open({}, { addMedia: () => new Promise((resolve) => later.push(() => resolve(release))) });
    const second = capturing.session.createOffer(['audio']);
    await settle();
    capturing.session.close();
    later[1]?.();
    await settle();
    expect(release).toHaveBeenCalledTimes(1);
    expect(await second).toEqual(failed);
  });

  test('drops facts and every later call', async () => {
    const { session, connection, facts, offer } = await offered();
    await session.setRemote(answerOf(offer));
    connection.become('connected');
    session.close();
    connection.emit('icecandidate', candidateEvent('0'));
    connection.become('failed');
    await hashed();
    expect(facts).toEqual([]);
    const { length } = connection.calls;
    expect(await session.createOffer(['audio'])).toEqual(failed);
    expect(await session.createAnswer(conversationsOffer)).toEqual(failed);
    expect(await session.setRemote(answerOf(offer))).toEqual(failed);
    await session.addCandidates('0' as ContentName, [candidateOf()]);
    expect(connection.calls).toHaveLength(length);
  });
});
