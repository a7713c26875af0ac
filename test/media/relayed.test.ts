/** Whatever an engine says, nothing but relays' addresses comes out. */
import { describe, expect, test } from 'vitest';
import type { Media, MediaCall, MediaFact, MediaSession, SessionDescription } from '../../src/media/port.ts';
import { relayedOnly } from '../../src/media/relayed.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import { parseContentName, parseSessionId } from '../../src/stanzas/identifiers.ts';
import type { IceCandidate } from '../../src/stanzas/ice-udp.ts';
import { candidate } from '../support/engine.ts';
import { JULIET, ROMEO } from '../support/parties.ts';

const HOST = candidate(1);
const RELAY: IceCandidate = { ...candidate(2), type: 'relay', relatedAddress: '192.0.2.77', relatedPort: 7 };
const BARE_RELAY = { ...RELAY, relatedAddress: undefined, relatedPort: undefined };
const CALL: MediaCall = {
  sessionId: parseSessionId('s1')!,
  peer: JULIET.account,
  network: { servers: [], addresses: 'relayed' },
};

/** An engine that tells every address it has, in its descriptions and afterwards. */
function talkative(): { readonly media: Media; readonly report: () => (fact: MediaFact) => void } {
  const standIn = createStandInMedia({ seed: 1, dtlsFingerprint: ROMEO.dtlsFingerprint });
  let report: (fact: MediaFact) => void = () => undefined;
  const tellsAll = (mediaSession: MediaSession): MediaSession => ({
    ...mediaSession,
    createOffer: async (media) => {
      const offer = await mediaSession.createOffer(media);
      return offer.ok ? { ok: true, value: withCandidates(offer.value) } : offer;
    },
    reoffer: async (change) => {
      const offer = await mediaSession.reoffer?.(change);
      if (offer === undefined) throw new Error('the stand-in can be changed');
      return offer.ok ? { ok: true, value: withCandidates(offer.value) } : offer;
    },
    createAnswer: async (offer) => {
      const answer = await mediaSession.createAnswer(offer);
      return answer.ok ? { ok: true, value: withCandidates(answer.value) } : answer;
    },
  });
  const heard = (listener: (fact: MediaFact) => void) => (report = listener);
  return {
    report: () => report,
    media: {
      open: (listener) => tellsAll(standIn.open(heard(listener))),
      restore: (written, listener) => {
        const restored = standIn.restore(written, heard(listener));
        return restored && tellsAll(restored);
      },
    },
  };
}

function withCandidates(description: SessionDescription): SessionDescription {
  const contents = description.contents.map((content) => ({
    ...content,
    transport: { ...content.transport, candidates: [HOST, RELAY] },
  }));
  return { ...description, contents };
}

describe('relayedOnly', () => {
  test('leaves only relays in offers and answers, without the address behind them', async () => {
    const { media } = talkative();
    const guarded = relayedOnly(media);
    const offer = await guarded.open(() => undefined, CALL).createOffer(['audio', 'video']);
    const answer = offer.ok ? await guarded.open(() => undefined, CALL).createAnswer(offer.value) : offer;
    for (const described of [offer, answer]) {
      const contents = described.ok ? described.value.contents : [];
      expect(contents).toHaveLength(2);
      for (const { transport } of contents) expect(transport.candidates).toEqual([BARE_RELAY]);
    }
  });

  test('reports only relays, and everything else there is to report', () => {
    const { media, report } = talkative();
    const facts: MediaFact[] = [];
    relayedOnly(media).open((fact) => facts.push(fact), CALL);
    const contentName = parseContentName('audio')!;
    for (const each of [HOST, RELAY]) report()({ kind: 'candidate', contentName, candidate: each });
    report()({ kind: 'failed' });
    expect(facts).toEqual([{ kind: 'candidate', contentName, candidate: BARE_RELAY }, { kind: 'failed' }]);
  });

  test('guards what changes in a running session, and leaves out what the engine leaves out', async () => {
    const { media } = talkative();
    const [one, other] = [relayedOnly(media).open(() => undefined, CALL), media.open(() => undefined, CALL)];
    const offer = await one.createOffer(['audio']);
    const answer = offer.ok ? await other.createAnswer(offer.value) : offer;
    if (answer.ok) await one.setRemote(answer.value);
    const namesIn = (described: typeof offer | undefined) =>
      described?.ok === true ? described.value.contents.map(({ name }) => name) : [];
    const added = await one.reoffer?.({ kind: 'addContents', media: ['video'] });
    expect(namesIn(added)).toEqual(['audio', 'video']);
    const candidates = added?.ok === true ? added.value.contents.map(({ transport }) => transport.candidates) : [];
    expect(candidates).toEqual([[BARE_RELAY], [BARE_RELAY]]);
    await one.rollBack?.();
    expect(namesIn(await one.reoffer?.({ kind: 'addContents', media: ['audio', 'audio'] }))).toHaveLength(3);
    await one.removeContents?.(namesIn(offer));
    expect(namesIn(await one.reoffer?.({ kind: 'addContents', media: ['video'] }))).not.toContain('audio');
    const { reoffer, rollBack, removeContents, ...plain } = media.open(() => undefined, CALL);
    const guarded = relayedOnly({ open: () => plain }).open(() => undefined, CALL);
    expect([reoffer, rollBack, removeContents].every((method) => method !== undefined)).toBe(true);
    expect([guarded.reoffer, guarded.rollBack, guarded.removeContents]).toEqual([undefined, undefined, undefined]);
  });

  test('guards a session of another process as well', () => {
    const { media, report } = talkative();
    const guarded = relayedOnly(media);
    const state = guarded.open(() => undefined, CALL).write?.() ?? null;
    const facts: MediaFact[] = [];
    const written = { state, local: undefined, remote: undefined };
    expect(guarded.restore?.(written, (fact) => facts.push(fact), CALL)).toBeDefined();
    report()({ kind: 'candidate', contentName: parseContentName('audio')!, candidate: HOST });
    expect(facts).toEqual([]);
    expect(guarded.restore?.({ ...written, state: 'x' }, () => undefined, CALL)).toBeUndefined();
  });
});
