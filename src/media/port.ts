/**
 * What the core needs of a media engine. `omemo-calls/webrtc` provides one on RTCPeerConnection, in browsers and on
 * werift.
 *
 * The core decides; the engine does. It is handed a remote description only after every fingerprint in it was checked,
 * and exactly one fingerprint per content.
 */
import type { JsonValue } from '../base/json.ts';
import type { Result } from '../base/result.ts';
import type { DtlsFingerprint } from '../stanzas/dtls.ts';
import type { IceCandidate, IceCredentials, IceTransport } from '../stanzas/ice-udp.ts';
import type { Jid } from '../jid.ts';
import type { ContentName, SessionId } from '../stanzas/identifiers.ts';
import type { JingleContent, JingleGroup } from '../stanzas/jingle.ts';
import type { MediaKind, RtpDescription } from '../stanzas/rtp.ts';

/** A content both sides can set up media from: description, ICE credentials and one DTLS fingerprint are there. */
export interface DescribedContent extends JingleContent<DtlsFingerprint> {
  readonly description: RtpDescription;
  readonly transport: IceTransport<DtlsFingerprint> & { readonly credentials: IceCredentials };
}

/** An offer or an answer. Candidates may be in it or follow. */
export interface SessionDescription {
  readonly contents: readonly DescribedContent[];
  readonly groups: readonly JingleGroup[];
}

/** What went wrong, for a trace; the engine's own message stays out of it, because it can hold a peer's text. */
export type MediaFault =
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'rejectedDescription' }
  | { readonly kind: 'engineFailed' };

export type MediaFact =
  /** A local candidate of one content. */
  | { readonly kind: 'candidate'; readonly contentName: ContentName; readonly candidate: IceCandidate }
  | { readonly kind: 'gatheringComplete' }
  /** DTLS is up. The certificate the peer really used, hashed with the hash of the applied fingerprint. */
  | { readonly kind: 'connected'; readonly usedFingerprint: Pick<DtlsFingerprint, 'hash' | 'value'> }
  | { readonly kind: 'failed' };

/** Whose media it is, for engines that show or log it, and how it may travel. */
export interface MediaCall {
  readonly sessionId: SessionId;
  /** The resource at the other end; the contact's account while it is not known. */
  readonly peer: Jid;
  readonly network: MediaNetwork;
}

/** How media may get to the other end, as far as it is known when an engine is opened. */
export interface MediaNetwork {
  /** STUN and TURN servers of our own server. */
  readonly servers: readonly IceServer[];
  /** `relayed`: only relays' addresses may be used and told, so that the peer does not learn where the user is. */
  readonly addresses: 'all' | 'relayed';
}

/** A server as `RTCPeerConnection` takes it. */
export interface IceServer {
  readonly urls: string;
  readonly username?: string;
  readonly credential?: string;
}

/** A change of a running session that our side offers. */
export type MediaChange =
  | { readonly kind: 'addContents'; readonly media: readonly MediaKind[] }
  | { readonly kind: 'restartIce' };

/** The media of one call. Methods are called one at a time, each after the one before has settled. */
export interface MediaSession {
  /** Makes and applies our offer. Media that cannot be captured is left out only if `media` says so. */
  createOffer(media: readonly MediaKind[]): Promise<Result<SessionDescription, MediaFault>>;
  /**
   * Applies the peer's offer, then makes and applies our answer with the same contents. In a running session that is
   * the peer's change of it: all contents, with new ones behind them or under new ICE credentials.
   */
  createAnswer(offer: SessionDescription): Promise<Result<SessionDescription, MediaFault>>;
  /** Applies the peer's answer to our offer. */
  setRemote(answer: SessionDescription): Promise<Result<void, MediaFault>>;
  /** Adds candidates of the peer to one content. Those the engine cannot use are ignored. */
  addCandidates(contentName: ContentName, candidates: readonly IceCandidate[]): Promise<void>;
  /**
   * Makes and applies an offer that changes the running session: all its contents as they were, new ones behind them,
   * with names that no content of the session ever had; or all of them under new ICE credentials.
   *
   * Until the peer's answer is applied with `setRemote`, or the offer is taken back with `rollBack`, no other change is
   * asked for. Left out by engines that cannot change a session.
   */
  reoffer?(change: MediaChange): Promise<Result<SessionDescription, MediaFault>>;
  /** Takes back what `reoffer` offered last: the session is as it was before. */
  rollBack?(): Promise<void>;
  /**
   * These contents are over at both ends: nothing is sent or received for them from here on; the others go on. Nothing
   * is negotiated by it, and later descriptions are of the remaining contents only.
   */
  removeContents?(contentNames: readonly ContentName[]): Promise<void>;
  /**
   * Both descriptions are in place, and the user has consented to everything in them: media may flow. Called once, and
   * left out by engines that need not be told.
   */
  start?(): void;
  /** Ends media and frees everything. May be called at any time, also twice. */
  close(): void;
  /**
   * What `Media.restore` needs to go on with this session in another process, as JSON; the session itself goes on as
   * well. Asked for while no method is under way. No key material: it lies where the application keeps its snapshots.
   *
   * Left out by engines whose connections end with their process, as all of WebRTC's do.
   */
  write?(): JsonValue;
}

/** A session of another process, as it was when a snapshot was taken. */
export interface WrittenMediaSession {
  /** What the session's `write` gave; `null` where it had none. */
  readonly state: JsonValue;
  /** Our description, if there was one. */
  readonly local: SessionDescription | undefined;
  /** The peer's, if it was handed to the session. Elements that no specification of ours knows are left out of it. */
  readonly remote: SessionDescription | undefined;
  /** What `reoffer` gave, where the peer has not answered it yet: the session goes on as after that. */
  readonly offered?: SessionDescription | undefined;
}

export interface Media {
  /** The session reports facts until it is closed; never from inside a call of `open` or of a method. */
  open(report: (fact: MediaFact) => void, call: MediaCall): MediaSession;
  /**
   * Goes on with a session of another process, in the state it had there. Undefined where that cannot be, and left out
   * by engines that never can: a restored call that had opened a session then ends, with `connectivity-error`, because
   * its media connection was lost for good. Calls that ring, propose or wait for an offer have none yet and go on.
   */
  restore?(written: WrittenMediaSession, report: (fact: MediaFact) => void, call: MediaCall): MediaSession | undefined;
}
