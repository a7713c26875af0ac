/** What a user may say about the media of a call. Apart from the engines, which are loaded when a call begins. */

/** In the order in which they are tried. */
export const ENGINES = ['werift', 'wrtc'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Paths of files that are sent. */
export interface FileOptions {
  readonly audio?: string;
  readonly video?: string;
}

export interface EngineOptions extends FileOptions {
  /** `loopback`: for two ends on one machine. */
  readonly addresses: 'all' | 'loopback' | 'relayed';
  /** Whichever is installed, if left out. */
  readonly media?: EngineName;
}
