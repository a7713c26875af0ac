/** What the embedding application is told, and the only way it is told anything. */
import type { EndedBy } from '../../machines/effects.ts';
import type { BareJid, FullJid, Jid } from '../jid.ts';
import type { ContentName, SessionId } from '../stanzas/identifiers.ts';
import type { JingleReason, MediaKinds } from '../stanzas/jingle.ts';
import type { DeviceId, IdentityKey } from '../stanzas/omemo.ts';
import type { MediaKind, Senders } from '../stanzas/rtp.ts';
import type { RtpInfo } from '../stanzas/rtp-info.ts';
import type { Verdict } from './verdict.ts';

/** One call of one account. Two contacts may use the same session id, so the contact is part of the name. */
export interface CallKey {
  readonly peer: BareJid;
  readonly sessionId: SessionId;
}

/** A call, as it is told of. */
export interface OfCall {
  readonly sessionId: SessionId;
  /** The contact until one of its resources is the peer, then that resource. */
  readonly peer: Jid;
}

/** A content of a call, as it is told of. */
export interface OfContent extends OfCall {
  readonly contentName: ContentName;
  readonly media: MediaKind;
}

/** Why a call is over, in words of ours and of the wire. */
export type EndedReason =
  | JingleReason
  | 'answeredElsewhere'
  | 'migrated'
  | 'noAnswer'
  | 'rejectedElsewhere'
  | 'unknown'
  | 'unreachable';

export type CallReport =
  /** A contact calls. Nothing has been answered but, to contacts, that it rings. */
  | (OfCall & {
      readonly kind: 'incoming';
      readonly media: MediaKinds;
      /** How long ago it was proposed, where the proposal came out of the archive or was held back on its way. */
      readonly ageMs: number | undefined;
      /** Whether only this resource of ours is called, by a session-initiate without a proposal. */
      readonly direct: boolean;
    })
  /**
   * A resource of the contact of this running call proposes to go on in another, which is not answered before
   * `CallManager.migrate`. This call goes on meanwhile; the other one ends like any that rang, without `missed`.
   */
  | (OfCall & {
      readonly kind: 'migrationOffered';
      readonly newSessionId: SessionId;
      readonly media: MediaKinds;
      readonly from: FullJid;
    })
  /** A resource of the contact rings. */
  | (OfCall & { readonly kind: 'ringing'; readonly by: FullJid })
  /** Both descriptions are agreed. An `authentication` follows at once. */
  | (OfCall & { readonly kind: 'accepted'; readonly media: MediaKinds })
  /** The verdict, with `accepted` of every call and again at each change. */
  | (OfCall & { readonly kind: 'authentication'; readonly verdict: Verdict })
  /**
   * The call's device shows another identity key than it was known by, which nobody has decided on: it was set up anew,
   * or somebody else has its number. What becomes of the call is told as always: its policy decides, or it ends.
   */
  | (OfCall & {
      readonly kind: 'keyChanged';
      readonly deviceId: DeviceId;
      /** The new key, to be compared and given to `CallManager.setTrust`; undefined where it was not shown. */
      readonly identityKey: IdentityKey | undefined;
    })
  /** Media runs, and the certificate it runs on is the one of the description. */
  | (OfCall & { readonly kind: 'connected' })
  | (OfCall & { readonly kind: 'peerInfo'; readonly info: RtpInfo })
  /** The peer wants to add a content. It is answered with `CallManager.changes`, or by the deadline. */
  | (OfContent & { readonly kind: 'contentOffered' })
  /** A content has been added, by either side, under the protection of the call. */
  | (OfContent & { readonly kind: 'contentAccepted' })
  /** One that either side wanted to add does not come; the call goes on. */
  | (OfContent & {
      readonly kind: 'contentRejected';
      readonly by: 'local' | 'peer';
      /** `expired`: both sides added at once, and the peer's goes on. */
      readonly reason: JingleReason | 'unknown';
    })
  | (OfContent & { readonly kind: 'contentRemoved'; readonly by: 'local' | 'peer' })
  /** The peer says who is to send. A server could say so too: show it, and decide nothing by it. */
  | (OfContent & { readonly kind: 'contentModified'; readonly senders: Senders })
  /** Media goes on over addresses that are looked for anew. */
  | (OfCall & { readonly kind: 'iceRestarted'; readonly by: 'local' | 'peer' })
  /**
   * Nobody answered here: directly before `ended`. Or alone, with the time of the proposal, for a call that was over
   * before we were there, or that came while we were in another and was turned away unasked.
   */
  | (OfCall & {
      readonly kind: 'missed';
      readonly media: MediaKinds;
      readonly atMs: number;
      /** Whether it was turned away since we were in another call. */
      readonly busy: boolean;
    })
  /** The last report of a call; each call has exactly one. */
  | (OfCall & {
      readonly kind: 'ended';
      readonly by: EndedBy;
      readonly reason: EndedReason;
      /** The peer's own words, bounded. Never ours, and to be shown as the peer's. */
      readonly text: string | undefined;
      /** The contact called at the same moment, and its call won. It rings, or goes on with the consent to this one. */
      readonly replacedBy: SessionId | undefined;
      /** The call that this one goes on as. */
      readonly migratedTo: SessionId | undefined;
      /** How long media ran: since `connected`. Undefined if it never did. */
      readonly durationMs: number | undefined;
    });
