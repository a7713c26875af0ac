/**
 * What `webrtc.ts` uses of an RTCPeerConnection, and no more: browsers' and werift's both fit, and so does a test's.
 *
 * Written loosely where the two differ in type (events, statistics); what comes out is checked where it is read.
 *
 * Spec: W3C WebRTC (Recommendation 2025-03-13) #rtcpeerconnection-interface.
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

export interface PeerConnection {
  readonly connectionState: string;
  readonly iceGatheringState: string;
  addEventListener(type: string, listener: (event: object) => void): void;
  addTransceiver(kind: MediaKind): object;
  getTransceivers(): readonly PeerTransceiver[];
  createOffer(): Promise<{ readonly sdp?: string }>;
  createAnswer(): Promise<{ readonly sdp?: string }>;
  setLocalDescription(description: SdpOffer | SdpAnswer): Promise<unknown>;
  setRemoteDescription(description: SdpOffer | SdpAnswer): Promise<unknown>;
  addIceCandidate(candidate: { readonly candidate: string; readonly sdpMid: string }): Promise<unknown>;
  getStats(): Promise<{ forEach(visit: (stats: object) => void): void }>;
  close(): unknown;
}

export interface PeerTransceiver {
  readonly receiver: { readonly track: { readonly kind: string } };
  /** With `getRemoteCertificates` in browsers. */
  readonly sender: { readonly transport?: object | null };
}
