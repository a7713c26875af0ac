/** werift behind the port: the suite of every engine, and what is particular to Node. */
import type { RTCPeerConnection } from 'werift';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { BareJid } from '../../src/jid.ts';
import type { IceServer, MediaCall, MediaFact } from '../../src/media/port.ts';
import type { ReceivedRtp, WeriftOptions } from '../../src/media/werift/werift-media.ts';
import { createWeriftMedia } from '../../src/media/werift/werift-media.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import { packetCounter, weriftMedia } from '../support/werift-media.ts';
import { conversationsOffer, dinoOffer } from './descriptions.ts';
import { describeMedia } from './describe-media.ts';
import { openWerift } from './open-werift.ts';

describeMedia('werift', openWerift);

describe('createWeriftMedia', () => {
  afterEach(() => {
    vi.doUnmock('werift');
  });

  test('answers what Conversations and Dino offer', async () => {
    const media = await weriftMedia();
    for (const offer of [conversationsOffer, dinoOffer]) {
      const session = media.open(() => undefined);
      const answer = await session.createAnswer(offer);
      session.close();
      expect(answer).toMatchObject({ ok: true, value: { groups: offer.groups } });
      if (!answer.ok) continue;
      expect(answer.value.contents.map(({ name, senders }) => [name, senders])).toEqual(
        offer.contents.map(({ name }) => [name, 'both']),
      );
    }
  });

  test('receives only, where nothing is to be sent', async () => {
    const media = await weriftMedia({ source: 'none' });
    const [one, other] = [media.open(() => undefined), media.open(() => undefined)];
    const offer = await one.createOffer(['audio', 'video']);
    expect(offer).toMatchObject({ value: { contents: [{ senders: 'responder' }, { senders: 'responder' }] } });
    const answer = await other.createAnswer(conversationsOffer);
    expect(answer).toMatchObject({ value: { contents: [{ senders: 'initiator' }, { senders: 'initiator' }] } });
    one.close();
    other.close();
  });

  test('sends back what it receives, audio and video, where it is to be an echo, and nothing of its own', async () => {
    const [speaking, echoing] = [await weriftMedia(), await weriftMedia({ source: 'echo' })];
    const facts: MediaFact[] = [];
    const counter = packetCounter();
    const one = speaking.open(() => undefined, undefined, counter.onRtp);
    const other = echoing.open((fact) => facts.push(fact));
    onTestFinished(() => {
      for (const session of [one, other]) session.close();
    });
    const offer = await one.createOffer(['audio', 'video']);
    const answer = offer.ok ? await other.createAnswer(offer.value) : offer;
    if (!answer.ok) throw new Error('no description');
    await one.setRemote(answer.value);
    for (const fact of facts) {
      if (fact.kind === 'candidate') await one.addCandidates(fact.contentName, [fact.candidate]);
    }
    await vi.waitFor(
      () => {
        expect(counter.received.audio).toBeGreaterThan(5);
        expect(counter.received.video).toBeGreaterThan(5);
      },
      { timeout: 3_000 },
    );
    // What comes back was sent before: an echo is never ahead.
    expect(counter.received.audio + counter.received.video).toBeLessThanOrEqual(other.receivedPackets());
  });

  test('uses a given certificate, and tells each packet it received', async () => {
    const { createSelfSignedCertificate } = await import('werift');
    const certificate = await createSelfSignedCertificate({ hash: 4, signature: 3 }, 23);
    const planted = await weriftMedia({ certificate });
    const plain = await weriftMedia();
    const facts: MediaFact[] = [];
    const packets: ReceivedRtp[] = [];
    const [one, other] = [
      planted.open(() => undefined),
      plain.open(
        (fact) => facts.push(fact),
        undefined,
        (packet) => packets.push(packet),
      ),
    ];
    const again = planted.open(() => undefined);
    const offer = await one.createOffer(['audio', 'video']);
    const second = await again.createOffer(['audio']);
    const answer = offer.ok ? await other.createAnswer(offer.value) : offer;
    if (!offer.ok || !answer.ok || !second.ok) throw new Error('no description');
    expect(second.value.contents[0]?.transport.fingerprint).toEqual(offer.value.contents[0]?.transport.fingerprint);
    await one.setRemote(answer.value);
    for (const fact of facts)
      if (fact.kind === 'candidate') await one.addCandidates(fact.contentName, [fact.candidate]);
    await vi.waitFor(() => expect(packets.length).toBeGreaterThan(5), { timeout: 3_000 });
    expect(new Set(packets.map(({ payloadType, payloadBytes }) => `${payloadType}/${payloadBytes}`))).toEqual(
      new Set(['111/3', '96/4']),
    );
    expect(other.receivedPackets()).toBe(packets.length);
    for (const session of [one, other, again]) session.close();
  });

  test('asks no STUN server unless one is given, by the application or for a call', async () => {
    const werift = await import('werift');
    const createOffer = vi.spyOn(werift.RTCPeerConnection.prototype, 'createOffer');
    const agentsOf = async (options: WeriftOptions, servers: readonly IceServer[] = []) => {
      createOffer.mockClear();
      const call: MediaCall = {
        sessionId: 'a73sjjvkla37jfea' as SessionId,
        peer: 'juliet@capulet.example' as BareJid,
        network: { servers, addresses: 'all' },
      };
      const session = (await weriftMedia(options)).open(() => undefined, call);
      const offer = session.createOffer(['audio', 'video']);
      // Read before gathering is over, which a server that does not answer would hold up for seconds.
      const connection = await vi.waitUntil(() => createOffer.mock.contexts[0] as RTCPeerConnection | undefined);
      const asked = connection.iceTransports.map((transport) => transport.connection.stunServer);
      session.close();
      await offer;
      return asked;
    };
    expect(await agentsOf({})).toEqual([undefined, undefined]);
    expect(await agentsOf({ source: 'none' })).toEqual([undefined, undefined]);
    const given = [{ urls: 'stun:127.0.0.1:9' }];
    for (const asked of [await agentsOf({ iceServers: given }), await agentsOf({}, given)]) {
      expect(asked).toEqual([
        ['127.0.0.1', 9],
        ['127.0.0.1', 9],
      ]);
    }
  });

  test('leaves no socket and no timer behind', async () => {
    const media = await weriftMedia();
    const [started, stopped] = [vi.spyOn(globalThis, 'setInterval'), vi.spyOn(globalThis, 'clearInterval')];
    const [one, other] = [media.open(() => undefined), media.open(() => undefined)];
    const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind === 'UDPWrap');
    const offer = await one.createOffer(['audio', 'video']);
    const answer = offer.ok ? await other.createAnswer(offer.value) : offer;
    if (!answer.ok) throw new Error(answer.error.kind);
    await one.setRemote(answer.value);
    expect(sockets().length).toBeGreaterThan(0);
    const intervals = started.mock.results.map(({ value }) => value as unknown);
    expect(intervals.length).toBeGreaterThan(0);
    one.close();
    other.close();
    expect(stopped.mock.calls.map(([interval]) => interval)).toEqual(expect.arrayContaining(intervals));
    await vi.waitFor(() => expect(sockets()).toEqual([]), { timeout: 2_000 });
  });

  test('says in one line what to install where werift is not', async () => {
    vi.doMock('werift', () => {
      throw new Error('Cannot find package');
    });
    const media = await createWeriftMedia();
    expect(media).toEqual({
      ok: false,
      error: {
        kind: 'weriftMissing',
        message: 'Media in Node needs the optional package werift: npm install werift',
      },
    });
  });
});
