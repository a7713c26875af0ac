/**
 * Sends files over a connection on werift. Only types of werift are imported: the package is loaded by
 * `werift-media.ts`.
 */
import type * as werift from 'werift';
import type { MediaStreamTrack, RTCPeerConnection, RTCRtpSender } from 'werift';
import type { MediaKind } from '../../stanzas/rtp.ts';
import { MEDIA_KINDS } from '../../stanzas/rtp.ts';
import { playFile } from './file-player.ts';
import type { PlayedFrame } from './file-player.ts';
import { vp8Payloads } from './vp8-payload.ts';
import type { PlayedFiles } from './source.ts';

type Werift = typeof werift;

/** How each medium is in files and in RTP; the ticks of its timestamps in a second. RFC 7587 #4.2; RFC 7741 #4.1. */
const FORMATS = {
  audio: { mimeType: 'audio/opus', clockRate: 48_000 },
  video: { mimeType: 'video/vp8', clockRate: 90_000 },
} as const satisfies Record<MediaKind, { readonly mimeType: string; readonly clockRate: number }>;

/**
 * Starts to send files on the tracks of a connection, as soon as that is up: what is written before is lost, and with
 * it the first whole picture. What it returns stops that.
 */
export function playFiles(
  library: Werift,
  files: PlayedFiles,
  connection: RTCPeerConnection,
  tracks: readonly MediaStreamTrack[],
): () => void {
  const ends: (() => void)[] = [];
  let isPlaying = false;
  const begin = (): void => {
    if (isPlaying || connection.connectionState !== 'connected') return;
    isPlaying = true;
    const senders = connection.getSenders().filter(({ track }) => tracks.some((each) => each === track));
    for (const file of new Set(Object.values(files))) {
      const outputs = MEDIA_KINDS.flatMap((kind) => {
        const sender = senders.find(({ track }) => track?.kind === kind);
        return files[kind] !== file || sender === undefined ? [] : [new FrameOutput(library, kind, sender)];
      });
      if (outputs.length === 0) continue;
      const write = (frame: PlayedFrame): void => outputs.find(({ kind }) => kind === frame.kind)?.write(frame);
      const player = playFile(
        file,
        outputs.map(({ kind }) => kind),
        write,
      );
      ends.push(() => player.stop(), ...outputs.map((output) => output.onPictureLoss(() => player.wholePicture())));
    }
  };
  const { unSubscribe } = connection.connectionStateChange.subscribe(begin);
  begin();
  return () => {
    unSubscribe();
    for (const end of ends) end();
  };
}

/** Frames of one medium as the RTP packets of one sender. */
class FrameOutput {
  readonly kind: MediaKind;
  readonly #library: Werift;
  readonly #sender: RTCRtpSender;
  #sequenceNumber = 0;

  constructor(library: Werift, kind: MediaKind, sender: RTCRtpSender) {
    this.#library = library;
    this.kind = kind;
    this.#sender = sender;
  }

  onPictureLoss(listener: () => void): () => void {
    return this.#sender.onPictureLossIndication.subscribe(listener).unSubscribe;
  }

  write({ atSeconds, data }: PlayedFrame): void {
    const { track, codec } = this.#sender;
    const { mimeType, clockRate } = FORMATS[this.kind];
    // In another codec it would be noise.
    if (track === null || track === undefined || codec?.mimeType.toLowerCase() !== mimeType) return;
    const { RtpHeader: Header, RtpPacket: Packet } = this.#library;
    const timestamp = Math.round(atSeconds * clockRate) % 0x1_0000_0000;
    const payloads = this.kind === 'video' ? vp8Payloads(data) : [data];
    for (const [index, payload] of payloads.entries()) {
      this.#sequenceNumber = (this.#sequenceNumber + 1) % 0x1_0000;
      // Of pictures the last packet, of sound the first after a silence, which files do not have.
      const marker = this.kind === 'video' && index === payloads.length - 1;
      const header = new Header({ sequenceNumber: this.#sequenceNumber, timestamp, marker });
      track.writeRtp(new Packet(header, Buffer.from(payload)));
    }
  }
}
