/**
 * Calls on @roamhq/wrtc: libwebrtc, as browsers have it, built for Node. What is heard is decoded and what is sent is
 * encoded: an echo comes back through the codecs, where werift sends the same bytes.
 */
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import { createWebRtcMedia } from '../../../media/webrtc.ts';
import type { Engine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import type { CliFault } from '../fault.ts';
import { PacketCount } from './wrtc-packets.ts';
import { sendMedia } from './wrtc-sources.ts';
import type { Wrtc } from './wrtc-sources.ts';

/** Undefined where it is not installed. */
export async function createWrtcEngine(
  { audio, video, addresses }: EngineOptions,
  echoes: boolean,
): Promise<Result<Engine, CliFault> | undefined> {
  const library = await loadWrtc();
  if (library === undefined) return undefined;
  if (audio !== undefined || video !== undefined) {
    return err({ message: 'wrtc sends no files', advice: 'werift does: npm install werift, and no --media' });
  }
  if (addresses === 'loopback') {
    return err({
      message: 'wrtc knows no loopback addresses',
      advice: 'werift does: npm install werift, and no --media',
    });
  }
  // It crashes a process that is left to end by itself.
  process.once('beforeExit', (exitCode) => process.exit(exitCode));
  const packets = new PacketCount();
  const media = createWebRtcMedia<RTCPeerConnection>({
    createConnection: (configuration) => {
      const connection = new library.RTCPeerConnection(configuration);
      packets.follow(connection);
      return connection;
    },
    addMedia: (connection, kinds) => Promise.resolve(sendMedia(library, connection, kinds, echoes)),
  });
  return ok({ media, sends: undefined, received: () => packets.count, close: () => undefined });
}

async function loadWrtc(): Promise<Wrtc | undefined> {
  try {
    const { default: library } = (await import('@roamhq/wrtc')) as unknown as { readonly default: Wrtc };
    return library;
  } catch {
    return undefined;
  }
}
