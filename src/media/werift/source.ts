/** What media on werift is to send. Apart from `sources.ts`, whose types need werift. */
import type { MediaKind } from '../../stanzas/rtp.ts';
import type { MediaFile } from './media-file.ts';

/** Which file each medium is taken from. Two that are of one file are played together. */
export type PlayedFiles = Readonly<Partial<Record<MediaKind, MediaFile>>>;

/**
 * `synthetic`: silence in Opus, a grey nothing in VP8. `none`: nothing is sent. `echo`: what was received, where it is
 * in the codec that this side sends. Files: what they hold, over and over, from the beginning of each call on; a medium
 * without a file is synthetic. Whoever opened them closes them when no call needs them any more.
 */
export type WeriftSource = 'echo' | 'none' | 'synthetic' | PlayedFiles;
