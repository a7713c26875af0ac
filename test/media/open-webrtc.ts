/** Sessions of `createWebRtcMedia` on a connection that the test plays, for the tests of `webrtc.ts`. */
import type { PeerConnection } from '../../src/media/peer-connection.ts';
import type { MediaFact, MediaSession, SessionDescription } from '../../src/media/port.ts';
import { writeSdp } from '../../src/media/sdp-write.ts';
import type { WebRtcOptions } from '../../src/media/webrtc-session.ts';
import { createWebRtcMedia } from '../../src/media/webrtc.ts';
import { CHROMIUM_OFFER } from './chromium-offer.ts';
import { answerOf } from './descriptions.ts';
import type { FakeConnection, FakeParts } from './fake-connection.ts';
import { fakeConnection } from './fake-connection.ts';

export interface Opened {
  readonly session: MediaSession;
  readonly connection: FakeConnection;
  readonly facts: readonly MediaFact[];
}

export function open(parts: FakeParts = {}, more: Partial<WebRtcOptions<PeerConnection>> = {}): Opened {
  const connection = fakeConnection({ sdp: CHROMIUM_OFFER, ...parts });
  const facts: MediaFact[] = [];
  const media = createWebRtcMedia<PeerConnection>({ createConnection: () => connection, ...more });
  return { session: media.open((fact) => facts.push(fact)), connection, facts };
}

/** A session that answers `offer` with the same contents. */
export function answering(offer: SessionDescription, answer = answerOf(offer)): Opened {
  const sdp = writeSdp(answer, 'responder');
  if (!sdp.ok) throw new Error(sdp.error.field);
  return open({ sdp: sdp.value });
}

/** The description that a method of the engine was called with. */
export function givenTo(connection: FakeConnection, method: string): { readonly type: string; readonly sdp: string } {
  const call = connection.calls.find(([name]) => name === method);
  return call?.[1] as { readonly type: string; readonly sdp: string };
}

/** Lets what is due in microtasks happen. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));
/** Long enough for a certificate to be hashed on another thread, so that what does not come then does not come. */
export const hashed = () => new Promise((resolve) => setTimeout(resolve, 50));

const HOST = 'candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host';

export const candidateEvent = (sdpMid: string, candidate = HOST) => ({ candidate: { candidate, sdpMid } });

export async function offered(): Promise<Opened & { readonly offer: SessionDescription }> {
  const opened = open();
  const offer = await opened.session.createOffer(['audio', 'video']);
  if (!offer.ok) throw new Error(offer.error.kind);
  return { ...opened, offer: offer.value };
}
