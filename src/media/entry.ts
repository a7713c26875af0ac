/**
 * The entry `omemo-calls/webrtc`: media for the core, on the RTCPeerConnection of a browser or on werift in Node.
 *
 * Needs the optional package `sdp`, and `werift` where `createWeriftMedia` is called.
 */
export type { ConnectionConfiguration } from './connection-configuration.ts';
export type { PeerConnection, PeerTransceiver, SdpAnswer, SdpOffer, SdpRollback } from './peer-connection.ts';
export type { WebRtcOptions } from './webrtc-session.ts';
export { createWebRtcMedia } from './webrtc.ts';
export type {
  ReceivedRtp,
  WeriftCertificate,
  WeriftMedia,
  WeriftMediaSession,
  WeriftMissing,
  WeriftOptions,
} from './werift.ts';
export { createWeriftMedia } from './werift.ts';
export type { WeriftSource } from './werift-source.ts';
