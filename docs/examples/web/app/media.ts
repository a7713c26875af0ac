/** Microphone, camera and the connection of the one call there is. */
import type { Media } from 'omemo-calls';
import { createWebRtcMedia } from 'omemo-calls/webrtc';
import type { MediaKind, Page } from './state.ts';

export interface PageMedia {
  readonly media: Media;
  /** Sends silence, or a black picture; or what is really there again. */
  readonly mute: (kind: MediaKind, muted: boolean) => void;
}

export function createMedia(page: Page): PageMedia {
  let sending: MediaStream | undefined;
  const media = createWebRtcMedia<RTCPeerConnection>({
    createConnection: (configuration) => {
      const connection = new RTCPeerConnection(configuration);
      connection.addEventListener('track', () => page.update({ remote: remoteOf(connection) }));
      return connection;
    },
    addMedia: async (connection, kinds) => {
      const captured = await capture(page, kinds);
      // One stream for all, so that the other side plays them together.
      const stream = (sending ??= new MediaStream());
      for (const track of captured.getTracks()) {
        stream.addTrack(track);
        connection.addTrack(track, stream);
      }
      page.update({ local: new MediaStream(stream.getTracks()) });
      return () => {
        for (const track of captured.getTracks()) {
          track.stop();
          stream.removeTrack(track);
        }
        if (stream.getTracks().length === 0) sending = undefined;
        page.update({ local: sending && new MediaStream(stream.getTracks()), remote: remoteOf(connection) });
      };
    },
  });
  const mute = (kind: MediaKind, muted: boolean): void => {
    for (const track of sending?.getTracks() ?? []) if (track.kind === kind) track.enabled = !muted;
  };
  return { media, mute };
}

async function capture(page: Page, kinds: readonly MediaKind[]): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: kinds.includes('audio'),
      video: kinds.includes('video') && { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' },
    });
  } catch (error) {
    const what = kinds.includes('video') ? 'camera' : 'microphone';
    const isRefused = error instanceof DOMException && error.name === 'NotAllowedError';
    page.update({
      problem: isRefused
        ? `This page may not use your ${what}: allow it in the browser.`
        : `There is no ${what} to be used.`,
    });
    throw error;
  }
}

/** What the other end sends now. A new stream each time, so that the element notices. */
function remoteOf(connection: RTCPeerConnection): MediaStream | undefined {
  if (connection.connectionState === 'closed') return undefined;
  const tracks = connection
    .getTransceivers()
    .filter(({ currentDirection, direction }) => currentDirection !== 'stopped' && direction !== 'stopped')
    .map(({ receiver }) => receiver.track)
    .filter(({ readyState }) => readyState === 'live');
  return new MediaStream(tracks);
}
