/**
 * Media on the standard RTCPeerConnection: browsers, Electron, and werift in Node.
 *
 * Does not know of calls, OMEMO or stanzas.
 *
 * Spec: W3C WebRTC #rtcpeerconnection-interface.
 */
import { configurationOf } from './connection-configuration.ts';
import type { PeerConnection } from './peer-connection.ts';
import type { Media, MediaCall, MediaFact, MediaSession } from './port.ts';
import { WebRtcSession } from './webrtc-session.ts';
import type { WebRtcOptions } from './webrtc-session.ts';

export interface WebRtcMedia extends Media {
  open(report: (fact: MediaFact) => void, call?: MediaCall): WebRtcMediaSession;
}

/** A session that can be changed while it runs. */
export type WebRtcMediaSession = MediaSession & Required<Pick<MediaSession, 'removeContents' | 'reoffer' | 'rollBack'>>;

/** Media sessions on connections of the caller's making. */
export function createWebRtcMedia<C extends PeerConnection>(options: WebRtcOptions<C>): WebRtcMedia {
  return { open: (report, call) => new WebRtcSession(options, configurationOf(call), report) };
}
