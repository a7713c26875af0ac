/**
 * What an inspector is told, one JSON object each: a line of a saved trace, a message to its page, and the same whether
 * it comes from Node, from a page or from a file.
 *
 * The entries of a trace are those of `CallManagerOptions.trace`; the rest is what `demo --json` writes, and what
 * @statelyai/inspect sends.
 */
import type { TraceEntry } from '../call/trace.ts';

export type InspectMessage =
  | TraceMessage
  | StanzaMessage
  | DeedMessage
  | CallMessage
  | NoteMessage
  | VerdictMessage
  | ActorMessage
  | EventMessage
  | SnapshotMessage;

/** A step of a call. `party`: whose, where several are told of. */
export interface TraceMessage {
  readonly trace: TraceEntry;
  readonly party?: string;
}

/** How a fingerprint in a stanza travels: in the clear, or encrypted `by` one device `for` another. Never its value. */
export interface SeenFingerprint {
  readonly media?: string;
  readonly kind: 'encrypted' | 'plain';
  readonly by?: number;
  readonly for?: number;
}

export interface SeenStanza {
  readonly from: string;
  readonly to: string;
  /** `through`: as it was sent; `toServer`: the server answers, changes or keeps it; `fromServer`: the server's. */
  readonly leg: 'fromServer' | 'through' | 'toServer';
  /** Whether the server made or changed it in somebody else's name. */
  readonly forged: boolean;
  /** The Jingle action, the verb of a Jingle message, or what is asked about keys. */
  readonly says: string;
  readonly media?: readonly string[];
  /** The OMEMO device that a proceed announces. */
  readonly device?: number | 'invalid' | 'none';
  readonly reason?: string;
  readonly fingerprints: readonly SeenFingerprint[];
  /** How many. */
  readonly candidates: number;
}

/** A stanza on its way. */
export interface StanzaMessage {
  readonly stanza: SeenStanza;
}

/** What a hostile server did, in its own words. */
export interface DeedMessage {
  readonly server: string;
}

/** What there is to say of what follows, such as which rule it breaks; or, in a bad tone, of where it went wrong. */
export interface NoteMessage {
  readonly note: string;
  readonly tone?: 'bad';
}

/** Another call of a story begins. */
export interface CallMessage {
  readonly call: number;
}

/** What a party shows of a call's protection: the one thing that the machine does not know of it is the device. */
export interface VerdictMessage {
  readonly party?: string;
  readonly report: {
    readonly kind: 'authentication';
    readonly sessionId: string;
    readonly peer: string;
    readonly verdict: {
      readonly state: string;
      readonly deviceId?: number;
      readonly trust?: string;
      readonly because?: string;
    };
  };
}

/** An actor of XState appears. The form of @statelyai/inspect. */
export interface ActorMessage {
  readonly type: '@xstate.actor';
  readonly sessionId: string;
  readonly name: string;
  readonly parentId?: string;
  /** The configuration of its machine, as JSON. */
  readonly definition?: string;
  readonly snapshot: SeenSnapshot;
  readonly createdAt: string;
}

export interface EventMessage {
  readonly type: '@xstate.event';
  readonly sessionId: string;
  readonly event: SeenEvent;
  readonly createdAt: string;
}

export interface SnapshotMessage {
  readonly type: '@xstate.snapshot';
  readonly sessionId: string;
  readonly event: SeenEvent;
  readonly snapshot: SeenSnapshot;
  readonly createdAt: string;
}

export type SeenEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface SeenSnapshot {
  readonly status: string;
  /** A state, or states within states. */
  readonly value: unknown;
  readonly context: Readonly<Record<string, unknown>>;
}
