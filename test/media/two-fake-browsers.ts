/** Two sessions of the WebRTC engine, each on a browser without media, and what a core does to change them. */
import type { MediaFact, SessionDescription } from '../../src/media/port.ts';
import type { WebRtcMediaSession } from '../../src/media/webrtc.ts';
import { createWebRtcMedia } from '../../src/media/webrtc.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import type { MediaKind } from '../../src/stanzas/rtp.ts';
import type { FakeBrowser } from './fake-browser.ts';
import { fakeBrowser } from './fake-browser.ts';
import type { FakeTrack } from './fake-transceiver.ts';

export interface BrowserEnd {
  readonly session: WebRtcMediaSession;
  readonly browser: FakeBrowser;
  readonly facts: readonly MediaFact[];
  /** Every track that was captured, in order. */
  readonly tracks: readonly FakeTrack[];
  /** The media of each capture that was released, in order. */
  readonly released: readonly string[];
  /** Set, capturing fails. */
  cannotCapture: boolean;
}

function browserEnd(name: 'A' | 'B'): BrowserEnd {
  const browser = fakeBrowser(name);
  const [facts, tracks, released]: [MediaFact[], FakeTrack[], string[]] = [[], [], []];
  const end = { browser, facts, tracks, released, cannotCapture: false };
  const media = createWebRtcMedia<FakeBrowser>({
    createConnection: () => browser,
    addMedia: async (connection, kinds) => {
      if (end.cannotCapture) throw new Error('no camera');
      tracks.push(...kinds.map((kind) => connection.addTrack(kind)));
      return () => released.push(kinds.join('+'));
    },
  });
  return Object.assign(end, { session: media.open((fact) => facts.push(fact)) });
}

export interface Running {
  readonly one: BrowserEnd;
  readonly other: BrowserEnd;
}

export function valueOf<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** @param path  what the server, or a client that bundles nothing, makes of the offer */
export async function running(
  media: readonly MediaKind[],
  path: (offer: SessionDescription) => SessionDescription = (offer) => offer,
): Promise<Running> {
  const [one, other] = [browserEnd('A'), browserEnd('B')];
  const offer = path(valueOf(await one.session.createOffer(media)));
  valueOf(await one.session.setRemote(valueOf(await other.session.createAnswer(offer))));
  return { one, other };
}

export const unbundled = (offer: SessionDescription): SessionDescription => ({ ...offer, groups: [] });

/** Adds contents, or restarts ICE where there are none, to the end. */
export async function change(from: BrowserEnd, to: BrowserEnd, ...media: readonly MediaKind[]) {
  const wanted = media.length > 0 ? ({ kind: 'addContents', media } as const) : ({ kind: 'restartIce' } as const);
  const offer = valueOf(await from.session.reoffer(wanted));
  const answer = valueOf(await to.session.createAnswer(offer));
  valueOf(await from.session.setRemote(answer));
  return { offer, answer };
}

export async function remove({ one, other }: Running, ...names: readonly string[]): Promise<void> {
  for (const { session } of [one, other]) await session.removeContents(names as readonly ContentName[]);
}

export const namesOf = ({ contents }: SessionDescription): readonly string[] => contents.map(({ name }) => name);
export const bundleIn = ({ groups }: SessionDescription): readonly string[] => groups[0]?.contentNames ?? [];

/** The last description that a browser was given. */
export function lastApplied({ browser }: BrowserEnd): string {
  return browser.applied.at(-1)?.[1] ?? '';
}
