/**
 * What a call begins with, and what is kept of its data plane: the state of each of its parts, as the part itself
 * writes and reads it.
 */
import { TIMERS } from '../../machines/events.ts';
import type { TimerName } from '../../machines/events.ts';
import type { Role } from '../../machines/step.ts';
import { jsonList, jsonMaybe, jsonObject, jsonText } from '../base/json.ts';
import { JINGLE_LIMITS } from '../base/limits.ts';
import type { Jid } from '../jid.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import type { MediaKinds } from '../stanzas/jingle.ts';
import { mediaKind } from '../stanzas/rtp.ts';
import { readOmemo } from './call-omemo.ts';
import type { OmemoState } from './call-omemo.ts';
import { readHeldOffer } from './peer-description.ts';
import type { HeldOffer } from './peer-description.ts';
import { readPeer } from './call-peer.ts';
import type { PeerState } from './call-peer.ts';
import { readWire } from './call-wire.ts';
import type { WireState } from './call-wire.ts';
import { readCandidatesState } from './candidates.ts';
import type { CandidatesState } from './candidates.ts';
import { readChanges } from './change-state.ts';
import type { ChangesState } from './change-state.ts';
import { readConnectedTime } from './connected-time.ts';
import type { ConnectedTimeState } from './connected-time.ts';
import { readJid, readSessionId } from './json-readers.ts';
import { readMedia } from './media-state.ts';
import type { MediaState } from './media-state.ts';
import { readReplies } from './replies.ts';
import type { RepliesState } from './replies.ts';
import type { OfCall } from './reports.ts';
import { readTimers } from './timers.ts';
import type { TimersState } from './timers.ts';

/** What a call is called and about; fixed when it begins. */
export interface CallNames {
  readonly role: Role;
  readonly sessionId: SessionId;
  /** The contact called, or the resource that calls. */
  readonly peer: Jid;
  /** What was proposed, and so all that either side has consented to. */
  readonly media: MediaKinds;
  /** The call that this one is offered to take the place of, if it is. */
  readonly offeredIn?: OfCall;
  /** How long it had been proposed when it came here, where it did not come at once. */
  readonly ageMs?: number;
  /** One resource calls another, and no Jingle message goes before. */
  readonly isDirect?: boolean;
}

export interface DataPlaneState {
  readonly offer: HeldOffer | undefined;
  readonly peer: PeerState;
  readonly wire: WireState;
  /** Undefined where the account had no OMEMO. */
  readonly omemo: OmemoState | undefined;
  readonly engine: MediaState;
  readonly candidates: CandidatesState;
  readonly replies: RepliesState;
  readonly timers: TimersState<TimerName>;
  /** Undefined before media ran. */
  readonly connected: ConnectedTimeState | undefined;
  /** Undefined before both sides had agreed on descriptions. */
  readonly changes: ChangesState | undefined;
}

/** The readers of what `DataPlane.write` gives: its parts, and what the call is called and about. */
export const DATA_PLANE_READERS = {
  sessionId: readSessionId,
  media: jsonList(jsonText(mediaKind), JINGLE_LIMITS.contents),
  offeredIn: jsonMaybe(jsonObject({ peer: readJid, sessionId: readSessionId })),
  offer: readHeldOffer,
  peer: readPeer,
  wire: readWire,
  omemo: jsonMaybe(readOmemo),
  engine: readMedia,
  candidates: readCandidatesState,
  replies: readReplies,
  timers: readTimers(TIMERS),
  connected: jsonMaybe(readConnectedTime),
  changes: jsonMaybe(readChanges),
};
