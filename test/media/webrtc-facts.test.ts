/** What a session reports, in which order, and what becomes of late results once it is closed. */
import { describe, expect, test, vi } from 'vitest';
import type { PeerConnection } from '../../src/media/peer-connection.ts';
import type { MediaFact } from '../../src/media/port.ts';
import { createWebRtcMedia } from '../../src/media/webrtc.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import { X509_FINGERPRINTS } from './certificate.ts';
import { CHROMIUM_OFFER } from './chromium-offer.ts';
import { answerOf, candidateOf, conversationsOffer } from './descriptions.ts';
import { connectedStats, fakeConnection } from './fake-connection.ts';
import { candidateEvent, hashed, offered, open, settle } from './open-webrtc.ts';

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
