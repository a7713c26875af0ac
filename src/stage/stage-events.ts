/**
 * Everything that can be seen of a staged call, in order: the story, the JSON lines and the outcome are made from it.
 */
import type { CallReport } from '../call/reports.ts';
import type { TraceEntry } from '../call/trace.ts';
import type { Jid } from '../jid.ts';
import type { DtlsFingerprint } from '../stanzas/dtls.ts';
import type { XmlElement } from '../xml/element.ts';

export type PartyName = 'juliet' | 'romeo';

/** A stanza on its way over the server. */
export interface StanzaEvent {
  readonly kind: 'stanza';
  /**
   * `through`: delivered as it was sent. `toServer`: the server answers, changes or keeps it. `fromServer`: the
   * server's.
   */
  readonly leg: 'fromServer' | 'through' | 'toServer';
  /** Whether the server made or changed it in somebody else's name. */
  readonly forged: boolean;
  readonly from: Jid;
  readonly to: Jid;
  readonly stanza: XmlElement;
}

/** What can be seen of parties with such names, and of the server between them. */
export type Seen<Name extends string> =
  | StanzaEvent
  | { readonly kind: 'report'; readonly party: Name; readonly report: CallReport }
  | { readonly kind: 'trace'; readonly party: Name; readonly entry: TraceEntry }
  /** A certificate as a party's media engine meets it. */
  | {
      readonly kind: 'certificate';
      readonly party: Name;
      /**
       * `own`: it uses this one. `described`: the peer's description was accepted with this one. `used`: DTLS saw this
       * one.
       */
      readonly which: 'described' | 'own' | 'used';
      readonly value: DtlsFingerprint['value'];
    }
  /** What the hostile server does, in its own words. */
  | { readonly kind: 'deed'; readonly words: string };

export type StageEvent =
  | Seen<PartyName>
  /** A call begins; some stories need an earlier one. */
  | { readonly kind: 'call'; readonly number: number };

export type Observe = (event: StageEvent) => void;
