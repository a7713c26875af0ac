/**
 * The entry `omemo-calls/werift`: media for the core in Node: synthetic, from files, or an echo.
 *
 * An entry of its own, so that no bundle for browsers holds werift. Needs the optional packages `werift` and `sdp`.
 */
export type { MediaFile, MediaFileFault, MediaFrame } from './media-file.ts';
export { openMediaFile } from './media-file.ts';
export type {
  ReceivedRtp,
  WeriftCertificate,
  WeriftMedia,
  WeriftMediaSession,
  WeriftMissing,
  WeriftOptions,
} from './werift-media.ts';
export { createWeriftMedia } from './werift-media.ts';
export type { PlayedFiles, WeriftSource } from './source.ts';
