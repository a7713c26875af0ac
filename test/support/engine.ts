/** The stand-in media engine with a notebook: what it was asked to do, in order, and a way to say what it saw. */
import type { Jid } from '../../src/jid.ts';
import type {
  Media,
  MediaChange,
  MediaFact,
  MediaNetwork,
  MediaSession,
  SessionDescription,
} from '../../src/media/port.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import { err } from '../../src/base/result.ts';
import type { DtlsFingerprintValue } from '../../src/stanzas/dtls.ts';
import type { IceCandidate } from '../../src/stanzas/ice-udp.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import { parseContentName } from '../../src/stanzas/identifiers.ts';
import type { Identity } from './parties.ts';

/** One order, with what of it came from the peer. */
export type EngineOrder =
  | { readonly order: 'close' | 'createOffer' | 'rollBack' }
  | { readonly order: 'reoffer'; readonly change: MediaChange }
  | { readonly order: 'removeContents'; readonly names: readonly string[] }
  | { readonly order: 'createAnswer' | 'setRemote'; readonly description: SessionDescription }
  | { readonly order: 'addCandidates'; readonly contentName: string; readonly candidates: readonly IceCandidate[] };

/** The media of one call. */
export interface Engine {
  readonly orders: readonly EngineOrder[];
  /** The call it was opened for. */
  readonly sessionId: SessionId;
  readonly peer: Jid;
  readonly network: MediaNetwork;
  /** Says what the engine saw. */
  readonly report: (fact: MediaFact) => void;
  /** DTLS is up with a peer that used this certificate. */
  readonly connected: (used: DtlsFingerprintValue) => void;
  /** A local candidate of the content. */
  readonly gathered: (contentName: string, port?: number) => void;
}

export interface TestMedia extends Media {
  /** One for each session opened, oldest first. One that another process goes on with is the same one. */
  readonly engines: readonly Engine[];
  /** The process ends, without a word to anybody. What is opened and restored from here on is the next one's. */
  readonly endProcess: () => void;
}

/** Changes what an engine does, for tests of engines that misbehave. */
export type WrapSession = (session: MediaSession) => MediaSession;

export function createTestMedia(identity: Identity, wrap: WrapSession = (session) => session): TestMedia {
  const engines: (Engine & { readonly notebook: Notebook })[] = [];
  let say: (fact: MediaFact) => void = () => undefined;
  const { seed, dtlsFingerprint } = identity;
  const nextProcess = (openedBefore: number) =>
    createStandInMedia({ seed, dtlsFingerprint, openedBefore, onOpen: (report) => (say = report) });
  let standIn = nextProcess(0);
  return {
    engines,
    open(report, { sessionId, peer, network }) {
      const session = standIn.open(report);
      const notebook: Notebook = { orders: [], report: say, process: standIn };
      engines.push({ ...engineOf(notebook), sessionId, peer, network, notebook });
      return wrap(noting(session, notebook));
    },
    restore(written, report) {
      const session = standIn.restore?.(written, report);
      const { sessionNumber } = written.state as { readonly sessionNumber: number };
      const notebook = engines[sessionNumber - 1]?.notebook;
      if (session === undefined || notebook === undefined) return undefined;
      notebook.report = say;
      return wrap(noting(session, notebook));
    },
    endProcess() {
      standIn = nextProcess(standIn.opened());
      for (const { notebook } of engines) {
        notebook.report = () => undefined;
        notebook.process = standIn;
      }
    },
  };
}

/** What is known of one session, in whichever process it is. */
interface Notebook {
  readonly orders: EngineOrder[];
  report: (fact: MediaFact) => void;
  /** The engine it is in. A session that another process goes on with is not this one's to note any more. */
  process: Media;
}

function noting(session: MediaSession, notebook: Notebook): MediaSession {
  const { process } = notebook;
  const orders = {
    push: (order: EngineOrder) => {
      if (notebook.process === process) notebook.orders.push(order);
    },
  };
  return {
    ...session,
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
    async reoffer(change) {
      orders.push({ order: 'reoffer', change });
      return (await session.reoffer?.(change)) ?? err({ kind: 'unsupported' });
    },
    async rollBack() {
      orders.push({ order: 'rollBack' });
      await session.rollBack?.();
    },
    async removeContents(names) {
      orders.push({ order: 'removeContents', names });
      await session.removeContents?.(names);
    },
    close() {
      orders.push({ order: 'close' });
      session.close();
    },
  };
}

function engineOf(notebook: Notebook): Omit<Engine, 'network' | 'peer' | 'sessionId'> {
  const report = (fact: MediaFact) => notebook.report(fact);
  return {
    orders: notebook.orders,
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
