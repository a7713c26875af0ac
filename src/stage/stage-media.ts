/** The media engine of everybody on a stage. */
import type { MediaCall, MediaFact, MediaSession } from '../media/port.ts';

/** A real engine, which also tells of each RTP packet that came through SRTP intact. */
export interface StageMedia {
  open(report: (fact: MediaFact) => void, call?: MediaCall, onPacket?: () => void): MediaSession;
}
