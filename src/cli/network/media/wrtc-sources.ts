/** What calls on @roamhq/wrtc send: silence and a grey picture, or what is heard and seen. */
import type { MediaKind } from '../../../stanzas/rtp.ts';

/** What is used of the package. Its own types leave out what its sinks hand over. */
export interface Wrtc {
  readonly RTCPeerConnection: typeof RTCPeerConnection;
  readonly nonstandard: {
    readonly RTCAudioSource: new () => { createTrack(): MediaStreamTrack; onData(data: AudioData): void };
    readonly RTCVideoSource: new () => { createTrack(): MediaStreamTrack; onFrame(frame: VideoFrame): void };
    readonly RTCAudioSink: new (track: MediaStreamTrack) => { ondata?: (data: AudioData) => void; stop(): void };
    readonly RTCVideoSink: new (
      track: MediaStreamTrack,
    ) => { onframe?: (event: { readonly frame: VideoFrame }) => void; stop(): void };
  };
}

/** 10 ms of sound. */
interface AudioData {
  readonly samples: Int16Array;
  readonly sampleRate: number;
  readonly channelCount?: number;
}

/** In I420. */
interface VideoFrame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Adds a track for each medium and starts to feed them. What it returns stops that. */
export function sendMedia(
  library: Wrtc,
  connection: RTCPeerConnection,
  kinds: readonly MediaKind[],
  echoes: boolean,
): () => void {
  const ends = kinds.flatMap((kind) => {
    const sent = kind === 'audio' ? sentAudio(library) : sentVideo(library);
    connection.addTrack(sent.track);
    const transceiver = connection.getTransceivers().find(({ sender }) => sender.track?.id === sent.track.id);
    const end = echoes && transceiver !== undefined ? sent.echo(transceiver.receiver.track) : sent.nothing();
    return [end, () => sent.track.stop()];
  });
  return () => {
    for (const end of ends) end();
  };
}

/** One medium on its way out. What its functions return stops them. */
interface Sent {
  readonly track: MediaStreamTrack;
  /** Sends back what comes on another track. */
  readonly echo: (received: MediaStreamTrack) => () => void;
  readonly nothing: () => () => void;
}

/** 10 ms: what libwebrtc takes at a time. */
const SILENCE: AudioData = { samples: new Int16Array(480), sampleRate: 48_000 };

function sentAudio({ nonstandard: { RTCAudioSource, RTCAudioSink } }: Wrtc): Sent {
  const source = new RTCAudioSource();
  return {
    track: source.createTrack(),
    echo: (received) => {
      const sink = new RTCAudioSink(received);
      sink.ondata = ({ samples, sampleRate, channelCount = 1 }) => source.onData({ samples, sampleRate, channelCount });
      return () => sink.stop();
    },
    nothing: () => every(10, () => source.onData(SILENCE)),
  };
}

const GREY: VideoFrame = { width: 160, height: 120, data: new Uint8Array(160 * 120 * 1.5).fill(128) };

function sentVideo({ nonstandard: { RTCVideoSource, RTCVideoSink } }: Wrtc): Sent {
  const source = new RTCVideoSource();
  return {
    track: source.createTrack(),
    echo: (received) => {
      const sink = new RTCVideoSink(received);
      sink.onframe = ({ frame }) => source.onFrame(frame);
      return () => sink.stop();
    },
    nothing: () => every(200, () => source.onFrame(GREY)),
  };
}

function every(intervalMs: number, does: () => void): () => void {
  const timer = setInterval(does, intervalMs);
  return () => clearInterval(timer);
}
