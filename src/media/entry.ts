/**
 * The entry `omemo-calls/webrtc`: media for the core, on the RTCPeerConnection of a browser.
 *
 * Needs the optional package `sdp`.
 */
export type { ConnectionConfiguration } from './connection-configuration.ts';
export type { PeerConnection, PeerTransceiver, SdpAnswer, SdpOffer, SdpRollback } from './peer-connection.ts';
export type { WebRtcOptions } from './webrtc-session.ts';
export { createWebRtcMedia } from './webrtc.ts';
