/**
 * The stand-in media engine of a driven account: what it is asked to do comes out as lines, what it would see comes in
 * as commands, and it fails when it is ordered to.
 *
 * A real engine gathers candidates only once it has a description. A script may name them from the beginning of a call;
 * they are kept here until there is a session of the engine to report them.
 */
import { jsonBoolean, jsonObject } from '../../base/json.ts';
import { MAX_HELD_CANDIDATES } from '../../base/limits.ts';
import type { Result } from '../../base/result.ts';
import { err } from '../../base/result.ts';
import { bareOf } from '../../jid.ts';
import type { CallKey } from '../../call/reports.ts';
import { readCandidate } from '../../media/candidate.ts';
import type { Media, MediaCall, MediaFact, MediaFault, MediaSession, WrittenMediaSession } from '../../media/port.ts';
import { createStandInMedia } from '../../media/scripted.ts';
import type { StandInMedia, StandInOptions } from '../../media/scripted.ts';
import { parseContentName } from '../../stanzas/identifiers.ts';
import { candidateLines, changedIn, contentsOf, isRestart, mediaLine } from './answers.ts';
import type { Emit, MediaLineContent, MediaOrder } from './answers.ts';
import type { Faults } from './faults.ts';
import { anyJson } from './snapshot.ts';
import type { CandidateLine, MediaText } from './snapshot.ts';

/** Candidates of all calls that wait for a session of the engine. */
export const MAX_EARLY_CANDIDATES = 5_000;

const FAILED: Result<never, MediaFault> = err({ kind: 'engineFailed' });

interface DrivenMediaSession {
  readonly report: (fact: MediaFact) => void;
  /** Both descriptions are in place. */
  isStarted: boolean;
  /** A line about it has come out. */
  hasSpoken: boolean;
}

type Early = Extract<MediaFact, { readonly kind: 'candidate' | 'gatheringComplete' }>;

export class DrivenMedia implements Media {
  readonly #standIn: StandInMedia;
  readonly #faults: Faults;
  readonly #emit: Emit;
  readonly #open = new Map<string, DrivenMediaSession>();
  readonly #early = new Map<string, { readonly call: CallKey; readonly facts: readonly Early[] }>();

  constructor(options: StandInOptions, faults: Faults, emit: Emit, text?: MediaText) {
    this.#standIn = createStandInMedia({ ...options, openedBefore: text?.opened ?? 0 });
    this.#faults = faults;
    this.#emit = emit;
    for (const { peer, sessionId, lines } of text?.early ?? []) {
      const call = { peer, sessionId };
      for (const line of lines) this.tellCandidate(call, line);
    }
  }

  write(): MediaText {
    const early = [...this.#early.values()].map(({ call, facts }) => ({ ...call, lines: facts.map(lineOf) }));
    return { opened: this.#standIn.opened(), early };
  }

  /** Candidates that wait for a session of the engine. */
  get buffered(): number {
    return [...this.#early.values()].reduce((sum, { facts }) => sum + facts.length, 0);
  }

  open(report: (fact: MediaFact) => void, call: MediaCall): MediaSession {
    const key = keyOf({ peer: bareOf(call.peer), sessionId: call.sessionId });
    for (const fact of this.#early.get(key)?.facts ?? []) queueMicrotask(() => report(fact));
    this.#early.delete(key);
    return this.#drive(
      this.#standIn.open(report),
      call,
      { report, isStarted: false, hasSpoken: false },
      NOTHING_WRITTEN,
    );
  }

  restore(written: WrittenMediaSession, report: (fact: MediaFact) => void, call: MediaCall): MediaSession | undefined {
    const state = readMediaSession(written.state, '');
    if (!state.ok) return undefined;
    const { standIn, isStarted, hasSpoken } = state.value;
    const restored = this.#standIn.restore({ ...written, state: standIn }, report);
    return restored && this.#drive(restored, call, { report, isStarted, hasSpoken }, written);
  }

  /** Whether a call has both descriptions. */
  isStarted(call: CallKey): boolean {
    return this.#open.get(keyOf(call))?.isStarted === true;
  }

  /** Says what the engine saw of the connection of a call that `isStarted`. */
  tell(call: CallKey, fact: MediaFact): void {
    this.#open.get(keyOf(call))?.report(fact);
  }

  /** Gathers a candidate, or the end of them. Says whether it is one. */
  tellCandidate(call: CallKey, { name, candidate }: CandidateLine): boolean {
    const fact = candidateIn(name, candidate);
    if (fact === undefined) return false;
    const mediaSession = this.#open.get(keyOf(call));
    if (mediaSession === undefined) this.#holdEarly(call, fact);
    else mediaSession.report(fact);
    return true;
  }

  /** Nothing of an ended call stays. */
  forget(call: CallKey): void {
    this.#open.delete(keyOf(call));
    this.#early.delete(keyOf(call));
  }

  #holdEarly(call: CallKey, fact: Early): void {
    const facts = this.#early.get(keyOf(call))?.facts ?? [];
    const hasRoom = facts.length < MAX_HELD_CANDIDATES && this.buffered < MAX_EARLY_CANDIDATES;
    if (hasRoom) this.#early.set(keyOf(call), { call, facts: [...facts, fact] });
  }

  #drive(
    standIn: MediaSession,
    call: MediaCall,
    mediaSession: DrivenMediaSession,
    written: Pick<WrittenMediaSession, 'local' | 'offered' | 'remote'>,
  ): MediaSession {
    this.#open.set(keyOf({ peer: bareOf(call.peer), sessionId: call.sessionId }), mediaSession);
    let isClosed = false;
    let local = written.offered ?? written.local;
    let { remote } = written;
    // What was under way when the call ended comes to its end unheard.
    const say = (order: MediaOrder, contents: readonly MediaLineContent[] = []) => {
      if (!isClosed) this.#emit(mediaLine(call, order, contents));
      // oxlint-disable-next-line no-param-reassign -- The record of this very session.
      mediaSession.hasSpoken = true;
    };
    return {
      ...standIn,
      createOffer: async (media) => {
        const offer = this.#faults.strikes('offer') ? FAILED : await standIn.createOffer(media);
        if (offer.ok) say('offer', contentsOf(offer.value));
        if (offer.ok) local = offer.value;
        return offer;
      },
      reoffer: async (change) => {
        const offer = this.#faults.strikes('offer') ? FAILED : ((await standIn.reoffer?.(change)) ?? FAILED);
        if (offer.ok) say('offer', changedIn(offer.value, local));
        if (offer.ok) local = offer.value;
        return offer;
      },
      createAnswer: async (offer) => {
        const answer = this.#faults.strikes('answer') ? FAILED : await standIn.createAnswer(offer);
        if (!answer.ok) return answer;
        say(isRestart(offer, remote) ? 'restartIce' : 'setRemote', changedIn(offer, remote));
        say('answer', changedIn(answer.value, local));
        [local, remote] = [answer.value, offer];
        return answer;
      },
      setRemote: async (answer) => {
        const applied = await standIn.setRemote(answer);
        if (applied.ok) say(isRestart(answer, remote) ? 'restartIce' : 'setRemote', changedIn(answer, remote));
        if (applied.ok) remote = answer;
        return applied;
      },
      addCandidates: async (name, candidates) => {
        await standIn.addCandidates(name, candidates);
        say('addCandidates', [{ name, candidates: candidateLines(candidates) }]);
      },
      start: () => {
        // oxlint-disable-next-line no-param-reassign -- As above.
        mediaSession.isStarted = true;
        say('start');
      },
      close: () => {
        standIn.close();
        if (mediaSession.hasSpoken) say('close');
        isClosed = true;
      },
      write: () => {
        const { isStarted, hasSpoken } = mediaSession;
        return { standIn: standIn.write?.() ?? null, isStarted, hasSpoken };
      },
    };
  }
}

const NOTHING_WRITTEN = { local: undefined, remote: undefined };

const readMediaSession = jsonObject({ standIn: anyJson, isStarted: jsonBoolean, hasSpoken: jsonBoolean });

/** An engine says that there are no more with an empty line. RFC 8838 #13. */
function candidateIn(name: string, line: string): Early | undefined {
  if (line === '') return { kind: 'gatheringComplete' };
  const contentName = parseContentName(name);
  const read = readCandidate(line);
  if (contentName === undefined || !read.ok) return undefined;
  return { kind: 'candidate', contentName, candidate: read.value };
}

function lineOf(fact: Early): CandidateLine {
  if (fact.kind === 'gatheringComplete') return { name: '', candidate: '' };
  return { name: fact.contentName, candidate: candidateLines([fact.candidate]).join('') };
}

// Neither part can hold a line feed, so the pair is unambiguous.
function keyOf({ peer, sessionId }: CallKey): string {
  return `${peer}\n${sessionId}`;
}
