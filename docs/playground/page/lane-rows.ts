/**
 * The lane between the two phones as rows: what was sent, what the server did, what a phone found out.
 *
 * The words are those of the demonstration in the terminal.
 */
import { bareOf } from '../../../src/jid.ts';
import type { Jid } from '../../../src/jid.ts';
import { captionOf, shortFingerprint } from '../../../src/stage/captions.ts';
import type { Caption } from '../../../src/stage/captions.ts';
import { refusalIn } from '../../../src/stage/refusal.ts';
import type { StanzaEvent } from '../../../src/stage/stage-events.ts';
import { summarize } from '../../../src/inspect/stanza-summary.ts';
import { REFUSAL_WORDS } from '../../../src/stage/words.ts';
import { ADDRESSES } from '../world/world.ts';
import type { SeatName, WorldEvent } from '../world/world-events.ts';

export type Column = 'juliet' | 'romeo' | 'server';

export type LaneRow =
  | {
      readonly kind: 'arrow';
      readonly from: Column;
      readonly to: Column;
      readonly forged: boolean;
      /** Which of Juliet's devices, where it is not her phone. */
      readonly device: 'tablet' | undefined;
      readonly caption: Caption;
      /** How many stanzas of addresses in a row it stands for; 0 for every other stanza. */
      readonly addresses: number;
    }
  | { readonly kind: 'deed'; readonly words: string }
  | { readonly kind: 'call' }
  | {
      readonly kind: 'note';
      readonly column: Column;
      readonly device: 'tablet' | undefined;
      readonly tone: 'bad' | 'good' | 'plain';
      readonly words: string;
    };

/** Makes rows of events, with what it remembers of the events before. */
export class LaneRows {
  readonly #certificates = new Map<SeatName, string>();
  readonly #described = new Map<SeatName, string>();
  readonly #published = new Set<SeatName>();
  readonly #decrypted = new Set<SeatName>();

  /** The row of an event; undefined where it is not worth one. */
  rowOf(event: WorldEvent): LaneRow | undefined {
    switch (event.kind) {
      case 'placed':
        this.#decrypted.clear();
        return { kind: 'call' };
      case 'stanza':
        return this.#arrow(event);
      case 'deed':
        return { kind: 'deed', words: event.words };
      case 'certificate':
        return this.#certificate(event);
      case 'trace':
        return this.#step(event);
      default:
        return undefined;
    }
  }

  #arrow(event: StanzaEvent): LaneRow | undefined {
    const [sender, receiver] = [seatOf(event.from), seatOf(event.to)];
    if (sender === undefined || receiver === undefined) return undefined;
    const caption = captionOf(event, {
      certificate: event.forged ? undefined : this.#certificates.get(sender),
      hasPublishedKeys: this.#published.has(sender),
    });
    const says = summarize(event.stanza)?.says;
    if (says === 'publishKeys') this.#published.add(sender);
    if (caption === undefined) return undefined;
    const from = event.leg === 'fromServer' ? 'server' : columnOf(sender);
    const to = event.leg === 'toServer' ? 'server' : columnOf(receiver);
    const device = sender === 'tablet' || receiver === 'tablet' ? 'tablet' : undefined;
    const addresses = says === 'transport-info' ? 1 : 0;
    return { kind: 'arrow', from, to, forged: event.forged, device, caption, addresses };
  }

  #certificate({ seat, which, value }: Extract<WorldEvent, { kind: 'certificate' }>): LaneRow | undefined {
    const short = shortFingerprint(value);
    if (which === 'own') {
      this.#certificates.set(seat, value);
      return undefined;
    }
    if (which === 'described') {
      this.#described.set(seat, value);
      return this.#decrypted.has(seat)
        ? note(seat, 'good', `decrypted: ${short}`)
        : note(seat, 'bad', `in clear: ${short}`);
    }
    return this.#described.get(seat) === value
      ? note(seat, this.#decrypted.has(seat) ? 'good' : 'plain', `media runs on ${short}: the same`)
      : note(seat, 'bad', `media runs on ${short}: ANOTHER`);
  }

  #step({ seat, entry }: Extract<WorldEvent, { kind: 'trace' }>): LaneRow | undefined {
    if (entry.kind === 'step' && entry.event.type === 'omemo.decrypted') this.#decrypted.add(seat);
    const refusal = refusalIn(entry);
    if (refusal === undefined) return undefined;
    return note(seat, 'good', `${refusal === 'timeout' ? 'GIVEN UP' : 'REFUSED'}: ${REFUSAL_WORDS[refusal]}`);
  }
}

/** The rows with one more; addresses that follow each other the same way are one row. */
export function withRow(rows: readonly LaneRow[], row: LaneRow): readonly LaneRow[] {
  const last = rows.at(-1);
  if (row.kind !== 'arrow' || row.addresses === 0 || last?.kind !== 'arrow' || last.addresses === 0) {
    return [...rows, row];
  }
  if (last.from !== row.from || last.to !== row.to || last.forged !== row.forged) return [...rows, row];
  const addresses = last.addresses + row.addresses;
  const tone = row.caption[0]?.[0]?.tone ?? 'plain';
  const caption: Caption = [[{ text: `Reach me at any of ${addresses} addresses`, tone }]];
  return [...rows.slice(0, -1), { ...row, caption, addresses }];
}

function note(seat: SeatName, tone: 'bad' | 'good' | 'plain', words: string): LaneRow {
  return { kind: 'note', column: columnOf(seat), device: seat === 'tablet' ? 'tablet' : undefined, tone, words };
}

/** Copies for other devices are no part of the story: what goes to an account is drawn to its phone. */
function seatOf(address: Jid): SeatName | undefined {
  const names = ['romeo', 'juliet', 'tablet'] as const;
  return (
    names.find((name) => ADDRESSES[name].resource === address) ??
    names.find((name) => bareOf(ADDRESSES[name].resource) === address)
  );
}

function columnOf(seat: SeatName): Column {
  return seat === 'romeo' ? 'romeo' : 'juliet';
}
