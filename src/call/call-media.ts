/**
 * The media of one call: carries out the machine's orders on the media port and turns what the engine says into
 * occurrences.
 *
 * One order at a time, in order; what the engine reports about the connection waits until the machine has started
 * media.
 */
import { certificateOf, isSameCertificate } from '../transform/certificate.ts';
import type { Certificate } from '../transform/certificate.ts';
import { InvariantError } from '../base/errors.ts';
import { copyJson } from '../base/json.ts';
import type { JsonValue } from '../base/json.ts';
import { MAX_HELD_FACTS } from '../base/limits.ts';
import { ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { describeJingle, matchAnswer } from '../media/described.ts';
import type { MediaCall, MediaFact, MediaFault, MediaSession, SessionDescription } from '../media/port.ts';
import type { MediaKinds } from '../stanzas/jingle.ts';
import type { PlainJingle } from '../transform/protection.ts';
import type { ContentCandidates } from './candidates.ts';
import type { CallEnvironment } from './environment.ts';
import { writeDescription } from './description-text.ts';
import { guarded, guardedNow } from './guarded.ts';
import { NO_MEDIA, writeFact } from './media-state.ts';
import type { ConnectionFact, MediaState } from './media-state.ts';
import type { Occurrence } from './occurrence.ts';

const DESCRIBED: Occurrence = { event: { type: 'media.described' } };
const REFUSED: Occurrence = { event: { type: 'media.refused' } };
const ENGINE_FAILED: MediaFault = { kind: 'engineFailed' };

export class CallMedia {
  readonly #environment: CallEnvironment;
  readonly #call: () => Omit<MediaCall, 'network'>;
  readonly #tell: (occurrence: Occurrence) => void;
  #mediaSession: MediaSession | undefined;
  #closed = false;
  #started: boolean;
  #heldFacts: readonly ConnectionFact[];
  #orders: Promise<void> = Promise.resolve();
  #local: SessionDescription | undefined;
  #remote: SessionDescription | undefined;

  constructor(
    environment: CallEnvironment,
    call: () => Omit<MediaCall, 'network'>,
    tell: (occurrence: Occurrence) => void,
    state: MediaState = NO_MEDIA,
    offered?: SessionDescription,
  ) {
    this.#environment = environment;
    this.#call = call;
    this.#tell = tell;
    this.#started = state.isStarted;
    this.#heldFacts = state.heldFacts;
    this.#local = state.local;
    this.#remote = state.remote;
    if (state.mediaSession !== undefined) this.#restore(state.mediaSession, offered);
  }

  /** Between orders: then the engine is where it says that it is. */
  write(): JsonValue {
    const [mediaSession, local, remote] = [this.#mediaSession, this.#local, this.#remote];
    return {
      mediaSession: mediaSession === undefined ? null : { state: stateOf(mediaSession) },
      isStarted: this.#started,
      heldFacts: this.#heldFacts.map(writeFact),
      local: local === undefined ? null : writeDescription(local),
      remote: remote === undefined ? null : writeDescription(remote),
    };
  }

  /** Our own description, from the moment `media.described` is told. */
  get local(): SessionDescription | undefined {
    return this.#local;
  }

  /** The peer's description, from the moment it was found fit for the engine. */
  get remote(): SessionDescription | undefined {
    return this.#remote;
  }

  get localCertificate(): Certificate | undefined {
    return certificateIn(this.#local);
  }

  /** The certificate the peer's description names. */
  get remoteCertificate(): Certificate | undefined {
    return certificateIn(this.#remote);
  }

  createOffer(media: MediaKinds): void {
    this.#describe((mediaSession) => mediaSession.createOffer(media));
  }

  createAnswer(offer: PlainJingle): void {
    const described = describeJingle(offer, 'offer');
    if (!described.ok) return this.#later(REFUSED);
    this.#remote = described.value;
    this.#describe((mediaSession) => mediaSession.createAnswer(described.value));
  }

  applyAnswer(answer: PlainJingle): void {
    const described = describeJingle(answer, 'answer');
    const matched = described.ok && this.#local !== undefined ? matchAnswer(this.#local, described.value) : undefined;
    if (matched === undefined || !matched.ok) return this.#later(REFUSED);
    this.#remote = matched.value;
    this.order(async (mediaSession) => {
      const applied = await guarded(() => mediaSession.setRemote(matched.value), ENGINE_FAILED);
      this.#tellUnlessClosed(applied.ok ? { event: { type: 'media.applied' } } : REFUSED);
    });
  }

  addCandidates(released: readonly ContentCandidates[]): void {
    for (const { contentName, candidates } of released) {
      this.order(async (mediaSession) => {
        await guarded(async () => {
          await mediaSession.addCandidates(contentName, candidates);
          return ok(undefined);
        }, ENGINE_FAILED);
      });
    }
  }

  /** Facts about the connection count from here on; those that came before are told now. */
  start(): void {
    this.#started = true;
    this.#environment.turns.outside(() => this.#mediaSession?.start?.());
    const held = this.#heldFacts;
    this.#heldFacts = [];
    for (const fact of held) this.#take(fact);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#heldFacts = [];
    this.#environment.turns.outside(() => this.#mediaSession?.close());
  }

  /** Both sides have agreed on other descriptions than before. */
  adopt(local: SessionDescription, remote: SessionDescription): void {
    this.#local = local;
    this.#remote = remote;
  }

  /**
   * Has the engine do something, after what it was told before. Opens its session with the first order: before the
   * user's consent there is none.
   */
  order(run: (mediaSession: MediaSession) => Promise<void>): void {
    if (this.#closed) return;
    const mediaSession = (this.#mediaSession ??= this.#open());
    if (mediaSession === undefined) return this.#later(REFUSED);
    const work = this.#orders.then(async () => {
      if (!this.#closed) await run(mediaSession);
    });
    // What an application throws from within a report comes out once, where it is waited for; the next order goes on.
    this.#orders = work.catch(() => undefined);
    this.#environment.track(work);
  }

  #describe(make: (mediaSession: MediaSession) => Promise<Result<SessionDescription, MediaFault>>): void {
    this.order(async (mediaSession) => {
      const described = await guarded(() => make(mediaSession), ENGINE_FAILED);
      if (described.ok) this.#local = described.value;
      this.#tellUnlessClosed(described.ok && !this.#isReflected() ? DESCRIBED : REFUSED);
    });
  }

  /** An offer that names the very certificate we answer with came from ourselves. */
  #isReflected(): boolean {
    const { localCertificate: own, remoteCertificate: theirs } = this;
    return own !== undefined && theirs !== undefined && isSameCertificate(own, theirs);
  }

  #open(): MediaSession | undefined {
    try {
      return this.#environment.media.open((fact) => this.#hear(fact), this.#mediaCall());
    } catch (error) {
      // A browser has only so many connections to give.
      if (error instanceof InvariantError) throw error;
      return undefined;
    }
  }

  #mediaCall(): MediaCall {
    return { ...this.#call(), network: this.#environment.services.network() };
  }

  /** Goes on with the engine's session of another process. What cannot be gone on with was lost for good. */
  #restore({ state }: { readonly state: JsonValue }, offered: SessionDescription | undefined): void {
    const { media } = this.#environment;
    const written = { state, local: this.#local, remote: this.#remote, offered };
    this.#mediaSession = guardedNow(
      () => media.restore?.(written, (fact) => this.#hear(fact), this.#mediaCall()),
      undefined,
    );
    if (this.#mediaSession === undefined) this.#later({ event: { type: 'media.failed' } });
  }

  #later(occurrence: Occurrence): void {
    this.#environment.track(Promise.resolve().then(() => this.#tellUnlessClosed(occurrence)));
  }

  #hear(fact: MediaFact): void {
    if (this.#closed) return;
    const isAboutConnection = fact.kind === 'connected' || fact.kind === 'failed';
    if (!isAboutConnection || this.#started) return this.#take(fact);
    // An answering engine may connect while the answer is still being encrypted: the machine is not there yet.
    if (this.#heldFacts.length < MAX_HELD_FACTS) this.#heldFacts = [...this.#heldFacts, fact];
  }

  #take(fact: MediaFact): void {
    switch (fact.kind) {
      case 'candidate': {
        const { contentName, candidate } = fact;
        return this.#tell({
          event: { type: 'media.candidate' },
          localCandidate: { contentName, candidates: [candidate] },
        });
      }
      case 'gatheringComplete':
        return;
      case 'connected': {
        const expected = this.remoteCertificate;
        const isSame = expected !== undefined && isSameCertificate(expected, fact.usedFingerprint);
        return this.#tell({ event: { type: 'media.connected', certificate: isSame ? 'match' : 'differs' } });
      }
      case 'failed':
        return this.#tell({ event: { type: 'media.failed' } });
    }
  }

  #tellUnlessClosed(occurrence: Occurrence): void {
    if (!this.#closed) this.#tell(occurrence);
  }
}

function stateOf(mediaSession: MediaSession): JsonValue {
  return copyJson(guardedNow(() => mediaSession.write?.(), undefined)) ?? null;
}

/** A description has one certificate in all its contents: `describeJingle` has seen to it. */
function certificateIn(description: SessionDescription | undefined): Certificate | undefined {
  const content = description?.contents[0];
  return content === undefined ? undefined : certificateOf(content.transport.fingerprint);
}
