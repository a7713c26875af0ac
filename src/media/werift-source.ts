/** What media on werift is to send. Apart from `werift-sources.ts`, whose types need werift. */

/**
 * `synthetic`: silence in Opus, a grey nothing in VP8. `none`: nothing is sent. `echo`: what was received, where it is
 * in the codec that this side sends.
 */
export type WeriftSource = 'echo' | 'none' | 'synthetic';
