/**
 * Media on the standard RTCPeerConnection: browsers, Electron, and werift in Node.
 *
 * An engine is handed nothing but SDP written by `sdp-write.ts`, and nothing of its SDP leaves but what `sdp-read.ts`
 * understood. `connected` is only said with the certificate that DTLS really saw: an engine that does not tell it
 * (statistics without `base64Certificate`, no `getRemoteCertificates`) counts as failed, not as trusted.
 *
 * The side that makes the offer is the Jingle initiator. Does not know of calls, OMEMO or stanzas.
 *
 * Spec: W3C WebRTC #rtcpeerconnection-interface; RFC 8829; RFC 8838; RFC 8842 #5.
 */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { IceCandidate } from '../stanzas/ice-udp.ts';
import type { ContentName } from '../stanzas/identifiers.ts';
import type { JingleRole } from '../stanzas/jingle.ts';
import type { MediaKind } from '../stanzas/rtp.ts';
import { readCandidate, writeCandidate } from './candidate.ts';
import { configurationOf } from './connection-configuration.ts';
import type { ConnectionConfiguration } from './connection-configuration.ts';
import { checkDescription, matchAnswer } from './described.ts';
import type { FactQueue } from './fact-queue.ts';
import { factQueue } from './fact-queue.ts';
import type { PeerConnection } from './peer-connection.ts';
import type {
  DescribedContent,
  Media,
  MediaCall,
  MediaFact,
  MediaFault,
  MediaSession,
  SessionDescription,
} from './port.ts';
import { readSdp } from './sdp-read.ts';
import { writeSdp } from './sdp-write.ts';
import { usedFingerprint } from './used-certificate.ts';

export interface WebRtcOptions<C extends PeerConnection> {
  /**
   * A new connection for one call, with a certificate of its own:
   * `(configuration) => new RTCPeerConnection(configuration)`, with servers of your own added where there are any. Keep
   * the default `bundlePolicy`: with `max-bundle` a browser refuses the offers of clients that do not bundle.
   */
  readonly createConnection: (configuration: ConnectionConfiguration) => C | Promise<C>;
  /**
   * Captures the media and adds its tracks. Called before our offer is made, or when the peer's is applied. A rejection
   * fails the call; what resolves is called once, at the end, to stop what was captured.
   *
   * Without it nothing is sent: offers ask for both directions all the same, answers receive only.
   */
  readonly addMedia?: (connection: C, media: readonly MediaKind[]) => Promise<() => void>;
}

export interface WebRtcMedia extends Media {
  open(report: (fact: MediaFact) => void, call?: MediaCall): MediaSession;
}

/** Media sessions on connections of the caller's making. */
export function createWebRtcMedia<C extends PeerConnection>(options: WebRtcOptions<C>): WebRtcMedia {
  return { open: (report, call) => new WebRtcSession(options, configurationOf(call), report) };
}

type Outcome<T> = Promise<Result<T, MediaFault>>;

class WebRtcSession<C extends PeerConnection> implements MediaSession {
  readonly #configuration: ConnectionConfiguration;
  readonly #options: WebRtcOptions<C>;
  readonly #facts: FactQueue;
  /** Settles when the session is closed: a closed connection may leave its promises open for ever. */
  readonly #closing: Promise<void>;
  #settleClosing: () => void = () => undefined;
  #isClosed = false;
  #connection: C | undefined;
  #releaseMedia: (() => void) | undefined;
  #local: SessionDescription | undefined;
  #remote: SessionDescription | undefined;
  readonly #reported = new Set<MediaFact['kind']>();

  constructor(options: WebRtcOptions<C>, configuration: ConnectionConfiguration, report: (fact: MediaFact) => void) {
    this.#options = options;
    this.#configuration = configuration;
    this.#facts = factQueue(report);
    this.#closing = new Promise((resolve) => {
      this.#settleClosing = resolve;
    });
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

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#facts.close();
    this.#settleClosing();
    this.#releaseMedia?.();
    if (this.#connection !== undefined) shut(this.#connection);
  }

  async #makeOffer(media: readonly MediaKind[]): Outcome<SessionDescription> {
    const connected = await this.#open();
    if (!connected.ok) return connected;
    const connection = connected.value;
    const added = await this.#addMedia(connection, media);
    if (!added.ok) return added;
    const made = await this.#attempt('engineFailed', () => {
      addMissing(connection, media);
      return connection.createOffer();
    });
    if (!made.ok) return made;
    const offer = readDescription(made.value.sdp, 'initiator');
    if (offer === undefined || !isOf(media, offer)) return err({ kind: 'unsupported' });
    // Before it is applied, since candidates follow from then on.
    this.#local = offer;
    const applied = await this.#apply(connection, 'offer', made.value.sdp);
    return applied.ok ? ok(offer) : applied;
  }

  async #makeAnswer(offer: SessionDescription): Outcome<SessionDescription> {
    const text = checkDescription(offer, 'offer').ok ? writeSdp(forEngine(offer), 'initiator') : undefined;
    if (!text?.ok) return err({ kind: 'rejectedDescription' });
    const connected = await this.#open();
    if (!connected.ok) return connected;
    const connection = connected.value;
    this.#remote = offer;
    const remote = { type: 'offer', sdp: text.value } as const;
    const taken = await this.#attempt('rejectedDescription', () => connection.setRemoteDescription(remote));
    if (!taken.ok) return taken;
    const added = await this.#addMedia(connection, mediaOf(offer));
    if (!added.ok) return added;
    const made = await this.#attempt('engineFailed', () => connection.createAnswer());
    if (!made.ok) return made;
    const read = readDescription(made.value.sdp, 'responder');
    const answer = read === undefined ? undefined : matchAnswer(offer, withoutNewGroups(read, offer));
    if (!answer?.ok) return err({ kind: 'unsupported' });
    this.#local = answer.value;
    const applied = await this.#apply(connection, 'answer', made.value.sdp);
    return applied.ok ? ok(answer.value) : applied;
  }

  async #applyAnswer(answer: SessionDescription): Outcome<void> {
    const [connection, offer] = [this.#connection, this.#local];
    if (this.#isClosed) return err({ kind: 'engineFailed' });
    if (connection === undefined || offer === undefined) return err({ kind: 'rejectedDescription' });
    const checked = checkDescription(answer, 'answer');
    const matched = checked.ok ? matchAnswer(offer, checked.value) : checked;
    const text = matched.ok ? writeSdp(forEngine(matched.value), 'responder') : undefined;
    if (!matched.ok || !text?.ok) return err({ kind: 'rejectedDescription' });
    this.#remote = matched.value;
    const remote = { type: 'answer', sdp: text.value } as const;
    const applied = await this.#attempt('rejectedDescription', () => connection.setRemoteDescription(remote));
    return applied.ok ? ok(undefined) : applied;
  }

  async #addCandidates(contentName: ContentName, candidates: readonly IceCandidate[]): Promise<void> {
    const connection = this.#connection;
    const content = this.#remote?.contents.find(({ name }) => name === contentName);
    if (connection === undefined || content === undefined) return;
    for (const candidate of candidates.filter((each) => isUsable(each, content))) {
      const line = writeCandidate(candidate);
      if (!line.ok) continue;
      const added = { candidate: line.value, sdpMid: contentName };
      await this.#attempt('rejectedDescription', () => connection.addIceCandidate(added));
    }
  }

  async #open(): Outcome<C> {
    return this.#attempt('engineFailed', async () => {
      const connection = await this.#options.createConnection(this.#configuration);
      if (this.#isClosed) shut(connection);
      else this.#listen(connection);
      return connection;
    });
  }

  #addMedia(connection: C, media: readonly MediaKind[]): Outcome<void> {
    return this.#attempt('unsupported', async () => {
      const release = await this.#options.addMedia?.(connection, media);
      if (this.#isClosed) release?.();
      else this.#releaseMedia = release;
    });
  }

  #apply(connection: C, type: 'offer' | 'answer', sdp: string | undefined): Outcome<unknown> {
    return this.#attempt('engineFailed', () => connection.setLocalDescription({ type, sdp: sdp ?? '' }));
  }

  /** What `work` gives; `kind` if it throws or rejects; at once `engineFailed` when the session is closed meanwhile. */
  async #attempt<T>(kind: MediaFault['kind'], work: () => T | Promise<T>): Outcome<T> {
    const closed = err<MediaFault>({ kind: 'engineFailed' });
    if (this.#isClosed) return closed;
    const done = (async () => ok(await work()))().catch(() => err<MediaFault>({ kind }));
    const outcome = await Promise.race([done, this.#closing.then(() => closed)]);
    return this.#isClosed ? closed : outcome;
  }

  #listen(connection: C): void {
    this.#connection = connection;
    connection.addEventListener('icecandidate', (event) => this.#onCandidate(event));
    connection.addEventListener('icegatheringstatechange', () => {
      if (connection.iceGatheringState === 'complete') this.#reportOnce({ kind: 'gatheringComplete' });
    });
    connection.addEventListener('connectionstatechange', () => {
      const state = connection.connectionState;
      if (state === 'connected') void this.#confirm(connection);
      // Nobody here closed it: the engine gave up.
      if (state === 'failed' || state === 'closed') this.#reportOnce({ kind: 'failed' });
    });
  }

  /** The event without candidate, at the end, is the gathering state's to tell. */
  #onCandidate(event: object): void {
    const { candidate: given } = event as { readonly candidate?: { candidate?: unknown; sdpMid?: unknown } | null };
    const content = this.#local?.contents.find(({ name }) => name === given?.sdpMid);
    const candidate = readCandidate(String(given?.candidate));
    if (content === undefined || !candidate.ok) return;
    this.#facts.add({ kind: 'candidate', contentName: content.name, candidate: candidate.value });
  }

  async #confirm(connection: C): Promise<void> {
    const hash = this.#remote?.contents[0]?.transport.fingerprint.hash;
    if (hash === undefined) return;
    const value = await usedFingerprint(connection, hash).catch(() => undefined);
    this.#reportOnce(
      value === undefined ? { kind: 'failed' } : { kind: 'connected', usedFingerprint: { hash, value } },
    );
  }

  /** Nothing follows `failed`, and nothing but candidates is said twice. */
  #reportOnce(fact: MediaFact): void {
    if (this.#reported.has('failed') || this.#reported.has(fact.kind)) return;
    this.#reported.add(fact.kind);
    this.#facts.add(fact);
  }
}

/** Completes the transceivers that capturing added to one for each medium. */
function addMissing(connection: PeerConnection, media: readonly MediaKind[]): void {
  const present = connection.getTransceivers().map(({ receiver }) => receiver.track.kind);
  for (const kind of media) {
    const at = present.indexOf(kind);
    if (at < 0) connection.addTransceiver(kind);
    else present.splice(at, 1);
  }
}

/** Closing is the last thing done with a connection: how it goes, nobody waits for. */
function shut(connection: PeerConnection): void {
  Promise.resolve(connection.close()).catch(() => undefined);
}

/** An engine's text as a description that a peer can be sent, or undefined. */
function readDescription(text: string | undefined, author: JingleRole): SessionDescription | undefined {
  const read = readSdp(text ?? '', author);
  const checked = read.ok ? checkDescription(read.value, author === 'initiator' ? 'offer' : 'answer') : read;
  return checked.ok ? checked.value : undefined;
}

function mediaOf(description: SessionDescription): readonly MediaKind[] {
  return description.contents.map((content) => content.description.media);
}

function isOf(media: readonly MediaKind[], description: SessionDescription): boolean {
  return media.toSorted().join() === mediaOf(description).toSorted().join();
}

/** werift bundles in answers to offers without a group, which RFC 9143 #7.3 forbids: the peer is not told of that. */
function withoutNewGroups(answer: SessionDescription, offer: SessionDescription): SessionDescription {
  const isOffered = (semantics: string) => offer.groups.some((group) => group.semantics === semantics);
  return { ...answer, groups: answer.groups.filter(({ semantics }) => isOffered(semantics)) };
}

/** RTCP shares the port of RTP, so a component of its own is never connected; browsers refuse to be told of one. */
function isUsable({ component }: IceCandidate, { description }: DescribedContent): boolean {
  return component === 1 || !description.rtcpMux;
}

function forEngine(description: SessionDescription): SessionDescription {
  const contents = description.contents.map((content) => {
    const candidates = content.transport.candidates.filter((candidate) => isUsable(candidate, content));
    return { ...content, transport: { ...content.transport, candidates } };
  });
  return { ...description, contents };
}
