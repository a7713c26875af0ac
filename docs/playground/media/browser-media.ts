/** The media engine of a device in this page: a real RTCPeerConnection for each call, whose packets are counted. */
import { createWebRtcMedia } from '../../../src/media/webrtc.ts';
import type { StageMedia } from '../../../src/stage/stage-media.ts';
import type { MediaKinds } from '../../../src/stanzas/jingle.ts';

/** How often the connection is asked how much it has received. */
const COUNT_EVERY_MS = 200;

export interface BrowserMediaOptions {
  /** Adds what is sent, and gives back what stops it. */
  readonly addMedia: (connection: RTCPeerConnection, kinds: MediaKinds) => Promise<() => void>;
  /** What the other end sends; undefined when it is over. */
  readonly onRemote: (connection: RTCPeerConnection, stream: MediaStream | undefined) => void;
}

export function createBrowserMedia({ addMedia, onRemote }: BrowserMediaOptions): StageMedia {
  return {
    open: (report, call, onPacket = () => undefined) => {
      const media = createWebRtcMedia<RTCPeerConnection>({
        createConnection: (configuration) => {
          const connection = new RTCPeerConnection(configuration);
          const stream = new MediaStream();
          connection.addEventListener('track', ({ track }) => {
            stream.addTrack(track);
            onRemote(connection, stream);
          });
          countPackets(connection, onPacket, () => onRemote(connection, undefined));
          return connection;
        },
        addMedia,
      });
      return media.open(report, call);
    },
  };
}

/** Asks for the packets received until the connection is closed, which no event tells of who closed it. */
function countPackets(connection: RTCPeerConnection, onPacket: () => void, onClosed: () => void): void {
  let counted = 0;
  const count = async (): Promise<void> => {
    if (connection.connectionState === 'closed') return onClosed();
    let received = 0;
    const statistics = await connection.getStats();
    statistics.forEach((each: { readonly type: string; readonly packetsReceived?: number }) => {
      if (each.type === 'inbound-rtp') received += each.packetsReceived ?? 0;
    });
    for (; counted < received; counted += 1) onPacket();
    setTimeout(() => void count(), COUNT_EVERY_MS);
  };
  setTimeout(() => void count(), COUNT_EVERY_MS);
}
