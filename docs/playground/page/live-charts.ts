/** The statechart of each side, lit where its call is: the inspector's own drawing, fed as the inspector is. */
import { createInspection } from '../../../src/inspect/inspection.ts';
import type { Inspection } from '../../../src/inspect/inspection.ts';
import { Timeline } from '../../../src/inspect/timeline.ts';
import type { Actor } from '../../../src/inspect/timeline.ts';
import { createChartView } from '../../../src/inspect/page/chart-view.ts';
import type { ChartView } from '../../../src/inspect/page/chart-view.ts';
import type { SeatName, WorldEvent } from '../world/world-events.ts';
import { NAMES } from './words.ts';

const SIDES = ['romeo', 'juliet'] as const;

/** A part of the page that a template takes as it is. */
export class LiveCharts {
  readonly elements: readonly HTMLElement[];
  readonly #timeline = new Timeline();
  readonly #views: Readonly<Record<(typeof SIDES)[number], ChartView>>;
  readonly #inspections: Readonly<Record<SeatName, Inspection>>;

  constructor() {
    const inspectionOf = (party: SeatName) =>
      createInspection({ party, send: (message) => this.#timeline.add(message) });
    this.#views = {
      romeo: createChartView(`${NAMES.romeo}’s call as a statechart`),
      juliet: createChartView(`${NAMES.juliet}’s call as a statechart`),
    };
    this.#inspections = {
      romeo: inspectionOf('romeo'),
      juliet: inspectionOf('juliet'),
      tablet: inspectionOf('tablet'),
    };
    this.elements = SIDES.map((side) => this.#views[side].element);
    for (const side of SIDES) this.#views[side].show(undefined, undefined);
  }

  /** Shows what happened; everything but steps passes by. */
  see(event: WorldEvent): void {
    if (event.kind !== 'trace') return;
    const { party: seat, entry } = event;
    this.#inspections[seat].trace(entry);
    const actor = this.#callOf(seat);
    if (actor === undefined || (entry.kind !== 'start' && entry.kind !== 'step')) return;
    this.#views[seat === 'romeo' ? 'romeo' : 'juliet'].show(actor, this.#timeline.momentAt(actor.id, Infinity));
  }

  /** The latest call of a device; what changes in it is another actor. */
  #callOf(seat: SeatName): Actor | undefined {
    return this.#timeline.actors.findLast(({ party, machine }) => party === seat && machine !== 'changes');
  }
}
