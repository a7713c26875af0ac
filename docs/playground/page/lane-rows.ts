/** The lane between the two phones as the page draws it: three columns, and Juliet's tablet in hers. */
import type { Caption } from '../../../src/stage/captions.ts';
import { SeenRows } from '../../../src/stage/seen-rows.ts';
import type { SeenRow } from '../../../src/stage/seen-rows.ts';
import { ADDRESSES } from '../world/world.ts';
import type { SeatName, WorldEvent } from '../world/world-events.ts';

type Column = 'juliet' | 'romeo' | 'server';

interface OfDevice {
  /** Which of Juliet's devices, where it is not her phone. */
  readonly device: 'tablet' | undefined;
}

export type LaneRow =
  | (OfDevice & {
      readonly kind: 'arrow';
      readonly from: Column;
      readonly to: Column;
      readonly forged: boolean;
      readonly caption: Caption;
      /** How many stanzas of addresses in a row it stands for; 0 for every other stanza. */
      readonly addresses: number;
    })
  | Extract<SeenRow<SeatName>, { kind: 'deed' }>
  | { readonly kind: 'call' }
  | (OfDevice &
      Pick<Extract<SeenRow<SeatName>, { kind: 'note' }>, 'kind' | 'tone' | 'words'> & { readonly column: Column });

const SEATS = (['romeo', 'juliet', 'tablet'] as const).map((name) => ({ name, ...ADDRESSES[name] }));

export class LaneRows {
  readonly #seen = new SeenRows<SeatName>(SEATS);

  /** The row of an event; undefined where it is not worth one. */
  rowOf(event: WorldEvent): LaneRow | undefined {
    if (event.kind === 'placed') {
      this.#seen.begin();
      return { kind: 'call' };
    }
    const row = this.#seen.rowOf(event);
    switch (row?.kind) {
      case 'note': {
        const { kind, party, tone, words } = row;
        return { kind, column: columnOf(party), device: deviceOf(party), tone, words };
      }
      case 'arrow': {
        const { kind, leg, forged, caption, sender, receiver } = row;
        const from = leg === 'fromServer' ? 'server' : columnOf(sender);
        const to = leg === 'toServer' ? 'server' : columnOf(receiver);
        return {
          kind,
          from,
          to,
          forged,
          device: deviceOf(sender, receiver),
          caption,
          addresses: row.isAddress ? 1 : 0,
        };
      }
      default:
        return row;
    }
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

function columnOf(seat: SeatName): Column {
  return seat === 'romeo' ? 'romeo' : 'juliet';
}

function deviceOf(...seats: readonly SeatName[]): 'tablet' | undefined {
  return seats.includes('tablet') ? 'tablet' : undefined;
}
