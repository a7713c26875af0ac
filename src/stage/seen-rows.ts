/**
 * What is seen on a stage, as rows between lanes: what was sent, what the server did, what a party found out. A
 * terminal and a page draw them each in its own way.
 */
import { summarize } from '../inspect/stanza-summary.ts';
import { bareOf } from '../jid.ts';
import type { FullJid, Jid } from '../jid.ts';
import { captionOf, shortFingerprint } from './captions.ts';
import type { Caption } from './captions.ts';
import { refusalIn } from './refusal.ts';
import type { Seen, StanzaEvent } from './stage-events.ts';
import { REFUSAL_WORDS } from './words.ts';

export type SeenRow<Name extends string> =
  | (Pick<StanzaEvent, 'forged' | 'leg'> & {
      readonly kind: 'arrow';
      readonly sender: Name;
      readonly receiver: Name;
      readonly caption: Caption;
      /** Whether all it says is where media can be reached. */
      readonly isAddress: boolean;
    })
  | Extract<Seen<Name>, { kind: 'deed' }>
  | {
      readonly kind: 'note';
      readonly party: Name;
      readonly tone: 'bad' | 'good' | 'plain';
      readonly words: string;
    };

interface Addressed<Name> {
  readonly name: Name;
  readonly resource: FullJid;
}

/** Makes rows of events, with what it remembers of the events before. */
export class SeenRows<Name extends string> {
  readonly #parties: readonly Addressed<Name>[];
  readonly #certificates = new Map<Name, string>();
  /** The certificates that they were told of. */
  readonly #described = new Map<Name, string>();
  readonly #published = new Set<Name>();
  readonly #decrypted = new Set<Name>();

  /** @param parties  everybody who is drawn; of several of one account, the first stands for the account */
  constructor(parties: readonly Addressed<Name>[]) {
    this.#parties = parties;
  }

  /** A call begins: what was decrypted before was of another. */
  begin(): void {
    this.#decrypted.clear();
  }

  /** The row of an event; undefined where it is not worth one. */
  rowOf(event: Seen<Name>): SeenRow<Name> | undefined {
    switch (event.kind) {
      case 'stanza':
        return this.#arrow(event);
      case 'deed':
        return event;
      case 'certificate':
        return this.#certificate(event);
      case 'trace':
        return this.#step(event);
      case 'report':
        return undefined;
    }
  }

  #arrow(event: StanzaEvent): SeenRow<Name> | undefined {
    const [sender, receiver] = [this.#whoseIs(event.from), this.#whoseIs(event.to)];
    if (sender === undefined || receiver === undefined) return undefined;
    const caption = captionOf(event, {
      certificate: event.forged ? undefined : this.#certificates.get(sender),
      hasPublishedKeys: this.#published.has(sender),
    });
    const says = summarize(event.stanza)?.says;
    if (says === 'publishKeys') this.#published.add(sender);
    if (caption === undefined) return undefined;
    const { leg, forged } = event;
    return { kind: 'arrow', sender, receiver, leg, forged, caption, isAddress: says === 'transport-info' };
  }

  #certificate({ party, which, value }: Extract<Seen<Name>, { kind: 'certificate' }>): SeenRow<Name> | undefined {
    const short = shortFingerprint(value);
    const isDecrypted = this.#decrypted.has(party);
    switch (which) {
      case 'own':
        this.#certificates.set(party, value);
        return undefined;
      case 'described':
        this.#described.set(party, value);
        return isDecrypted
          ? { kind: 'note', party, tone: 'good', words: `decrypted: ${short}` }
          : { kind: 'note', party, tone: 'bad', words: `in clear: ${short}` };
      case 'used':
        return this.#described.get(party) === value
          ? { kind: 'note', party, tone: isDecrypted ? 'good' : 'plain', words: `media runs on ${short}: the same` }
          : { kind: 'note', party, tone: 'bad', words: `media runs on ${short}: ANOTHER` };
    }
  }

  #step({ party, entry }: Extract<Seen<Name>, { kind: 'trace' }>): SeenRow<Name> | undefined {
    if (entry.kind === 'step' && entry.event.type === 'omemo.decrypted') this.#decrypted.add(party);
    const refusal = refusalIn(entry);
    if (refusal === undefined) return undefined;
    const words = `${refusal === 'timeout' ? 'GIVEN UP' : 'REFUSED'}: ${REFUSAL_WORDS[refusal]}`;
    return { kind: 'note', party, tone: 'good', words };
  }

  /** The other resources of an account get copies, which are no part of the story. */
  #whoseIs(address: Jid): Name | undefined {
    const found =
      this.#parties.find(({ resource }) => resource === address) ??
      this.#parties.find(({ resource }) => bareOf(resource) === address);
    return found?.name;
  }
}
