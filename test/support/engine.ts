/** The stand-in media engine with a notebook: what it was asked to do, in order, and a way to say what it saw. */
import type { Jid } from '../../src/jid.ts';
import type { Media, MediaFact, MediaSession, SessionDescription } from '../../src/media/port.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import type { DtlsFingerprintValue } from '../../src/stanzas/dtls.ts';
import type { IceCandidate } from '../../src/stanzas/ice-udp.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import { parseContentName } from '../../src/stanzas/identifiers.ts';
import type { Identity } from './parties.ts';

/** One order, with what of it came from the peer. */
export type EngineOrder =
  | { readonly order: 'close' | 'createOffer' }
  | { readonly order: 'createAnswer' | 'setRemote'; readonly description: SessionDescription }
  | { readonly order: 'addCandidates'; readonly contentName: string; readonly candidates: readonly IceCandidate[] };

/** The media of one call. */
export interface Engine {
  readonly orders: readonly EngineOrder[];
  /** The call it was opened for. */
  readonly sessionId: SessionId;
  readonly peer: Jid;
  /** Says what the engine saw. */
  readonly report: (fact: MediaFact) => void;
  /** DTLS is up with a peer that used this certificate. */
  readonly connected: (used: DtlsFingerprintValue) => void;
  /** A local candidate of the content. */
  readonly gathered: (contentName: string, port?: number) => void;
}

export interface TestMedia extends Media {
  /** One for each session opened, oldest first. */
  readonly engines: readonly Engine[];
}

/** Changes what an engine does, for tests of engines that misbehave. */
export type WrapSession = (session: MediaSession) => MediaSession;

export function createTestMedia(identity: Identity, wrap: WrapSession = (session) => session): TestMedia {
  const engines: Engine[] = [];
  let say: (fact: MediaFact) => void = () => undefined;
  const { seed, dtlsFingerprint } = identity;
  const standIn = createStandInMedia({ seed, dtlsFingerprint, onOpen: (report) => (say = report) });
  return {
    engines,
    open(report, { sessionId, peer }) {
      const orders: EngineOrder[] = [];
      const session = noting(standIn.open(report), orders);
      engines.push({ ...engineOf(orders, say), sessionId, peer });
      return wrap(session);
    },
  };
}

function noting(session: MediaSession, orders: EngineOrder[]): MediaSession {
  return {
    createOffer(media) {
      orders.push({ order: 'createOffer' });
      return session.createOffer(media);
    },
    createAnswer(description) {
      orders.push({ order: 'createAnswer', description });
      return session.createAnswer(description);
    },
    setRemote(description) {
      orders.push({ order: 'setRemote', description });
      return session.setRemote(description);
    },
    addCandidates(contentName, candidates) {
      orders.push({ order: 'addCandidates', contentName, candidates });
      return session.addCandidates(contentName, candidates);
    },
    close() {
      orders.push({ order: 'close' });
      session.close();
    },
  };
}

function engineOf(
  orders: readonly EngineOrder[],
  report: (fact: MediaFact) => void,
): Omit<Engine, 'peer' | 'sessionId'> {
  return {
    orders,
    report,
    connected: (value) => report({ kind: 'connected', usedFingerprint: { hash: 'sha-256', value } }),
    gathered: (contentName, port = 50_000) =>
      report({ kind: 'candidate', contentName: parseContentName(contentName)!, candidate: candidate(port) }),
  };
}

/** A host candidate that its port tells apart. */
export function candidate(port: number): IceCandidate {
  return {
    component: 1,
    foundation: '1',
    generation: 0,
    id: `c${port}`,
    ip: '192.0.2.1',
    network: undefined,
    port,
    priority: 2_122_260_223,
    protocol: 'udp',
    relatedAddress: undefined,
    relatedPort: undefined,
    tcpType: undefined,
    type: 'host',
  };
}
