/**
 * A party's media engine with a window: which certificates it describes, is told of and sees, and how much it receives.
 *
 * Changes nothing of what the engine says or is told.
 */
import type { MediaSession, SessionDescription } from '../media/port.ts';
import type { Media } from '../media/port.ts';
import type { DtlsFingerprint } from '../stanzas/dtls.ts';
import type { StageMedia } from './stage-media.ts';

export interface ObservedMedia extends Media {
  /** RTP packets that came through SRTP intact, over all calls. */
  receivedPackets(): number;
}

export type OnCertificate = (which: 'described' | 'own' | 'used', value: DtlsFingerprint['value']) => void;

/** `media`, watched. */
export function observeMedia(media: StageMedia, onCertificate: OnCertificate): ObservedMedia {
  let received = 0;
  const tell = (which: 'described' | 'own', description: SessionDescription): void => {
    const value = description.contents[0]?.transport.fingerprint.value;
    if (value !== undefined) onCertificate(which, value);
  };
  return {
    receivedPackets: () => received,
    open(report, call): MediaSession {
      const opened = media.open(
        (fact) => {
          if (fact.kind === 'connected') onCertificate('used', fact.usedFingerprint.value);
          report(fact);
        },
        call,
        () => {
          received += 1;
        },
      );
      return {
        async createOffer(kinds) {
          const offer = await opened.createOffer(kinds);
          if (offer.ok) tell('own', offer.value);
          return offer;
        },
        async createAnswer(offer) {
          tell('described', offer);
          const answer = await opened.createAnswer(offer);
          if (answer.ok) tell('own', answer.value);
          return answer;
        },
        setRemote(answer) {
          tell('described', answer);
          return opened.setRemote(answer);
        },
        addCandidates: (contentName, candidates) => opened.addCandidates(contentName, candidates),
        close: () => opened.close(),
      };
    },
  };
}
