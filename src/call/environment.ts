/** What every call of one account shares. */
import type { CallEffect } from '../../machines/effects.ts';
import type { Inspect } from '../../machines/actor.ts';
import type { BareJid, FullJid, Jid } from '../jid.ts';
import type { Media } from '../media/port.ts';
import type { Omemo } from '../omemo/port.ts';
import type { SessionId, StanzaId } from '../stanzas/identifiers.ts';
import type { Message } from '../stanzas/stanza.ts';
import type { Certificate } from '../transform/certificate.ts';
import type { Alarms } from './alarms.ts';
import type { Call } from './call.ts';
import type { Connection } from './connection.ts';
import type { Deadlines } from './deadlines.ts';
import type { ExternalServices } from './external-services.ts';
import type { HeldRoom } from './held-room.ts';
import type { Clock, Ids, Wire } from './ports.ts';
import type { CallReport } from './reports.ts';
import type { Requests } from './requests.ts';
import type { TraceEntry } from './trace.ts';
import type { Turns } from './turns.ts';

export interface CallEnvironment {
  /** Our own resource of now. */
  readonly account: FullJid;
  readonly connection: Connection;
  /** Whether answers of the user are told to our own account too. */
  readonly toOwnAccount: 'answers' | 'nothing';
  readonly wire: Wire;
  /** Undefined where the application brought none: every call then is as with OMEMO switched off. */
  readonly omemo: Omemo | undefined;
  readonly media: Media;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly alarms: Alarms;
  readonly deadlines: Deadlines;
  readonly requests: Requests;
  readonly services: ExternalServices;
  readonly candidateRoom: HeldRoom;
  readonly turns: Turns;
  readonly inspect: Inspect | undefined;
  readonly report: (report: CallReport) => void;
  /** Undefined where nobody asked: then no entry is made either. */
  readonly trace: ((entry: TraceEntry) => void) | undefined;
  /** Counts work in progress, so that `CallManager.settled` can wait for it. */
  readonly track: (work: Promise<void>) => void;
  /** Both sides' certificates in the other live calls with this contact: none of them can be the peer's in this one. */
  readonly certificatesOfOtherCalls: (account: BareJid, except: SessionId) => readonly Certificate[];
  /** A message left that the server may bounce. */
  readonly messageSent: (messageId: StanzaId, to: Jid, sessionId: SessionId) => void;
  /** The call has ended and been reported; it is to be forgotten. */
  readonly ended: (call: Call) => void;
  /** A message came that calls have no use for. It may tell of our account's devices. */
  readonly heard: (message: Message) => void;
  /** A decryption used up a prekey: what is published may be out of date. */
  readonly bundleMayHaveChanged: () => void;
}

/** The effect of one kind, with its own fields. */
export type EffectOf<Kind extends CallEffect['kind']> = Extract<CallEffect, { readonly kind: Kind }>;
