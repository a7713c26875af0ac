/**
 * What the page shows of a timeline: which moment, which actor, which rows. One object that all parts look at; whoever
 * changes it says so, and everything is drawn once before the next frame.
 */
import { lanesOf, rowsOf } from '../rows.ts';
import type { Row, RowKind } from '../rows.ts';
import { Timeline } from '../timeline.ts';
import type { Actor, Moment } from '../timeline.ts';
import type { InspectMessage } from '../message.ts';

export class ViewModel {
  readonly #draw: () => void;
  readonly #after: ((frame: () => void) => void) | undefined;
  #timeline = new Timeline();
  #rows: Row[] = [];
  #lanes: readonly string[] = [];
  #rowsUpTo = 0;
  #at = -1;
  #actor: string | undefined;
  #follows = true;
  #isScheduled = false;
  #query = '';
  #kinds: ReadonlySet<RowKind> = new Set<RowKind>(['note', 'stanza', 'step']);
  #onlyActor = false;

  /**
   * @param draw  draws everything anew
   * @param after  when: before the next frame, unless a test says otherwise
   */
  constructor(draw: () => void, after?: (frame: () => void) => void) {
    this.#draw = draw;
    this.#after = after;
  }

  get timeline(): Timeline {
    return this.#timeline;
  }

  /** The happening that is shown; -1 while nothing has happened. */
  get at(): number {
    return this.#at;
  }

  get last(): number {
    return this.#timeline.happenings.length - 1;
  }

  /** Whether what happens next is shown as it comes. */
  get follows(): boolean {
    return this.#follows;
  }

  get query(): string {
    return this.#query;
  }

  get kinds(): ReadonlySet<RowKind> {
    return this.#kinds;
  }

  get onlyActor(): boolean {
    return this.#onlyActor;
  }

  get lanes(): readonly string[] {
    this.#makeRows();
    return this.#lanes;
  }

  /** The actor whose chart is shown: the chosen one, or the first there is. */
  get actor(): Actor | undefined {
    const { actors } = this.#timeline;
    return actors.find(({ id }) => id === this.#actor) ?? actors[0];
  }

  /** What it is like at the moment that is shown. */
  get moment(): Moment | undefined {
    const { actor } = this;
    return actor === undefined ? undefined : this.#timeline.momentAt(actor.id, this.#at);
  }

  /** What is wrong with the step that led there. */
  get fault(): string | undefined {
    const { actor } = this;
    const number = actor === undefined ? undefined : this.#timeline.lastStepOf(actor.id, this.#at);
    const happening = this.#timeline.happenings[number ?? -1];
    return happening?.kind === 'step' ? happening.fault : undefined;
  }

  /** The rows that search and filter leave. */
  get rows(): readonly Row[] {
    this.#makeRows();
    const query = this.#query.toLowerCase();
    const own = this.actor?.id;
    if (query === '' && this.#kinds.size === 3 && !this.#onlyActor) return this.#rows;
    return this.#rows.filter(
      (row) =>
        this.#kinds.has(row.kind) &&
        (!this.#onlyActor || row.actor === undefined || row.actor === own) &&
        (query === '' || `${row.text} ${row.detail} ${row.from ?? ''}`.toLowerCase().includes(query)),
    );
  }

  add(message: InspectMessage): void {
    const before = this.last;
    this.#timeline.add(message);
    if (this.last === before) return;
    if (this.#follows) this.#at = this.last;
    this.changed();
  }

  /** Forgets everything. */
  clear(): void {
    this.#timeline = new Timeline();
    this.#rows = [];
    this.#rowsUpTo = 0;
    this.#lanes = [];
    this.#at = -1;
    this.#actor = undefined;
    this.#follows = true;
    this.changed();
  }

  /** Goes to a happening, and to the actor it is about. */
  goTo(number: number): void {
    this.#at = Math.min(this.last, Math.max(0, number));
    this.#follows = this.#at === this.last;
    const happening = this.#timeline.happenings[this.#at];
    if (happening?.kind === 'step' && !this.#onlyActor && this.#timeline.actors.length <= 4)
      this.#actor = happening.actor.id;
    this.changed();
  }

  /** To the next, or the one before, of the rows that are shown. */
  step(by: -1 | 1): void {
    const numbers = this.rows.map(({ number }) => number);
    const next =
      by === 1 ? numbers.find((number) => number > this.#at) : numbers.findLast((number) => number < this.#at);
    if (next !== undefined) this.goTo(next);
  }

  choose(id: string): void {
    this.#actor = id;
    this.changed();
  }

  search(query: string): void {
    this.#query = query;
    this.changed();
  }

  toggleKind(kind: RowKind): void {
    const kinds = new Set(this.#kinds);
    if (!kinds.delete(kind)) kinds.add(kind);
    this.#kinds = kinds;
    this.changed();
  }

  toggleOnlyActor(): void {
    this.#onlyActor = !this.#onlyActor;
    this.changed();
  }

  /** Something is to be seen that was not: drawn once, however much it is. */
  changed(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const frame = () => {
      this.#isScheduled = false;
      this.#draw();
    };
    if (this.#after === undefined) requestAnimationFrame(frame);
    else this.#after(frame);
  }

  /** Rows are made when they are looked at. Lines of life may come in later, which changes rows made before. */
  #makeRows(): void {
    const { happenings } = this.#timeline;
    if (this.#rowsUpTo === happenings.length) return;
    const lanes = lanesOf(happenings);
    if (lanes.join('\n') !== this.#lanes.join('\n')) {
      this.#lanes = lanes;
      this.#rows = [];
      this.#rowsUpTo = 0;
    }
    for (const happening of happenings.slice(this.#rowsUpTo)) this.#rows.push(...rowsOf(happening, lanes));
    this.#rowsUpTo = happenings.length;
  }
}
