/**
 * An RTCPeerConnection without a network: it answers with prepared SDP, and the test says what happens to it.
 */
import { X509_DER } from './certificate.ts';
import type {
  PeerConnection,
  PeerTransceiver,
  SdpAnswer,
  SdpOffer,
  SdpRollback,
} from '../../src/media/peer-connection.ts';

export interface FakeConnection extends PeerConnection {
  connectionState: string;
  iceGatheringState: string;
  /** Each call of a method that changes something, by name, with what it was given. */
  readonly calls: (readonly [string, unknown?])[];
  /** Makes the engine say something happened. */
  emit(type: string, event?: object): void;
  /** Changes the connection state and says so. */
  become(state: string): void;
  stats: readonly object[];
}

export interface FakeParts {
  /** Replace any method. */
  readonly methods?: Partial<PeerConnection>;
  readonly sdp?: string;
}

export const connectedStats: readonly object[] = [
  { id: 'T1', type: 'transport', dtlsState: 'connected', remoteCertificateId: 'C2' },
  { id: 'C1', type: 'certificate', base64Certificate: '' },
  { id: 'C2', type: 'certificate', base64Certificate: X509_DER, fingerprint: 'what the description said' },
];

export function fakeConnection({ methods = {}, sdp = '' }: FakeParts = {}): FakeConnection {
  const listeners: (readonly [string, (event: object) => void])[] = [];
  const transceivers: PeerTransceiver[] = [];
  const calls: (readonly [string, unknown?])[] = [];
  const connection: FakeConnection = {
    connectionState: 'new',
    iceGatheringState: 'new',
    calls,
    stats: connectedStats,
    emit(type, event = {}) {
      for (const [of, listener] of listeners) if (of === type) listener(event);
    },
    become(state) {
      connection.connectionState = state;
      connection.emit('connectionstatechange');
    },
    addEventListener: (type, listener) => listeners.push([type, listener]),
    addTransceiver(kind) {
      calls.push(['addTransceiver', kind]);
      const stop = () => calls.push(['stop', kind]);
      const transceiver = {
        mid: null,
        direction: 'sendrecv',
        receiver: { track: { kind, stop: () => undefined } },
        sender: { replaceTrack: async () => undefined },
        stop,
      };
      transceivers.push(transceiver);
      return transceiver;
    },
    getTransceivers: () => transceivers,
    createOffer: async () => ({ sdp }),
    createAnswer: async () => ({ sdp }),
    setLocalDescription: async (description: SdpOffer | SdpAnswer | SdpRollback) => {
      calls.push(['setLocalDescription', description.type]);
    },
    setRemoteDescription: async (description: SdpOffer | SdpAnswer | SdpRollback) => {
      calls.push(['setRemoteDescription', description]);
    },
    addIceCandidate: async (candidate) => {
      calls.push(['addIceCandidate', candidate]);
    },
    getStats: async () => new Map(connection.stats.map((stats, index) => [String(index), stats])),
    close: () => calls.push(['close']),
    ...methods,
  };
  return connection;
}
