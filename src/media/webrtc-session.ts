/**
 * One media session on an RTCPeerConnection: its first offer and answer, and what changes while it runs.
 *
 * `connected` is only said with the certificate that DTLS really saw: an engine that does not tell it (statistics
 * without `base64Certificate`, no `getRemoteCertificates`) counts as failed, not as trusted.
 *
 * The side that makes the first offer is the Jingle initiator. Contents come and go; the sections of SDP stay
 * (`media-lines.ts`). A removed content's transceiver is stopped at once, and its section is closed with the next
 * description: that needs no negotiation, and can be done while an offer waits for its answer.
 *
 * Spec: W3C WebRTC #rtcpeerconnection-interface; RFC 8829; RFC 8838.
 */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { IceCandidate } from '../stanzas/ice-udp.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { JingleRole } from '../stanzas/jingle.ts';
import type { MediaKind } from '../stanzas/rtp.ts';
import { writeCandidate } from './candidate.ts';
import { CapturedMedia } from './captured-media.ts';
import type { ConnectionConfiguration } from './connection-configuration.ts';
import { ConnectionFacts } from './connection-facts.ts';
import type { Standing } from './connection-facts.ts';
import { checkDescription, matchAnswer, withoutContents } from './described.ts';
import { EngineSteps } from './engine-steps.ts';
import type { Outcome } from './engine-steps.ts';
import { factQueue } from './fact-queue.ts';
import type { FactQueue } from './fact-queue.ts';
import { agreedLines, bundleOwner, candidateMidOf, closeLines, midsOf, NO_LINES } from './media-lines.ts';
import type { MediaLines } from './media-lines.ts';
import type { PeerConnection } from './peer-connection.ts';
import type { DescribedContent, MediaChange, MediaFact, MediaFault, MediaSession, SessionDescription } from './port.ts';
import { agreedAnswer, answerWith, isUsable } from './webrtc-descriptions.ts';
import { WebRtcNegotiation } from './webrtc-negotiation.ts';
import type { KnownTransceivers } from './webrtc-negotiation.ts';

export interface WebRtcOptions<C extends PeerConnection> {
  /**
   * A new connection for one call, with a certificate of its own:
   * `(configuration) => new RTCPeerConnection(configuration)`, with servers of your own added where there are any. Keep
   * the default `bundlePolicy`: with `max-bundle` a browser refuses the offers of clients that do not bundle.
   */
  readonly createConnection: (configuration: ConnectionConfiguration) => C | Promise<C>;
  /**
   * Captures the media and adds its tracks. Called before our offer is made, or when the peer's is applied; in a
   * running call once more with what is added to it. A rejection fails the call, or the addition. What resolves is
   * called once, to stop what was captured: at the end, or when all contents it was captured for are over.
   *
   * The track of a content that is over is stopped without it, so that no camera stays on beside other media: hand over
   * a clone of a track that is used elsewhere.
   *
   * Without it nothing is sent: offers ask for both directions all the same, answers receive only.
   */
  readonly addMedia?: (connection: C, media: readonly MediaKind[]) => Promise<() => void>;
}

/** What an engine does otherwise than browsers. */
export interface EngineTraits {
  /** A bundle goes on when the section that it began with is closed. */
  readonly closesAnySection: boolean;
}

/** An offer of ours that changes the running session and has no answer yet. */
interface PendingOffer {
  readonly change: MediaChange;
  /** Where the session was, without what was removed since. */
  readonly before: Standing;
  readonly known: KnownTransceivers;
  /** The sections as they were offered. */
  readonly lines: MediaLines;
  /** Contents that were removed since, as the peer described them: the offer still holds them. */
  readonly leaving: readonly DescribedContent[];
}

export class WebRtcSession<C extends PeerConnection> implements MediaSession {
  readonly #configuration: ConnectionConfiguration;
  readonly #options: WebRtcOptions<C>;
  readonly #traits: EngineTraits;
  readonly #facts: FactQueue;
  readonly #steps = new EngineSteps();
  readonly #captured = new CapturedMedia();
  #connection: C | undefined;
  #negotiation: WebRtcNegotiation<C> | undefined;
  #now: Standing = { local: undefined, remote: undefined, lines: NO_LINES };
  #pending: PendingOffer | undefined;

  constructor(
    options: WebRtcOptions<C>,
    configuration: ConnectionConfiguration,
    report: (fact: MediaFact) => void,
    traits: EngineTraits = { closesAnySection: false },
  ) {
    this.#options = options;
    this.#traits = traits;
    this.#configuration = configuration;
    this.#facts = factQueue(report);
  }

  createOffer(media: readonly MediaKind[]): Outcome<SessionDescription> {
    return this.#facts.during(() => this.#makeOffer(media));
  }

  createAnswer(offer: SessionDescription): Outcome<SessionDescription> {
    return this.#facts.during(() => this.#makeAnswer(offer));
  }

  setRemote(answer: SessionDescription): Outcome<void> {
    return this.#facts.during(() => this.#applyAnswer(answer));
  }

  addCandidates(contentName: ContentName, candidates: readonly IceCandidate[]): Promise<void> {
    return this.#facts.during(() => this.#addCandidates(contentName, candidates));
  }

  reoffer(change: MediaChange): Outcome<SessionDescription> {
    return this.#facts.during(() => this.#reoffer(change));
  }

  rollBack(): Promise<void> {
    return this.#facts.during(() => this.#rollBack());
  }

  removeContents(contentNames: readonly ContentName[]): Promise<void> {
    return this.#facts.during(() => this.#remove(contentNames));
  }

  close(): void {
    if (this.#steps.isClosed) return;
    this.#facts.close();
    this.#steps.close();
    this.#captured.release();
    if (this.#connection !== undefined) shut(this.#connection);
  }

  async #makeOffer(media: readonly MediaKind[]): Outcome<SessionDescription> {
    const opened = await this.#open('initiator');
    return opened.ok ? opened.value.offer(this.#now, { kind: 'addContents', media }, new Set()) : opened;
  }

  async #makeAnswer(offer: SessionDescription): Outcome<SessionDescription> {
    const before = this.#now;
    const isWhole = before.lines.order.every((name, index) => offer.contents[index]?.name === name);
    const isTakeable = isWhole && this.#pending === undefined && checkDescription(offer, 'offer').ok;
    if (!isTakeable) return err({ kind: 'rejectedDescription' });
    if (before.local === undefined) {
      const opened = await this.#open('responder');
      return opened.ok ? opened.value.answer(before, offer, new Set()) : opened;
    }
    const running = this.#running();
    if (!running.ok) return running;
    return running.value.answer(before, offer, running.value.known);
  }

  async #applyAnswer(answer: SessionDescription): Outcome<void> {
    if (this.#steps.isClosed) return err({ kind: 'engineFailed' });
    const [running, before, pending] = [this.#running(), this.#now, this.#pending];
    const matched = before.local && checkDescription(answer, 'answer').ok && matchAnswer(before.local, answer);
    if (!running.ok || matched === undefined || matched === false || !matched.ok) {
      return err({ kind: 'rejectedDescription' });
    }
    const lines = pending?.lines ?? before.lines;
    this.#now = { ...before, remote: matched.value, lines: agreedLines(before.lines, lines) };
    const whole = answerWith(matched.value, pending?.leaving ?? [], lines.order);
    const applied = await running.value.applyAnswer(whole, lines);
    if (applied.ok) this.#pending = undefined;
    else this.#now = before;
    return applied;
  }

  async #reoffer(change: MediaChange): Outcome<SessionDescription> {
    const [running, before] = [this.#running(), this.#now];
    const isSettled = before.local !== undefined && before.remote !== undefined && this.#pending === undefined;
    if (!running.ok || !isSettled) return err({ kind: 'engineFailed' });
    const negotiation = running.value;
    const { known } = negotiation;
    const offered = await negotiation.offer(before, change, known);
    if (offered.ok) {
      this.#pending = { change, before, known, lines: this.#now.lines, leaving: [] };
    } else {
      this.#now = before;
      await negotiation.rollBack('local');
      await negotiation.stopSince(known);
    }
    return offered;
  }

  async #rollBack(): Promise<void> {
    const [running, pending] = [this.#running(), this.#pending];
    if (!running.ok || pending === undefined) return;
    this.#pending = undefined;
    const { change, before, known, lines, leaving } = pending;
    const { local, remote } = before;
    // Names and mids that were once given are not given again.
    this.#now = { ...before, lines: { ...before.lines, used: lines.used } };
    if (change.kind === 'restartIce' || remote === undefined) return running.value.rollBack('local');
    // The peer's part is played here: it declines what is added. Transceivers that tracks were added to outlive a
    // rollback, and Chromium gives the peer's next content to one of those, stopped as it is.
    await running.value.stopSince(known);
    const answer = answerWith(agreedAnswer(remote, local), leaving, lines.order);
    const declined = await running.value.applyAnswer(answer, lines);
    const over = lines.order.filter((name) => !before.lines.order.includes(name));
    const added = over.filter((name) => !leaving.some((content) => content.name === name));
    const silent = before.lines.lines.flatMap((line) => line.silent ?? []);
    const agreed = agreedLines(closeLines(lines, over, silent), closeLines(lines, added));
    if (declined.ok) this.#now = { ...before, lines: agreed };
    else await running.value.rollBack('local');
  }

  async #remove(names: readonly ContentName[]): Promise<void> {
    const [connection, now, pending] = [this.#connection, this.#now, this.#pending];
    const { lines, remote } = now;
    if (connection === undefined || midsOf(lines, names).length === 0) return;
    const owner = remote && !this.#traits.closesAnySection ? bundleOwner(lines, remote, names) : undefined;
    const silent = owner === undefined ? [] : [owner];
    const [silentMids, mids] = [
      midsOf(
        lines,
        silent.map(({ name }) => name),
      ),
      midsOf(lines, names),
    ];
    this.#now = without(now, names, silent);
    if (pending !== undefined) {
      const leaving = (remote?.contents ?? []).filter(({ name }) => names.includes(name));
      const before = without(pending.before, names, silent);
      this.#pending = { ...pending, before, leaving: [...pending.leaving, ...leaving] };
    }
    await this.#steps.attempt('engineFailed', () => {
      const over = connection.getTransceivers().filter(({ mid }) => isOneOf(mids, mid));
      this.#captured.silence(over.filter(({ mid }) => isOneOf(silentMids, mid)));
      this.#captured.stop(over.filter(({ mid }) => !isOneOf(silentMids, mid)));
    });
  }

  async #addCandidates(contentName: ContentName, candidates: readonly IceCandidate[]): Promise<void> {
    const connection = this.#connection;
    const { remote, lines } = this.#now;
    const content = remote?.contents.find(({ name }) => name === contentName);
    const sdpMid = remote && candidateMidOf(lines, remote, contentName);
    if (connection === undefined || content === undefined || sdpMid === undefined) return;
    for (const candidate of candidates.filter((each) => isUsable(each, content))) {
      const line = writeCandidate(candidate);
      if (!line.ok) continue;
      const added = { candidate: line.value, sdpMid };
      await this.#steps.attempt('rejectedDescription', () => connection.addIceCandidate(added));
    }
  }

  /** @param role  this side's in the Jingle session */
  async #open(role: JingleRole): Outcome<WebRtcNegotiation<C>> {
    const [steps, captured] = [this.#steps, this.#captured];
    return steps.attempt('engineFailed', async () => {
      const connection = await this.#options.createConnection(this.#configuration);
      const { addMedia } = this.#options;
      const become = (now: Standing) => (this.#now = now);
      const negotiation = new WebRtcNegotiation({ connection, role, steps, captured, addMedia, become });
      if (steps.isClosed) {
        shut(connection);
        return negotiation;
      }
      [this.#connection, this.#negotiation] = [connection, negotiation];
      new ConnectionFacts(this.#facts, () => this.#now).listen(connection);
      return negotiation;
    });
  }

  #running(): Result<WebRtcNegotiation<C>, MediaFault> {
    const negotiation = this.#steps.isClosed ? undefined : this.#negotiation;
    return negotiation === undefined ? err({ kind: 'engineFailed' }) : ok(negotiation);
  }
}

function without(
  { local, remote, lines }: Standing,
  names: readonly ContentName[],
  silent: readonly DescribedContent[],
): Standing {
  return {
    local: local && withoutContents(local, names),
    remote: remote && withoutContents(remote, names),
    lines: closeLines(lines, names, silent),
  };
}

function isOneOf(mids: readonly string[], mid: string | null): boolean {
  return mid !== null && mids.includes(mid);
}

/** Closing is the last thing done with a connection: how it goes, nobody waits for. */
function shut(connection: PeerConnection): void {
  Promise.resolve(connection.close()).catch(() => undefined);
}
