/** Media on werift for tests: on the loopback interface, with what arrives counted by medium. */
import type { ReceivedRtp, WeriftMedia, WeriftOptions } from '../../src/media/werift/werift-media.ts';
import { createWeriftMedia } from '../../src/media/werift/werift-media.ts';
import type { MediaKind } from '../../src/stanzas/rtp.ts';

export async function weriftMedia(options: WeriftOptions = {}): Promise<WeriftMedia> {
  const media = await createWeriftMedia({ addresses: 'loopback', ...options });
  if (!media.ok) throw new Error(media.error.message);
  return media.value;
}

/** RTP packets that arrived and were decrypted. */
export interface PacketCounter {
  readonly received: Readonly<Record<MediaKind, number>>;
  readonly onRtp: (packet: ReceivedRtp) => void;
}

export function packetCounter(): PacketCounter {
  const received = { audio: 0, video: 0 };
  // The payload type that `werift-media.ts` gives VP8.
  return { received, onRtp: ({ payloadType }) => (received[payloadType === 96 ? 'video' : 'audio'] += 1) };
}
