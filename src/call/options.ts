/** What a call manager is given, and what it says about itself: the types of its public methods. */
import type { Inspect } from '../../machines/actor.ts';
import type { WhenBusy } from '../../machines/between-calls.ts';
import type { Policy } from '../../machines/context.ts';
import {
  MAX_CALLS,
  MAX_HELD_CANDIDATES_OF_ACCOUNT,
  MAX_HELD_STANZAS,
  MAX_PAST_CALLS,
  MAX_PENDING_REQUESTS,
  MAX_REMEMBERED_CALLS,
  MAX_TIMERS_OF_CALL,
} from '../base/limits.ts';
import type { BareJid, FullJid, Jid } from '../jid.ts';
import type { Media, MediaNetwork } from '../media/port.ts';
import type { Omemo } from '../omemo/port.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import type { DeviceId } from '../stanzas/omemo.ts';
import type { MediaKinds } from '../stanzas/jingle.ts';
import type { Deadlines } from './deadlines.ts';
import type { Clock, Ids, Wire } from './ports.ts';
import type { CallReport } from './reports.ts';
import type { TraceEntry } from './trace.ts';

export interface CallManagerOptions {
  /** Our own resource, as the server bound it. */
  readonly account: FullJid;
  readonly wire: Wire;
  readonly media: Media;
  /** Undefined: no call announces a device or encrypts, and each verdict says `disabled`. */
  readonly omemo: Omemo | undefined;
  /** Told everything, in order. May call the manager back at once. What it throws comes out after the step. */
  readonly report: (report: CallReport) => void;
  /** Gets each step of each call, for a log or an inspector. */
  readonly trace?: (entry: TraceEntry) => void;
  /** XState inspection of every call's machine: see docs/guides/inspector.md. Costs a live actor a call. */
  readonly inspect?: Inspect;
  readonly clock?: Clock;
  readonly ids?: Ids;
  /**
   * For incoming calls, and those placed without a policy of their own. Default `opportunistic`, the draft's own rule.
   */
  readonly policy?: Policy | ((contact: BareJid) => Policy);
  readonly deadlines?: Partial<Deadlines>;
  /** Whether this account may see that we are online: it then gets `ringing`. Default: nobody. */
  readonly sharesPresenceWith?: (contact: BareJid) => boolean;
  /**
   * What becomes of a session-initiate that nobody proposed: only this resource is called. It rings for contacts that
   * may see our presence; from anybody else, and with `refuse`, it is answered like one for an unknown session. Default
   * `ring`.
   */
  readonly directCalls?: 'refuse' | 'ring';
  /**
   * Whether a device of our own account is gone for good, so that it is taken out of the account's list. Only an
   * application that exchanges messages can know: a device that has written nothing for months. Default: none is.
   */
  readonly isStaleDevice?: (deviceId: DeviceId) => boolean;
  /** A further contact calls during a call. Default `reject`. */
  readonly whenBusy?: WhenBusy;
  /**
   * `answers`: that the user accepts or declines here is also told to our own account, as clients expect it that follow
   * an older version of XEP-0353. Reading such words needs no option. Default `nothing`.
   */
  readonly toOwnAccount?: 'answers' | 'nothing';
  readonly pastCalls?: PastCallsOptions;
  /** `discover`: our server is asked for STUN and TURN servers, which media engines are then handed. Default `none`. */
  readonly externalServices?: 'discover' | 'none';
  /** `relayed`: no address but a relay's is told to anybody, or used by an engine that can help it. Default `all`. */
  readonly addresses?: MediaNetwork['addresses'];
}

/** What counts of calls that were proposed while we were not there. Milliseconds. */
export interface PastCallsOptions {
  /** The age below which such a call still rings. Default, and at most: as long as any call rings here. */
  readonly ringWithinMs?: number;
  /** The age below which it is told that one was missed, or answered elsewhere. Default: any. */
  readonly tellWithinMs?: number;
}

export interface PlaceCallOptions {
  /**
   * A contact, all of whose devices ring. Or one resource of it, which gets a session-initiate at once: it cannot say
   * first which OMEMO device it has, so that such a call is placed in the clear, `notAnnounced`, or not at all.
   */
  readonly to: Jid;
  /** At least one, each kind at most once. */
  readonly media: MediaKinds;
  readonly policy?: Policy;
  /** The id of the call, where it is not to be a new one from `ids`. It has to be as hard to guess. */
  readonly sessionId?: SessionId;
  /** `disabled`: this call does not encrypt its fingerprints, whatever the callee announces. */
  readonly omemo?: 'disabled' | 'enabled';
}

export interface AnswerOptions {
  /** `disabled`: this call announces no device and takes only a plain offer. */
  readonly omemo?: 'disabled' | 'enabled';
}

export interface MuteOptions {
  /** As the descriptions of the call name it: ask `CallManager.contents`. */
  readonly contentName: string;
  readonly muted: boolean;
}

export interface HoldOptions {
  readonly held: boolean;
}

export interface CallManagerStats {
  /** Calls not ended. */
  readonly calls: number;
  /** Candidates, stanzas for a lost connection, and calls of the past that are held. */
  readonly buffered: number;
  /** Deadlines running. */
  readonly timers: number;
  /** Requests of calls without an answer. */
  readonly pending: number;
  /** Ids of ended calls kept against replays. */
  readonly remembered: number;
}

/** The most that each of these figures can be: what it takes to fill an account, and no more memory than that. */
export const STATS_LIMITS: CallManagerStats = {
  calls: MAX_CALLS,
  buffered: MAX_HELD_CANDIDATES_OF_ACCOUNT + MAX_HELD_STANZAS + MAX_PAST_CALLS,
  timers: MAX_CALLS * MAX_TIMERS_OF_CALL,
  pending: MAX_PENDING_REQUESTS,
  remembered: 2 * MAX_REMEMBERED_CALLS,
};
