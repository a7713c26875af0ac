/**
 * Media for a user who does not want the other side to learn where they are: addresses of relays, and nothing beside
 * them.
 *
 * An engine that is told to use relays only gathers no others. It is not trusted with that: what does not belong is
 * taken out on its way from the engine.
 *
 * Spec: RFC 8839 #5.1 (a related address is for diagnosis, and may be left out).
 */
import { ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { IceCandidate } from '../stanzas/ice-udp.ts';
import type { Media, MediaFact, MediaFault, MediaSession, SessionDescription } from './port.ts';

/** The same engine, of which nothing but relays' addresses comes out. */
export function relayedOnly(media: Media): Media {
  return {
    open: (report, call) => guarded(media.open(filtered(report), call)),
    restore: (written, report, call) => {
      const restored = media.restore?.(written, filtered(report), call);
      return restored && guarded(restored);
    },
  };
}

function guarded(mediaSession: MediaSession): MediaSession {
  // An engine may be a class: its methods are called on it, not copied. What it leaves out is left out.
  const { reoffer, rollBack, removeContents } = mediaSession;
  return {
    createOffer: async (media) => withoutAddresses(await mediaSession.createOffer(media)),
    createAnswer: async (offer) => withoutAddresses(await mediaSession.createAnswer(offer)),
    setRemote: (answer) => mediaSession.setRemote(answer),
    addCandidates: (contentName, candidates) => mediaSession.addCandidates(contentName, candidates),
    ...(reoffer && { reoffer: async (change) => withoutAddresses(await reoffer.call(mediaSession, change)) }),
    ...(rollBack && { rollBack: () => rollBack.call(mediaSession) }),
    ...(removeContents && { removeContents: (names) => removeContents.call(mediaSession, names) }),
    start: () => mediaSession.start?.(),
    close: () => mediaSession.close(),
    write: () => mediaSession.write?.() ?? null,
  };
}

function filtered(report: (fact: MediaFact) => void): (fact: MediaFact) => void {
  return (fact) => {
    if (fact.kind !== 'candidate') return report(fact);
    const [candidate] = ofRelays([fact.candidate]);
    if (candidate !== undefined) report({ ...fact, candidate });
  };
}

function withoutAddresses(described: Result<SessionDescription, MediaFault>): Result<SessionDescription, MediaFault> {
  if (!described.ok) return described;
  const contents = described.value.contents.map((content) => {
    const candidates = ofRelays(content.transport.candidates);
    return { ...content, transport: { ...content.transport, candidates } };
  });
  return ok({ ...described.value, contents });
}

/** Those of relays, without the address they were reached from. */
function ofRelays(candidates: readonly IceCandidate[]): readonly IceCandidate[] {
  return candidates
    .filter(({ type }) => type === 'relay')
    .map((candidate) => ({ ...candidate, relatedAddress: undefined, relatedPort: undefined }));
}
