/** What media on werift is to send. Apart from `werift-sources.ts`, whose types need werift. */
import type { MediaKind } from '../stanzas/rtp.ts';

/**
 * RTP packets from elsewhere, as bytes, for as long as a call lasts: Opus for audio, VP8 for video. Timestamps and
 * sequence numbers are kept; payload type and source become those of the call. What it returns ends it.
 */
export type RtpFeed = (write: (packet: Uint8Array) => void) => () => void;

/**
 * `synthetic`: silence in Opus, a grey nothing in VP8. `none`: nothing is sent. `echo`: what was received, where it is
 * in the codec that this side sends. Feeds: those; a medium without one gets the synthetic packets.
 */
export type WeriftSource = 'echo' | 'none' | 'synthetic' | Readonly<Partial<Record<MediaKind, RtpFeed>>>;
