/**
 * Offers, answers and rollbacks on one RTCPeerConnection.
 *
 * An engine is handed nothing but SDP written by `sdp-write.ts`, and nothing of its SDP leaves but what `sdp-read.ts`
 * understood.
 *
 * Spec: RFC 8829 #4.1.10 #5; RFC 8842 #5; RFC 9143 #7.
 */
import { err, ok } from '../base/result.ts';
import type { JingleRole } from '../stanzas/jingle.ts';
import type { MediaKind } from '../stanzas/rtp.ts';
import { transceiversSince } from './captured-media.ts';
import type { CapturedMedia } from './captured-media.ts';
import type { Standing } from './connection-facts.ts';
import { checkDescription, matchAnswer } from './described.ts';
import type { DescriptionKind } from './described.ts';
import type { EngineSteps, Outcome } from './engine-steps.ts';
import { agreedLines, closeLines, readLines, withContents, writeLines } from './media-lines.ts';
import type { MediaLines, ReadLines } from './media-lines.ts';
import type { PeerConnection, PeerTransceiver } from './peer-connection.ts';
import type { DescribedContent, MediaChange, SessionDescription } from './port.ts';
import { areMedia, forEngine, isRestarted, mediaOf, withOpenRole, withoutNewGroups } from './webrtc-descriptions.ts';

/** Transceivers that were there before a description came or was made. */
export type KnownTransceivers = ReadonlySet<PeerTransceiver>;

export interface NegotiationParts<C extends PeerConnection> {
  readonly connection: C;
  /** This side's part in the Jingle session, whoever makes an offer. */
  readonly role: JingleRole;
  readonly steps: EngineSteps;
  readonly captured: CapturedMedia;
  readonly addMedia: ((connection: C, media: readonly MediaKind[]) => Promise<() => void>) | undefined;
  /** Where the session is, before a description of ours is applied: candidates follow from then on. */
  readonly become: (now: Standing) => void;
}

export class WebRtcNegotiation<C extends PeerConnection> {
  readonly #parts: NegotiationParts<C>;

  constructor(parts: NegotiationParts<C>) {
    this.#parts = parts;
  }

  get known(): KnownTransceivers {
    return new Set(this.#parts.connection.getTransceivers());
  }

  /** Makes and applies an offer of what there is, of further media, or under new ICE credentials. */
  async offer(now: Standing, change: MediaChange, known: KnownTransceivers): Outcome<SessionDescription> {
    const { connection, steps, become } = this.#parts;
    const { local, lines } = now;
    const iceRestart = change.kind === 'restartIce';
    const media = change.kind === 'addContents' ? change.media : [];
    const added = await this.#capture(media, known);
    if (!added.ok) return added;
    const made = await steps.attempt('engineFailed', () => {
      addMissing(connection, media, known);
      return connection.createOffer(iceRestart ? { iceRestart } : {});
    });
    if (!made.ok) return made;
    const read = this.#read(made.value.sdp, 'offer', lines, local);
    if (read === undefined) return err({ kind: 'unsupported' });
    const offer = read.description;
    const isAsked = areMedia(media, offer.contents.slice(lines.order.length));
    const isNew = !iceRestart || (local !== undefined && isRestarted(local, offer));
    if (!isAsked || !isNew) return err({ kind: 'unsupported' });
    become({ ...now, local: offer, lines: read.lines });
    const applied = await this.#apply('offer', made.value.sdp);
    return applied.ok ? ok(offer) : applied;
  }

  /** Applies the peer's offer, then makes and applies our answer. Where that fails, a running session is as it was. */
  async answer(now: Standing, offer: SessionDescription, known: KnownTransceivers): Outcome<SessionDescription> {
    const { connection, steps } = this.#parts;
    const lines = withContents(now.lines, offer);
    const text = this.#write(offer, lines);
    if (text === undefined) return err({ kind: 'rejectedDescription' });
    const remote = { type: 'offer', sdp: text } as const;
    const taken = await steps.attempt('rejectedDescription', () => connection.setRemoteDescription(remote));
    if (!taken.ok) return taken;
    const contents = offer.contents.slice(now.lines.order.length);
    const answered = await this.#answerTaken(offer, contents, lines, known);
    if (!answered.ok && now.local !== undefined) await this.#decline(now, contents, lines, known);
    return answered;
  }

  async #answerTaken(
    offer: SessionDescription,
    added: readonly DescribedContent[],
    lines: MediaLines,
    known: KnownTransceivers,
  ): Outcome<SessionDescription> {
    const { connection, steps, become } = this.#parts;
    const captured = await this.#capture(mediaOf(added), known);
    if (!captured.ok) return captured;
    const made = await steps.attempt('engineFailed', () => connection.createAnswer());
    if (!made.ok) return made;
    const read = this.#read(made.value.sdp, 'answer', lines, offer);
    const answer = read && matchAnswer(offer, withoutNewGroups(read.description, offer));
    if (read === undefined || !answer?.ok) return err({ kind: 'unsupported' });
    become({ local: answer.value, remote: offer, lines: agreedLines(read.lines, lines) });
    const applied = await this.#apply('answer', made.value.sdp);
    return applied.ok ? ok(answer.value) : applied;
  }

  /** Applies the peer's answer, which answers the offer in `lines`. */
  async applyAnswer(answer: SessionDescription, lines: MediaLines): Outcome<void> {
    const { connection, steps } = this.#parts;
    const text = this.#write(answer, lines);
    if (text === undefined) return err({ kind: 'rejectedDescription' });
    const remote = { type: 'answer', sdp: text } as const;
    const applied = await steps.attempt('rejectedDescription', () => connection.setRemoteDescription(remote));
    return applied.ok ? ok(undefined) : applied;
  }

  /** Lets go the transceivers that have come since. */
  async stopSince(known: KnownTransceivers): Promise<void> {
    const { connection, steps, captured } = this.#parts;
    await steps.attempt('engineFailed', () => captured.stop(transceiversSince(connection, known)));
  }

  /** Takes back an offer that has no answer. One that the engine never took cannot be, and need not. */
  async rollBack(whose: 'local' | 'remote'): Promise<void> {
    const { connection, steps } = this.#parts;
    const rollback = { type: 'rollback', sdp: '' } as const;
    await steps.attempt('engineFailed', () =>
      whose === 'local' ? connection.setLocalDescription(rollback) : connection.setRemoteDescription(rollback),
    );
  }

  /**
   * Answers the peer's offer without what it adds. An answer and no rollback, since transceivers that tracks were added
   * to outlive a rollback, and Chromium gives the peer's next content to one of those, stopped as it is.
   */
  async #decline(
    before: Standing,
    added: readonly DescribedContent[],
    lines: MediaLines,
    known: KnownTransceivers,
  ): Promise<void> {
    const { connection, steps, become } = this.#parts;
    await this.stopSince(known);
    const names = added.map(({ name }) => name);
    const declinedLines = closeLines(lines, names);
    become({ ...before, lines: agreedLines(declinedLines, declinedLines) });
    const made = await steps.attempt('engineFailed', () => connection.createAnswer());
    const declined = made.ok && names.length > 0 ? await this.#apply('answer', made.value.sdp) : made;
    if (declined.ok && names.length > 0) return;
    become(before);
    await this.rollBack('remote');
  }

  async #capture(media: readonly MediaKind[], known: KnownTransceivers): Outcome<void> {
    const { connection, steps, captured, addMedia } = this.#parts;
    if (addMedia === undefined || media.length === 0) return ok(undefined);
    return steps.attempt('unsupported', async () => {
      const release = await addMedia(connection, media);
      if (steps.isClosed) release();
      else captured.add(transceiversSince(connection, known), release);
    });
  }

  #apply(type: 'offer' | 'answer', sdp: string | undefined): Outcome<unknown> {
    const { connection, steps } = this.#parts;
    return steps.attempt('engineFailed', () => connection.setLocalDescription({ type, sdp: sdp ?? '' }));
  }

  /** The peer's description as the engine takes it, or undefined. */
  #write(description: SessionDescription, lines: MediaLines): string | undefined {
    const text = writeLines(
      lines,
      forEngine(description),
      this.#parts.role === 'initiator' ? 'responder' : 'initiator',
    );
    return text.ok ? text.value : undefined;
  }

  /**
   * Our engine's text as a description that a peer can be sent, or undefined.
   *
   * @param known  the description in which contents that are not new were before
   */
  #read(
    sdp: string | undefined,
    kind: DescriptionKind,
    lines: MediaLines,
    known: SessionDescription | undefined,
  ): ReadLines | undefined {
    const { role } = this.#parts;
    const read = readLines(sdp ?? '', role, lines);
    if (!read.ok) return undefined;
    const contents = read.value.description.contents.map((content): DescribedContent => {
      const creator = known?.contents.find(({ name }) => name === content.name)?.creator ?? role;
      return { ...content, creator };
    });
    const described = { ...read.value.description, contents };
    const isAgain = kind === 'offer' && known !== undefined;
    const description = isAgain ? withOpenRole(described) : described;
    return checkDescription(description, kind).ok ? { ...read.value, description } : undefined;
  }
}

/** Completes the transceivers that capturing added to one for each medium. */
function addMissing(connection: PeerConnection, media: readonly MediaKind[], known: KnownTransceivers): void {
  const present = transceiversSince(connection, known).map(({ receiver }) => receiver.track.kind);
  for (const kind of media) {
    const at = present.indexOf(kind);
    if (at < 0) connection.addTransceiver(kind);
    else present.splice(at, 1);
  }
}
