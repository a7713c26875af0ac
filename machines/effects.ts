/**
 * Everything a call does: orders to the data plane, as data. Nothing else leaves a machine.
 *
 * Finite like the events: an effect says `protection: 'encrypted'`, never for which device; the binding of the call
 * says that.
 */
import type { JingleErrorCondition, StanzaErrorCondition } from '../src/stanzas/stanza.ts';
import type { TimerName } from './events.ts';
import type { FiniteVerdict } from './verdict.ts';

/** Who ended a call. */
export type EndedBy = 'connection' | 'core' | 'local' | 'ownResource' | 'peer' | 'timer';

/** Why a call ended. `given`: the peer's own word, which the data plane has. */
export type EndReason =
  | 'answeredElsewhere'
  | 'cancel'
  | 'connectivity-error'
  | 'decline'
  | 'expired'
  | 'failed-application'
  | 'given'
  | 'gone'
  | 'migrated'
  | 'noAnswer'
  | 'rejectedElsewhere'
  | 'security-error'
  | 'success'
  | 'timeout'
  | 'unreachable';

/** The reasons that go on the wire, in `retract`, `reject`, `finish` and `session-terminate`. */
export type WireReason = Extract<
  EndReason,
  | 'cancel'
  | 'connectivity-error'
  | 'decline'
  | 'expired'
  | 'failed-application'
  | 'security-error'
  | 'success'
  | 'timeout'
>;

export type Refusal =
  | Extract<StanzaErrorCondition, 'bad-request' | 'feature-not-implemented' | 'item-not-found'>
  | JingleErrorCondition;

export type CallEffect =
  // Jingle messages, XEP-0353
  | { readonly kind: 'sendPropose' }
  | { readonly kind: 'sendRinging' }
  | { readonly kind: 'sendProceed'; readonly device: 'none' | 'own' }
  | { readonly kind: 'sendReject'; readonly reason: WireReason }
  | { readonly kind: 'sendRetract'; readonly reason: WireReason }
  /** Takes our proposal back in favour of the peer's. XEP-0353 #tie-break-1. */
  | { readonly kind: 'sendTieBreakRetract' }
  /** `migrated`: names the call that goes on. XEP-0353 #tie-break-2. */
  | { readonly kind: 'sendFinish'; readonly reason: WireReason | 'given' | 'migrated' }
  // Jingle requests, XEP-0166
  | { readonly kind: 'sendSessionInitiate'; readonly protection: 'encrypted' | 'plain' }
  | { readonly kind: 'sendSessionAccept'; readonly protection: 'encrypted' | 'plain' }
  | { readonly kind: 'sendSessionTerminate'; readonly reason: WireReason }
  | { readonly kind: 'sendSessionInfo' }
  | { readonly kind: 'sendSessionRinging' }
  /** No to the transports of the request that caused this step. XEP-0166 #def-action-transport-reject. */
  | { readonly kind: 'sendTransportReject' }
  // The one answer to the request that caused this step
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'refuse'; readonly condition: Refusal }
  // The binding
  /** From here on only the resource that sent this event is the peer. */
  | { readonly kind: 'latchPeer' }
  /** From here on only the device this event announced may encrypt or be encrypted to. */
  | { readonly kind: 'pinDevice' }
  // OMEMO
  | { readonly kind: 'secureSession' }
  | { readonly kind: 'encryptFingerprints' }
  | { readonly kind: 'decryptFingerprints' }
  /** Keeps the offer that this event is, unopened, until the user has answered. */
  | { readonly kind: 'holdOffer' }
  // Media
  | { readonly kind: 'createOffer' }
  | { readonly kind: 'createAnswer' }
  | { readonly kind: 'applyAnswer' }
  /** Both descriptions are in place: facts about the connection count from here on. */
  | { readonly kind: 'startMedia' }
  | { readonly kind: 'closeMedia' }
  // Candidates
  | { readonly kind: 'holdLocalCandidate' }
  | { readonly kind: 'sendLocalCandidates' }
  | { readonly kind: 'holdRemoteCandidates' }
  | { readonly kind: 'applyRemoteCandidates' }
  // Deadlines
  | { readonly kind: 'startTimer'; readonly timer: TimerName }
  | { readonly kind: 'stopTimer'; readonly timer: TimerName }
  // What the application is told
  | { readonly kind: 'reportIncoming' }
  | { readonly kind: 'reportMigrationOffered' }
  | { readonly kind: 'reportRinging' }
  | { readonly kind: 'reportAccepted' }
  | { readonly kind: 'reportVerdict'; readonly verdict: FiniteVerdict }
  | { readonly kind: 'reportConnected' }
  | { readonly kind: 'reportPeerInfo' }
  | { readonly kind: 'reportMissed' }
  | { readonly kind: 'reportEnd'; readonly by: EndedBy; readonly reason: EndReason }
  // What goes into the trace only
  | { readonly kind: 'noteOutOfOrder' }
  | { readonly kind: 'noteUnusable' };
