/**
 * What a connection on werift sends: silence, what it receives, or files.
 *
 * Node has no camera and nothing here encodes. Only types of werift are imported: the package is loaded by
 * `werift-media.ts`.
 */
import type * as werift from 'werift';
import type { MediaStreamTrack, RtpPacket, RTCPeerConnection } from 'werift';
import type { MediaKind } from '../../stanzas/rtp.ts';
import { playFiles } from './sent-files.ts';
import type { WeriftSource } from './source.ts';

type Werift = typeof werift;

/** What is done for a connection while it lasts. */
export interface RunningSource {
  /** Takes an RTP packet that came through SRTP intact. */
  received(packet: RtpPacket): void;
  stop(): void;
}

/** Starts to send on the tracks of a connection. werift drops what it is given before DTLS is up. */
export function startSource(
  library: Werift,
  source: WeriftSource,
  connection: RTCPeerConnection,
  tracks: readonly MediaStreamTrack[],
): RunningSource {
  if (source === 'echo') return echo(library, connection, tracks);
  const files = typeof source === 'string' ? {} : source;
  const stops = [
    feedSilence(
      library,
      tracks.filter((track) => files[kindOf(track)] === undefined),
    ),
    playFiles(library, files, connection, tracks),
  ];
  return {
    received: () => undefined,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

/** Of a track. */
function kindOf({ kind }: MediaStreamTrack): MediaKind {
  return kind === 'video' ? 'video' : 'audio';
}

/** The same payload under a header of its own: extensions and sources of one connection mean nothing in another. */
function again(Header: Werift['RtpHeader'], Packet: Werift['RtpPacket'], { header, payload }: RtpPacket): RtpPacket {
  const { sequenceNumber, timestamp, marker } = header;
  return new Packet(new Header({ sequenceNumber, timestamp, marker }), payload);
}

function echo(
  { RtpHeader: Header, RtpPacket: Packet }: Werift,
  connection: RTCPeerConnection,
  tracks: readonly MediaStreamTrack[],
): RunningSource {
  const lossSubscriptions = new Set<() => void>();
  /** Where each sender's echo comes from: the newest source, since a peer may change it. */
  const sourceOf = new Map<object, number>();
  return {
    received(packet) {
      for (const { sender, receiver } of connection.getTransceivers()) {
        const track = tracks.find((each) => each === sender.track);
        if (track === undefined || sender.codec?.payloadType !== packet.header.payloadType) continue;
        const isFirst = !sourceOf.has(sender);
        sourceOf.set(sender, packet.header.ssrc);
        if (isFirst) {
          // The peer cannot show its own picture before a whole one comes: it is asked for that.
          const { unSubscribe } = sender.onPictureLossIndication.subscribe(() => {
            const ssrc = sourceOf.get(sender);
            if (ssrc !== undefined) receiver.sendRtcpPLI(ssrc).catch(() => undefined);
          });
          lossSubscriptions.add(unSubscribe);
        }
        track.writeRtp(again(Header, Packet, packet));
        return;
      }
    },
    stop: () => {
      for (const unsubscribe of lossSubscriptions) unsubscribe();
    },
  };
}

/** Milliseconds between two packets: one frame of Opus. RFC 7587 #4.2. */
const PACKET_MS = 20;

const SYNTHETIC = {
  /** A 20 ms Opus frame of silence, and its length at 48 kHz. */
  audio: { payload: [0xf8, 0xff, 0xfe], ticks: 960 },
  /** A VP8 payload descriptor (start of a partition) and bytes that no decoder has to make sense of; 90 kHz. */
  video: { payload: [0x10, 0x00, 0x00, 0x00], ticks: 1800 },
} as const satisfies Record<MediaKind, { payload: readonly number[]; ticks: number }>;

/** Writes one packet to each track every 20 ms until stopped. */
function feedSilence(
  { RtpHeader: Header, RtpPacket: Packet }: Werift,
  tracks: readonly MediaStreamTrack[],
): () => void {
  let sequenceNumber = 0;
  const timer = setInterval(() => {
    sequenceNumber = (sequenceNumber + 1) % 0x1_0000;
    for (const track of tracks) {
      const { payload, ticks } = SYNTHETIC[kindOf(track)];
      const timestamp = (sequenceNumber * ticks) % 0x1_0000_0000;
      track.writeRtp(new Packet(new Header({ sequenceNumber, timestamp, marker: true }), Buffer.from(payload)));
    }
  }, PACKET_MS);
  return () => clearInterval(timer);
}
