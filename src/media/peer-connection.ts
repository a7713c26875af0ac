/**
 * What the WebRTC engine uses of an RTCPeerConnection, and no more: browsers' and werift's both fit, and so does a
 * test's.
 *
 * Written loosely where the two differ in type (events, statistics); what comes out is checked where it is read.
 *
 * Spec: W3C WebRTC (Recommendation 2025-03-13) #rtcpeerconnection-interface #rtcrtptransceiver-interface.
 */
import type { MediaKind } from '../stanzas/rtp.ts';

export interface SdpOffer {
  readonly type: 'offer';
  readonly sdp: string;
}

export interface SdpAnswer {
  readonly type: 'answer';
  readonly sdp: string;
}

/** Takes back an offer that has no answer, whoever's it is. */
export interface SdpRollback {
  readonly type: 'rollback';
  readonly sdp: '';
}

export interface PeerConnection {
  readonly connectionState: string;
  readonly iceGatheringState: string;
  addEventListener(type: string, listener: (event: object) => void): void;
  addTransceiver(kind: MediaKind): object;
  /** The same object for the same transceiver each time. */
  getTransceivers(): readonly PeerTransceiver[];
  createOffer(options?: { iceRestart?: boolean }): Promise<{ readonly sdp?: string }>;
  createAnswer(): Promise<{ readonly sdp?: string }>;
  setLocalDescription(description: SdpOffer | SdpAnswer | SdpRollback): Promise<unknown>;
  setRemoteDescription(description: SdpOffer | SdpAnswer | SdpRollback): Promise<unknown>;
  addIceCandidate(candidate: { readonly candidate: string; readonly sdpMid: string }): Promise<unknown>;
  getStats(): Promise<{ forEach(visit: (stats: object) => void): void }>;
  close(): unknown;
}

export interface PeerTransceiver {
  /** Null before it has a section in an applied description. */
  readonly mid: string | null;
  /** What the next description says. */
  direction: string;
  readonly receiver: { readonly track: { readonly kind: string; stop(): void } };
  readonly sender: PeerSender;
  /** Nothing is sent or received from here on. */
  stop(): void;
}

export interface PeerSender {
  /** With `getRemoteCertificates` in browsers. */
  readonly transport?: object | null;
  readonly track?: { stop(): void } | null;
  replaceTrack(track: null): Promise<unknown>;
}
