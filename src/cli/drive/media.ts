/**
 * The stand-in media engine of a driven account: what it is asked to do comes out as lines, what it would see comes in
 * as commands, and it fails when it is ordered to.
 *
 * A real engine gathers candidates only once it has a description. A script may name them from the beginning of a call;
 * they are kept here until there is a session of the engine to report them.
 */
import { MAX_HELD_CANDIDATES } from '../../base/limits.ts';
import type { Result } from '../../base/result.ts';
import { err } from '../../base/result.ts';
import { bareOf } from '../../jid.ts';
import type { CallKey } from '../../call/reports.ts';
import type { Media, MediaCall, MediaFact, MediaFault, MediaSession } from '../../media/port.ts';
import { createStandInMedia } from '../../media/scripted.ts';
import type { StandInOptions } from '../../media/scripted.ts';
import { candidateLines, contentsOf, mediaLine } from './answers.ts';
import type { Emit, MediaLineContent, MediaOrder } from './answers.ts';
import type { Faults } from './faults.ts';

const FAILED: Result<never, MediaFault> = err({ kind: 'engineFailed' });

interface DrivenMediaSession {
  readonly report: (fact: MediaFact) => void;
  /** Both descriptions are in place. */
  isStarted: boolean;
}

export class DrivenMedia implements Media {
  readonly #standIn;
  readonly #faults: Faults;
  readonly #emit: Emit;
  readonly #sessions = new Map<string, DrivenMediaSession>();
  readonly #early = new Map<string, MediaFact[]>();

  constructor(options: StandInOptions, faults: Faults, emit: Emit) {
    this.#standIn = createStandInMedia(options);
    this.#faults = faults;
    this.#emit = emit;
  }

  /** Candidates that wait for a session of the engine. */
  get buffered(): number {
    return [...this.#early.values()].reduce((sum, { length }) => sum + length, 0);
  }

  open(report: (fact: MediaFact) => void, call: MediaCall): MediaSession {
    const key = keyOf({ peer: bareOf(call.peer), sessionId: call.sessionId });
    const mediaSession: DrivenMediaSession = { report, isStarted: false };
    this.#sessions.set(key, mediaSession);
    for (const fact of this.#early.get(key) ?? []) queueMicrotask(() => report(fact));
    this.#early.delete(key);
    return this.#observed(this.#standIn.open(report), call, mediaSession);
  }

  /** Whether a call has both descriptions. */
  isStarted(call: CallKey): boolean {
    return this.#sessions.get(keyOf(call))?.isStarted === true;
  }

  /** Says what the engine saw of a call. */
  tell(call: CallKey, fact: MediaFact): void {
    const mediaSession = this.#sessions.get(keyOf(call));
    if (mediaSession !== undefined) return mediaSession.report(fact);
    const early = this.#early.get(keyOf(call)) ?? [];
    if (early.length < MAX_HELD_CANDIDATES) this.#early.set(keyOf(call), [...early, fact]);
  }

  /** Nothing of an ended call stays. */
  forget(call: CallKey): void {
    this.#sessions.delete(keyOf(call));
    this.#early.delete(keyOf(call));
  }

  #observed(standIn: MediaSession, call: MediaCall, mediaSession: DrivenMediaSession): MediaSession {
    let hasSpoken = false;
    let isClosed = false;
    // What was under way when the call ended comes to its end unheard.
    const say = (order: MediaOrder, contents: readonly MediaLineContent[] = []) => {
      if (!isClosed) this.#emit(mediaLine(call, order, contents));
      hasSpoken = true;
    };
    return {
      ...standIn,
      createOffer: async (media) => {
        const offer = this.#faults.strikes('offer') ? FAILED : await standIn.createOffer(media);
        if (offer.ok) say('offer', contentsOf(offer.value));
        return offer;
      },
      createAnswer: async (offer) => {
        const answer = this.#faults.strikes('answer') ? FAILED : await standIn.createAnswer(offer);
        if (!answer.ok) return answer;
        say('setRemote', contentsOf(offer));
        say('answer', contentsOf(answer.value));
        return answer;
      },
      setRemote: async (answer) => {
        const applied = await standIn.setRemote(answer);
        if (applied.ok) say('setRemote', contentsOf(answer));
        return applied;
      },
      addCandidates: async (name, candidates) => {
        await standIn.addCandidates(name, candidates);
        say('addCandidates', [{ name, candidates: candidateLines(candidates) }]);
      },
      start: () => {
        // oxlint-disable-next-line no-param-reassign -- The record of this very session.
        mediaSession.isStarted = true;
        say('start');
      },
      close: () => {
        standIn.close();
        if (hasSpoken) say('close');
        isClosed = true;
      },
    };
  }
}

// Neither part can hold a line feed, so the pair is unambiguous.
function keyOf({ peer, sessionId }: CallKey): string {
  return `${peer}\n${sessionId}`;
}
