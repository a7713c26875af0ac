/** The ends of the suite of every media engine: two in one test, their descriptions and candidates carried by hand. */
import type { MediaChange, MediaFact, MediaSession, SessionDescription } from '../../src/media/port.ts';
import type { IceCandidate } from '../../src/stanzas/ice-udp.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import type { MediaKind } from '../../src/stanzas/rtp.ts';

/** A session with what a test has to know beyond the port: that media arrives. */
export interface MediaEnd {
  readonly session: MediaSession;
  /** Of all media, or of one. */
  receivedPackets(media?: MediaKind): number;
}

export interface MediaUnderTest {
  open(report: (fact: MediaFact) => void): MediaEnd;
}

/**
 * Milliseconds until two ends of one machine are connected, at most. werift takes 300 on an idle machine; the rest is
 * room for one that runs other tests, and still tells an engine that waits for something that never comes.
 */
export const CONNECT_MS = 10_000;

export interface End extends MediaEnd {
  readonly facts: readonly MediaFact[];
  /** The first fact of a kind, as soon as it is there. */
  fact<K extends MediaFact['kind']>(kind: K): Promise<Extract<MediaFact, { kind: K }>>;
  /** Hands candidates, those there were and those to come, to the other end. */
  trickleTo(other: MediaSession, path?: Path): Promise<void>;
  /** Keeps them back while the other end may not know their ICE session yet. */
  hold(): void;
  release(): Promise<void>;
}

export function openEnd(media: MediaUnderTest): End {
  const facts: MediaFact[] = [];
  let notify: () => void = () => undefined;
  let peer: MediaSession | undefined;
  let pass: (candidate: IceCandidate) => IceCandidate = (same) => same;
  let held: MediaFact[] | undefined;
  const add = async (to: MediaSession, fact: MediaFact) => {
    if (fact.kind === 'candidate') await to.addCandidates(fact.contentName, [pass(fact.candidate)]);
  };
  const end = media.open((fact) => {
    facts.push(fact);
    if (held !== undefined) held.push(fact);
    else if (peer !== undefined) void add(peer, fact);
    notify();
  });
  return {
    ...end,
    facts,
    async fact(kind) {
      const isWanted = (fact: MediaFact): fact is Extract<MediaFact, { kind: typeof kind }> => fact.kind === kind;
      for (;;) {
        const found = facts.find(isWanted);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => {
          notify = resolve;
        });
      }
    },
    async trickleTo(other, path = {}) {
      peer = other;
      pass = path.candidate ?? pass;
      for (const fact of [...facts]) await add(other, fact);
    },
    hold() {
      held ??= [];
    },
    async release() {
      const kept = held ?? [];
      held = undefined;
      for (const fact of kept) if (peer !== undefined) await add(peer, fact);
    },
  };
}

export function valueOf<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export const used = (description: SessionDescription) => {
  const { hash, value } = description.contents[0]!.transport.fingerprint;
  return { hash, value };
};

/** What the server does to descriptions and candidates on their way. */
export interface Path {
  readonly offer?: (offer: SessionDescription) => SessionDescription;
  readonly answer?: (answer: SessionDescription) => SessionDescription;
  readonly candidate?: (candidate: IceCandidate) => IceCandidate;
}

/** Runs an exchange from one end to the other and lets candidates flow. */
export async function negotiate(one: End, other: End, media: readonly MediaKind[], path: Path = {}) {
  const offer = valueOf(await one.session.createOffer(media));
  const answer = valueOf(await other.session.createAnswer((path.offer ?? ((same) => same))(offer)));
  valueOf(await one.session.setRemote((path.answer ?? ((same) => same))(answer)));
  await Promise.all([one.trickleTo(other.session, path), other.trickleTo(one.session, path)]);
  return { offer, answer };
}

/** The offer and the answer. */
type Both = readonly [SessionDescription, SessionDescription];

/** Changes the running session of two ends. Candidates wait until both have the descriptions. */
export async function change(from: End, to: End, wanted: MediaChange): Promise<Both> {
  for (const end of [from, to]) end.hold();
  const { reoffer } = from.session;
  if (reoffer === undefined) throw new Error('the engine cannot');
  const offer = valueOf(await reoffer.call(from.session, wanted));
  const answer = valueOf(await to.session.createAnswer(offer));
  valueOf(await from.session.setRemote(answer));
  for (const end of [from, to]) await end.release();
  return [offer, answer];
}

/** These contents are over at all of these ends. */
export async function remove(ends: readonly End[], ...names: readonly ContentName[]): Promise<void> {
  for (const { session } of ends) await session.removeContents?.(names);
}

/** Whether packets go on arriving, of all media or of one. */
export async function flows(end: End, media?: MediaKind): Promise<boolean> {
  const [deadline, before] = [Date.now() + CONNECT_MS, end.receivedPackets(media)];
  while (Date.now() < deadline) {
    if (end.receivedPackets(media) > before + 3) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

export function countOf(end: End, kind: MediaFact['kind']): number {
  return end.facts.filter((fact) => fact.kind === kind).length;
}

/** What a client sends that does not bundle. */
export function unbundled(offer: SessionDescription): SessionDescription {
  return { ...offer, groups: [] };
}

/** Opens an end on an engine of its own, or two on the same engine. All are closed after the test. */
export interface Opener {
  open(): Promise<End>;
  openTwoOfOne(): Promise<readonly End[]>;
}
