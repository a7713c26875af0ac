/** The stand-in engine: the same every time, and as strict as a real one. */
import { describe, expect, test } from 'vitest';
import type { MediaFact, MediaSession } from '../../src/media/port.ts';
import type { StandInOptions } from '../../src/media/scripted.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import { writeSdp } from '../../src/media/sdp-write.ts';
import type { DtlsFingerprintValue } from '../../src/stanzas/dtls.ts';
import { answerOf, conversationsOffer, dinoOffer, fingerprintValue } from './descriptions.ts';

const romeo = { seed: 1, dtlsFingerprint: fingerprintValue };
const juliet = { seed: 2, dtlsFingerprint: Array.from({ length: 32 }, () => 'AB').join(':') as DtlsFingerprintValue };

function opened(options: StandInOptions): MediaSession {
  return createStandInMedia(options).open(() => undefined);
}

async function offerOf(session: MediaSession) {
  const offer = await session.createOffer(['audio', 'video']);
  if (!offer.ok) throw new Error(offer.error.kind);
  return offer.value;
}

describe('createStandInMedia', () => {
  test('offers one bundle of contents named by medium, with its own fingerprint', async () => {
    const offer = await offerOf(opened(romeo));
    expect(offer.groups).toEqual([{ semantics: 'BUNDLE', contentNames: ['audio', 'video'] }]);
    expect(offer.contents.map(({ name, transport }) => [name, transport.fingerprint])).toEqual([
      ['audio', { kind: 'plain', hash: 'sha-256', setup: 'actpass', value: fingerprintValue }],
      ['video', { kind: 'plain', hash: 'sha-256', setup: 'actpass', value: fingerprintValue }],
    ]);
    expect(writeSdp(offer, 'initiator')).toMatchObject({ ok: true });
  });

  test('describes the same thing in two runs, and each session with other ICE credentials', async () => {
    const media = createStandInMedia(romeo);
    const first = await offerOf(media.open(() => undefined));
    const second = await offerOf(media.open(() => undefined));
    expect(await offerOf(opened(romeo))).toEqual(first);
    expect(second.contents[0]?.transport.credentials).not.toEqual(first.contents[0]?.transport.credentials);
    expect((await offerOf(opened({ ...romeo, seed: 3 }))).contents[0]?.transport.credentials).not.toEqual(
      first.contents[0]?.transport.credentials,
    );
  });

  test('goes on where a restored run left off', async () => {
    const media = createStandInMedia(romeo);
    media.open(() => undefined);
    const second = await offerOf(media.open(() => undefined));
    const restored = createStandInMedia({ ...romeo, openedBefore: 1 });
    expect(await offerOf(restored.open(() => undefined))).toEqual(second);
    expect(restored.opened()).toBe(media.opened());
  });

  test('goes on with a session of another process: it takes the answer to an offer made there', async () => {
    const session = createStandInMedia(romeo).open(() => undefined);
    const local = await offerOf(session);
    const answer = await opened(juliet).createAnswer(local);
    if (!answer.ok) throw new Error(answer.error.kind);
    const state = JSON.parse(JSON.stringify(session.write?.()));
    const facts: MediaFact[] = [];
    const reports: ((fact: MediaFact) => void)[] = [];
    const elsewhere = createStandInMedia({ ...romeo, onOpen: (report) => reports.push(report) });
    const restored = elsewhere.restore?.({ state, local, remote: undefined }, (fact) => facts.push(fact));
    expect(await restored?.setRemote(answer.value)).toEqual({ ok: true, value: undefined });
    expect(restored?.write?.()).toEqual(state);
    reports[0]?.({ kind: 'failed' });
    expect(facts).toEqual([{ kind: 'failed' }]);
    expect(elsewhere.opened()).toBe(1);
  });

  test.each([null, {}, { sessionNumber: 0 }, { sessionNumber: 1.5 }, { sessionNumber: 1, more: 1 }])(
    'cannot go on with %j, which it never wrote',
    (state) => {
      const restored = createStandInMedia(romeo).restore?.({ state, local: undefined, remote: undefined }, () => {});
      expect(restored).toBeUndefined();
    },
  );

  test('answers with the contents of the offer, which the offering side takes', async () => {
    const caller = opened(romeo);
    const answer = await opened(juliet).createAnswer(await offerOf(caller));
    if (!answer.ok) throw new Error(answer.error.kind);
    expect(answer.value.contents.map(({ transport }) => transport.fingerprint.setup)).toEqual(['active', 'active']);
    expect(await caller.setRemote(answer.value)).toEqual({ ok: true, value: undefined });
  });

  test('answers Conversations and Dino under their names and in their bundles', async () => {
    for (const offer of [conversationsOffer, dinoOffer]) {
      const answer = await opened(juliet).createAnswer(offer);
      expect(answer).toMatchObject({ ok: true, value: { groups: offer.groups } });
      if (answer.ok)
        expect(answer.value.contents.map(({ name }) => name)).toEqual(offer.contents.map(({ name }) => name));
    }
  });

  test('refuses what an engine would refuse', async () => {
    const session = opened(romeo);
    const rejected = { ok: false, error: { kind: 'rejectedDescription' } };
    expect(await session.setRemote(answerOf(dinoOffer))).toEqual(rejected);
    const offer = await offerOf(session);
    expect(await session.setRemote(answerOf(conversationsOffer))).toEqual(rejected);
    expect(await session.setRemote(offer)).toEqual(rejected);
    expect(await session.createAnswer(answerOf(dinoOffer))).toEqual(rejected);
    const [content] = dinoOffer.contents;
    const injected = { ...content!, transport: { ...content!.transport, options: ['trickle\r\na=x'] } };
    expect(await session.createAnswer({ contents: [injected], groups: [] })).toEqual(rejected);
    expect(await session.createOffer([])).toEqual({ ok: false, error: { kind: 'unsupported' } });
  });

  test('reports the facts it is given until it is closed, and nothing works afterwards', async () => {
    const facts: MediaFact[] = [];
    const reports: ((fact: MediaFact) => void)[] = [];
    const media = createStandInMedia({ ...romeo, onOpen: (report) => reports.push(report) });
    const session = media.open((fact) => facts.push(fact));
    expect(facts).toEqual([]);
    reports[0]?.({ kind: 'gatheringComplete' });
    session.close();
    reports[0]?.({ kind: 'failed' });
    expect(facts).toEqual([{ kind: 'gatheringComplete' }]);
    const failed = { ok: false, error: { kind: 'engineFailed' } };
    expect(await session.createOffer(['audio'])).toEqual(failed);
    expect(await session.createAnswer(dinoOffer)).toEqual(failed);
    expect(await session.setRemote(answerOf(dinoOffer))).toEqual(failed);
  });
});
