/**
 * Media in Node, on werift: for the demonstration, for tests of two ends in one process, and for bots.
 *
 * Node has no camera: what is sent is synthetic unless told otherwise (`sources.ts`). What arrives is counted.
 *
 * werift is an optional package and is only loaded here. Where it departs from what one expects (0.24.4):
 * - all connections of a process share one certificate unless told otherwise: each gets its own here;
 * - without a STUN server it asks Google's: it is told to ask none;
 * - a transport that bundling makes superfluous stays open after `close()`: it is stopped here;
 * - what a session that changes needs is completed in `repairs.ts`.
 */
import type * as werift from 'werift';
import type { RTCDtlsTransport, RTCIceTransport, RTCPeerConnection } from 'werift';
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import type { MediaKind } from '../../stanzas/rtp.ts';
import { configurationOf } from '../connection-configuration.ts';
import type { ConnectionConfiguration } from '../connection-configuration.ts';
import type { Media, MediaCall, MediaFact, MediaSession } from '../port.ts';
import { repaired } from './repairs.ts';
import { startSource } from './sources.ts';
import type { RunningSource } from './sources.ts';
import type { WeriftSource } from './source.ts';
import { WebRtcSession } from '../webrtc-session.ts';
import type { WebRtcOptions } from '../webrtc-session.ts';

type Werift = typeof werift;

export interface WeriftOptions {
  /** STUN and TURN beside those that a call brings. None by default: peers on one machine or network need none. */
  readonly iceServers?: readonly { readonly urls: string; readonly username?: string; readonly credential?: string }[];
  /** `loopback`: candidates of 127.0.0.1 only, for two ends on one machine. */
  readonly addresses?: 'all' | 'loopback';
  /** What is sent. With `none` answers receive only. Default `synthetic`. */
  readonly source?: WeriftSource;
  /** The certificate of every connection, where a test has to know it. By default each connection makes its own. */
  readonly certificate?: WeriftCertificate;
}

/** A certificate with its key, as werift makes them. */
export interface WeriftCertificate {
  readonly certPem: string;
  readonly keyPem: string;
  readonly signatureHash: { readonly hash: 4; readonly signature: 1 | 3 };
}

/** An RTP packet that came through SRTP intact. */
export interface ReceivedRtp {
  readonly payloadType: number;
  readonly payloadBytes: number;
}

export interface WeriftMediaSession extends MediaSession {
  /** RTP packets received and decrypted so far. */
  receivedPackets(): number;
}

export interface WeriftMedia extends Media {
  open(report: (fact: MediaFact) => void, call?: MediaCall, onRtp?: (packet: ReceivedRtp) => void): WeriftMediaSession;
}

export interface WeriftMissing {
  readonly kind: 'weriftMissing';
  /** One line, for people. */
  readonly message: string;
}

/** Media on werift, or the word that it is not installed. */
export async function createWeriftMedia(options: WeriftOptions = {}): Promise<Result<WeriftMedia, WeriftMissing>> {
  const werift = await loadWerift();
  if (werift === undefined) {
    return err({
      kind: 'weriftMissing',
      message: 'Media in Node needs the optional package werift: npm install werift',
    });
  }
  return ok({ open: (report, call, onRtp) => openSession(werift, options, report, call, onRtp) });
}

async function loadWerift(): Promise<Werift | undefined> {
  try {
    return await import('werift');
  } catch {
    return undefined;
  }
}

function openSession(
  werift: Werift,
  options: WeriftOptions,
  report: (fact: MediaFact) => void,
  call: MediaCall | undefined,
  onRtp: (packet: ReceivedRtp) => void = () => undefined,
): WeriftMediaSession {
  let received = 0;
  const transports = new Set<RTCIceTransport>();
  const sources = new Set<RunningSource>();
  const heard = new WeakSet<RTCDtlsTransport>();
  const hear = (connection: RTCPeerConnection): void => {
    // Below werift's own routing, which drops what is of no signalled source: Dino signals none.
    for (const transport of connection.dtlsTransports) {
      if (heard.has(transport)) continue;
      heard.add(transport);
      transport.onRtp.subscribe((packet) => {
        const { header, payload } = packet;
        received += 1;
        for (const source of sources) source.received(packet);
        onRtp({ payloadType: header.payloadType, payloadBytes: payload.length });
      });
    }
  };
  const configuration = configurationOf(call);
  const iceServers = [...(options.iceServers ?? []), ...configuration.iceServers];
  const parts: WebRtcOptions<RTCPeerConnection> = {
    createConnection: async () => {
      const connection = await createConnection(werift, options, { ...configuration, iceServers });
      connection.addEventListener('connectionstatechange', () => {
        if (connection.connectionState === 'connected') hear(connection);
      });
      return repaired(connection);
    },
    addMedia: async (connection, kinds) => {
      const { source, release } = addMedia(werift, options, connection, kinds);
      sources.add(source);
      const asksStun = iceServers.some(({ urls }) => urls.startsWith('stun'));
      for (const transport of connection.iceTransports) {
        transports.add(transport);
        if (!asksStun) delete transport.connection.stunServer;
      }
      return () => {
        sources.delete(source);
        release();
      };
    },
  };
  const mediaSession = new WebRtcSession(parts, configuration, report, { closesAnySection: true });
  return {
    createOffer: (kinds) => mediaSession.createOffer(kinds),
    createAnswer: (offer) => mediaSession.createAnswer(offer),
    setRemote: (answer) => mediaSession.setRemote(answer),
    addCandidates: (contentName, candidates) => mediaSession.addCandidates(contentName, candidates),
    reoffer: (change) => mediaSession.reoffer(change),
    rollBack: () => mediaSession.rollBack(),
    removeContents: (contentNames) => mediaSession.removeContents(contentNames),
    close() {
      mediaSession.close();
      for (const transport of transports) transport.stop().catch(() => undefined);
    },
    receivedPackets: () => received,
  };
}

async function createConnection(
  werift: Werift,
  options: WeriftOptions,
  { iceServers, iceTransportPolicy }: ConnectionConfiguration,
): Promise<RTCPeerConnection> {
  const { HashAlgorithm, NamedCurveAlgorithm, SignatureAlgorithm } = werift;
  const ecdsa = { hash: HashAlgorithm.sha256_4, signature: SignatureAlgorithm.ecdsa_3 };
  const keys =
    options.certificate ?? (await werift.createSelfSignedCertificate(ecdsa, NamedCurveAlgorithm.secp256r1_23));
  const isLoopback = options.addresses === 'loopback';
  return new werift.RTCPeerConnection({
    codecs: {
      audio: [
        werift.useOPUS({ mimeType: 'audio/opus', payloadType: 111, parameters: 'minptime=10;useinbandfec=1' }),
        werift.usePCMU(),
      ],
      video: [werift.useVP8({ payloadType: 96 })],
    },
    dtls: { keys },
    iceServers,
    iceTransportPolicy,
    iceUseIpv4: !isLoopback,
    iceUseIpv6: !isLoopback,
    ...(isLoopback ? { iceAdditionalHostAddresses: ['127.0.0.1'] } : {}),
  });
}

/** Adds a track for each medium and starts to feed them. What it returns stops that. */
function addMedia(
  werift: Werift,
  { source: wanted = 'synthetic' }: WeriftOptions,
  connection: RTCPeerConnection,
  kinds: readonly MediaKind[],
): { readonly source: RunningSource; readonly release: () => void } {
  const isSilent = wanted === 'none';
  const tracks = isSilent ? [] : kinds.map((kind) => new werift.MediaStreamTrack({ kind }));
  for (const track of tracks) connection.addTrack(track);
  const isOffer = connection.signalingState === 'stable';
  if (isSilent && isOffer) for (const kind of kinds) connection.addTransceiver(kind, { direction: 'recvonly' });
  const source = startSource(werift, wanted, connection, tracks);
  return {
    source,
    release: () => {
      source.stop();
      for (const track of tracks) track.stop();
    },
  };
}
