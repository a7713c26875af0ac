/**
 * Tells a staged call as it happens: stanzas as arrows between lanes, what each side finds out beside its own lane,
 * what a hostile server does in the middle.
 */
import { JULIET, ROMEO } from '../../stage/party.ts';
import { SeenRows } from '../../stage/seen-rows.ts';
import type { SeenRow } from '../../stage/seen-rows.ts';
import type { Observe, PartyName, StageEvent } from '../../stage/stage-events.ts';
import type { Lane, Lanes, Place } from './lanes.ts';

/** An observer that draws what it sees. */
export function createStory(lanes: Lanes): Observe {
  const story = new Story(lanes);
  return (event) => story.tell(event);
}

class Story {
  readonly #lanes: Lanes;
  readonly #rows = new SeenRows<PartyName>([ROMEO, JULIET]);

  constructor(lanes: Lanes) {
    this.#lanes = lanes;
  }

  tell(event: StageEvent): void {
    if (event.kind === 'call') return this.#begin(event.number);
    const row = this.#rows.rowOf(event);
    switch (row?.kind) {
      case 'arrow':
        return this.#drawStanza(row);
      case 'deed':
        return this.#lanes.centred(`[ the server ${row.words} ]`, 'bad');
      case 'note':
        return this.#lanes.text(row.party, [{ text: `* ${row.words}`, tone: row.tone }]);
      case undefined:
        return;
    }
  }

  #begin(number: number): void {
    this.#rows.begin();
    this.#lanes.gap();
    if (number > 1) this.#lanes.centred('- another call -', 'title');
  }

  #drawStanza(arrow: Arrow): void {
    const { sender, receiver, leg, forged, caption } = arrow;
    const place = placeOf(arrow);
    for (const line of caption) this.#lanes.text(place, line);
    const from: Lane = leg === 'fromServer' ? 'server' : sender;
    const to: Lane = leg === 'toServer' ? 'server' : receiver;
    this.#lanes.arrow(from, to, forged ? 'bad' : 'plain');
  }
}

type Arrow = Extract<SeenRow<PartyName>, { kind: 'arrow' }>;

function placeOf({ leg, sender, receiver }: Arrow): Place {
  if (leg !== 'fromServer') return sender;
  return receiver === 'romeo' ? 'serverToRomeo' : 'serverToJuliet';
}
