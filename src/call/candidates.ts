/**
 * Candidates that cannot be used yet: the peer's before its description is applied, ours before our description has
 * left.
 *
 * Spec: XEP-0176 1.1.1 #protocol-candidates.
 */
import { MAX_HELD_CANDIDATES, MAX_REMOTE_CANDIDATES } from '../base/limits.ts';
import type { IceCandidate, IceCredentials } from '../stanzas/ice-udp.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { ReceivedJingle } from '../stanzas/jingle.ts';
import type { DescribedContent, SessionDescription } from '../media/port.ts';

export interface ContentCandidates {
  readonly contentName: ContentName;
  readonly candidates: readonly IceCandidate[];
}

/** What a transport-info brings, with the ICE credentials it brings it under. */
interface TransportInfoCandidates extends ContentCandidates {
  readonly credentials: IceCredentials | undefined;
}

/** The candidates in a transport-info. A fingerprint in it is not looked at: the description's decides. */
function candidatesIn(jingle: ReceivedJingle): readonly TransportInfoCandidates[] {
  return jingle.contents.flatMap(({ name, transport }) =>
    transport === undefined
      ? []
      : [{ contentName: name, candidates: transport.candidates, credentials: transport.credentials }],
  );
}

/**
 * Those of them that belong to the applied description: a content of it, under its own credentials. A candidate under
 * foreign credentials is of another ICE session, or of nobody; outside an ICE restart it is dropped.
 */
function belongingTo(
  contents: readonly DescribedContent[],
  arrived: readonly TransportInfoCandidates[],
): readonly ContentCandidates[] {
  return arrived.filter(({ contentName, credentials }) => {
    const content = contents.find(({ name }) => name === contentName);
    if (content === undefined) return false;
    const { ufrag, pwd } = content.transport.credentials;
    return credentials === undefined || (credentials.ufrag === ufrag && credentials.pwd === pwd);
  });
}

/**
 * Both queues of one call, each with a cap: what is past it is dropped, since the first candidates are the likeliest to
 * work.
 */
export class CallCandidates {
  #local: ContentCandidates[] = [];
  #remote: TransportInfoCandidates[] = [];
  /** How many of the peer's the engine was handed: each is an address that we send to. */
  #applied = 0;

  get size(): number {
    return count(this.#local) + count(this.#remote);
  }

  holdLocal(candidate: ContentCandidates): void {
    this.#local = withinCap(this.#local, [candidate]);
  }

  holdRemote(transportInfo: ReceivedJingle): void {
    this.#remote = withinCap(this.#remote, candidatesIn(transportInfo));
  }

  /** Everything held of ours, in the order it came; the queue is empty afterwards. */
  releaseLocal(): readonly ContentCandidates[] {
    const released = this.#local;
    this.#local = [];
    return released;
  }

  /** Everything held of the peer's that belongs to its applied description; the rest is dropped. */
  releaseRemote(description: SessionDescription): readonly ContentCandidates[] {
    const released = belongingTo(description.contents, this.#remote);
    this.#remote = [];
    const within = firstOf(released, MAX_REMOTE_CANDIDATES - this.#applied);
    this.#applied += count(within);
    return within;
  }

  clear(): void {
    this.#local = [];
    this.#remote = [];
  }
}

function withinCap<T extends ContentCandidates>(held: readonly T[], arrived: readonly T[]): T[] {
  return [...held, ...firstOf(arrived, MAX_HELD_CANDIDATES - count(held))];
}

/** So many candidates at most, the first ones. */
function firstOf<T extends ContentCandidates>(arrived: readonly T[], room: number): readonly T[] {
  let taken = 0;
  return arrived.flatMap((content) => {
    const candidates = content.candidates.slice(0, Math.max(0, room - taken));
    taken += candidates.length;
    return candidates.length === 0 ? [] : [{ ...content, candidates }];
  });
}

function count(held: readonly ContentCandidates[]): number {
  return held.reduce((sum, { candidates }) => sum + candidates.length, 0);
}
