/**
 * What a hostile server of the demonstration is made of. Each attack is a file beside this one; `all.ts` lists them.
 *
 * An attack sees what a server sees: stanzas, and nothing that is only in a client.
 */
import type { Passing } from '../../adapters/memory-wire.ts';
import type { Policy } from '../../../machines/context.ts';
import type { Deadlines } from '../../call/deadlines.ts';
import type { Wire } from '../../call/ports.ts';
import type { FullJid } from '../../jid.ts';
import type { OmemoAccount } from '../../omemo/create.ts';
import type { OmemoDevice } from '../../omemo/port.ts';
import type { DtlsFingerprint } from '../../stanzas/dtls.ts';
import type { MediaKinds } from '../../stanzas/jingle.ts';
import type { StageMedia } from '../stage-media.ts';

/** What a hostile server makes of a stanza on its way: itself, others, none. */
export type Tamper = (passing: Passing) => readonly Passing[];

/** Packets of each side that the server decrypted. */
export interface Heard {
  readonly romeo: number;
  readonly juliet: number;
}

/** An attack lying in wait. */
export interface RunningAttack {
  readonly tamper: Tamper;
  /** Where the server listens. */
  readonly heard?: () => Heard;
}

export type AttackOutcome = 'refused' | 'unauthenticated';

export interface Attack {
  readonly name: string;
  /** One sentence: what the server does. */
  readonly summary: string;
  /** A sentence or two: what it would gain, and why it does not, or what the two are told. */
  readonly lesson: string;
  /** The call's media, where the attack needs certain ones. */
  readonly media?: MediaKinds;
  /** Shorter ones, where the attack makes somebody wait. */
  readonly deadlines?: Partial<Deadlines>;
  /** An untouched call comes first, which the server records. */
  readonly earlierCall?: true;
  /** What the call comes to under each policy. Anything else is a fault of ours. */
  readonly expected: Readonly<Record<Policy, AttackOutcome>>;
  /** Begins to lie in wait: before the first call, after both parties have published their keys. */
  start(means: AttackMeans): Promise<RunningAttack>;
}

/** What a server has: the streams, a media engine with a certificate of its own, and whatever accounts it stole. */
export interface AttackMeans {
  /** Tells the reader what is being done. */
  say(words: string): void;
  /** Delivers a stanza nobody sent. */
  inject(passing: Passing): void;
  /** Delivers a stanza that it kept before, as it was sent. */
  release(passing: Passing): void;
  readonly media: StageMedia;
  /** Of the server's own certificate. */
  readonly certificate: Pick<DtlsFingerprint, 'hash' | 'value'>;
  /** Connects a further resource, as somebody with the password can. */
  connect(resource: FullJid, deliver: (xml: string) => void): Wire;
  /** A new OMEMO device, with keys of its own. */
  createDevice(device: OmemoDevice): Promise<OmemoAccount>;
  /** Which of the calls is going on, from 1. */
  callNumber(): number;
}
