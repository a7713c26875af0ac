/**
 * Candidates that cannot be used yet: the peer's before its description is applied, ours before our description has
 * left.
 *
 * Spec: XEP-0176 1.1.1 #protocol-candidates.
 */
import { jsonInteger, jsonObject } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { MAX_HELD_CANDIDATES, MAX_REMOTE_CANDIDATES } from '../base/limits.ts';
import type { IceCandidate } from '../stanzas/ice-udp.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { ReceivedJingle } from '../stanzas/jingle.ts';
import type { DescribedContent, SessionDescription } from '../media/port.ts';
import { HeldRoom } from './held-room.ts';
import { readCandidates, writeCandidates } from './description-text.ts';
import type { HeldCandidates } from './description-text.ts';

export interface ContentCandidates {
  readonly contentName: ContentName;
  readonly candidates: readonly IceCandidate[];
}

export interface CandidatesState {
  readonly local: readonly ContentCandidates[];
  readonly remote: readonly HeldCandidates[];
  readonly applied: number;
}

const NO_CANDIDATES: CandidatesState = { local: [], remote: [], applied: 0 };

export const readCandidatesState: JsonReader<CandidatesState> = jsonObject({
  local: readCandidates,
  remote: readCandidates,
  applied: jsonInteger(0, MAX_REMOTE_CANDIDATES),
});

/** The candidates in a transport-info. A fingerprint in it is not looked at: the description's decides. */
function candidatesIn(jingle: ReceivedJingle): readonly HeldCandidates[] {
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
  arrived: readonly HeldCandidates[],
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
  #local: readonly ContentCandidates[];
  #remote: readonly HeldCandidates[];
  /** How many of the peer's the engine was handed: each is an address that we send to. */
  #applied: number;

  readonly #room: HeldRoom;

  /** @param room  shared with the other calls of the account */
  constructor({ local, remote, applied }: CandidatesState = NO_CANDIDATES, room = new HeldRoom()) {
    this.#local = local;
    this.#remote = remote;
    this.#applied = applied;
    this.#room = room;
    room.holds(this.size);
  }

  write(): JsonValue {
    const local = this.#local.map((each) => ({ ...each, credentials: undefined }));
    return { local: writeCandidates(local), remote: writeCandidates(this.#remote), applied: this.#applied };
  }

  get size(): number {
    return count(this.#local) + count(this.#remote);
  }

  holdLocal(candidate: ContentCandidates): void {
    this.#local = this.#with(this.#local, [candidate]);
  }

  holdRemote(transportInfo: ReceivedJingle): void {
    this.#remote = this.#with(this.#remote, candidatesIn(transportInfo));
  }

  /** Everything held of ours for contents that the peer knows, in the order it came; the rest stays. */
  releaseLocal({ contents }: SessionDescription): readonly ContentCandidates[] {
    const isKnown = ({ contentName }: ContentCandidates) => contents.some(({ name }) => name === contentName);
    const released = this.#local.filter(isKnown);
    this.#local = this.#local.filter((held) => !isKnown(held));
    this.#room.holds(-count(released));
    return released;
  }

  /**
   * Everything held of the peer's that belongs to its applied description; the rest is dropped.
   *
   * @param awaited  contents that may still be added to it, whose candidates stay
   */
  releaseRemote(description: SessionDescription, awaited: readonly ContentName[] = []): readonly ContentCandidates[] {
    const released = belongingTo(description.contents, this.#remote);
    const kept = this.#remote.filter(({ contentName }) => awaited.includes(contentName));
    this.#room.holds(count(kept) - count(this.#remote));
    this.#remote = kept;
    const within = firstOf(released, MAX_REMOTE_CANDIDATES - this.#applied);
    this.#applied += count(within);
    return within;
  }

  /** What is held for contents that are none of these is dropped: they do not come, or are gone. */
  keepOnly(local: readonly ContentName[], remote: readonly ContentName[]): void {
    const before = this.size;
    this.#local = this.#local.filter(({ contentName }) => local.includes(contentName));
    this.#remote = this.#remote.filter(({ contentName }) => remote.includes(contentName));
    this.#room.holds(this.size - before);
  }

  /** ICE begins anew: as many candidates may come as at first. */
  restart(): void {
    this.#applied = 0;
  }

  clear(): void {
    this.#room.holds(-this.size);
    this.#local = [];
    this.#remote = [];
  }

  #with<T extends ContentCandidates>(held: readonly T[], arrived: readonly T[]): readonly T[] {
    const taken = firstOf(arrived, Math.min(MAX_HELD_CANDIDATES - count(held), this.#room.left));
    this.#room.holds(count(taken));
    return [...held, ...taken];
  }
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
