/** The eyes of a server in the middle: it sees what each of the two sends, and passes it on to the other. */
import { createBrowserMedia } from './browser-media.ts';
import { sender } from './synthetic.ts';
import type { StageMedia } from '../../../src/stage/stage-media.ts';

export interface Relay {
  readonly media: StageMedia;
  /** What it sees now, in the order in which it came. */
  readonly seen: () => readonly MediaStream[];
}

/** @param onChange  it sees something else than before */
export function createRelay(onChange: () => void): Relay {
  const ends = new Map<RTCPeerConnection, { readonly stream: MediaStream; readonly video: HTMLVideoElement }>();
  const media = createBrowserMedia({
    addMedia: (connection, kinds) => sender(() => drawOther(connection), 110)(connection, kinds),
    onRemote: (connection, stream) => {
      if (stream === undefined) ends.delete(connection);
      else if (!ends.has(connection)) ends.set(connection, { stream, video: playing(stream) });
      onChange();
    },
  });
  const drawOther = (connection: RTCPeerConnection) => (context: CanvasRenderingContext2D) => {
    const { width, height } = context.canvas;
    const other = [...ends].find(([each]) => each !== connection)?.[1].video;
    if (other === undefined) context.clearRect(0, 0, width, height);
    else context.drawImage(other, 0, 0, width, height);
  };
  return { media, seen: () => [...ends.values()].map(({ stream }) => stream) };
}

function playing(stream: MediaStream): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  void video.play().catch(() => undefined);
  return video;
}
