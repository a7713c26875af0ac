/** werift as the suite of every media engine wants it. */
import { packetCounter, weriftMedia } from '../support/werift-media.ts';
import type { MediaUnderTest } from './media-ends.ts';

export async function openWerift(): Promise<MediaUnderTest> {
  const media = await weriftMedia();
  return {
    open(report) {
      const { received, onRtp } = packetCounter();
      return {
        session: media.open(report, undefined, onRtp),
        receivedPackets: (kind) => (kind === undefined ? received.audio + received.video : received[kind]),
      };
    },
  };
}
