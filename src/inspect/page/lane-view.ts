/**
 * The lane: a sequence diagram of what happened. Only the rows in view are in the page, so that a thousand calls scroll
 * as one does.
 */
import type { Row } from '../rows.ts';
import { SERVER } from '../rows.ts';
import { h, setAttribute, setText } from './dom.ts';
import type { ViewModel } from './view-model.ts';

/** Pixels, as style.css has it. */
const ROW = 46;
/** Rows beyond what is seen, so that scrolling shows no gap. */
const MARGIN = 6;

export interface LaneView {
  readonly element: HTMLElement;
  update(): void;
}

export function createLaneView(model: ViewModel): LaneView {
  const heads = h('div', { class: 'heads', 'aria-hidden': 'true' });
  const rows = new Rows(model);
  const empty = h('p', { class: 'message' });
  const title = h('header', {}, h('h2', {}, 'What happened'));
  const element = h(
    'section',
    { class: 'pane lane-pane', 'aria-label': 'Stanzas and steps' },
    title,
    heads,
    rows.scroller,
    empty,
  );
  return {
    element,
    update() {
      const { lanes, query } = model;
      if (heads.dataset['lanes'] !== lanes.join('\n')) {
        heads.dataset['lanes'] = lanes.join('\n');
        heads.replaceChildren(...lanes.map((lane) => h('span', { class: lane === SERVER ? 'server' : '' }, lane)));
        element.style.setProperty('--lanes', String(Math.max(1, lanes.length)));
      }
      const isEmpty = model.rows.length === 0;
      rows.scroller.hidden = isEmpty;
      setText(empty, !isEmpty ? '' : query === '' ? 'Nothing has happened yet.' : `Nothing has “${query}” in it.`);
      rows.update();
    },
  };
}

/** The rows, as far as they are in view. */
class Rows {
  readonly scroller: HTMLElement;
  readonly #model: ViewModel;
  readonly #list = h('ol', {
    ...{ class: 'rows', role: 'listbox', tabindex: 0 },
    'aria-label': 'What happened, in order',
  });
  readonly #made = new Map<Row, HTMLLIElement>();
  #shownAt = -2;
  /** When it was last looked at. */
  #height = 0;

  constructor(model: ViewModel) {
    this.#model = model;
    this.scroller = h('div', { class: 'scroller' }, this.#list);
    this.scroller.addEventListener('scroll', () => this.#draw());
    new ResizeObserver(() => {
      const { clientHeight } = this.scroller;
      // Behind a tab it has no height, and so could not be scrolled to the moment that is shown.
      if (this.#height === 0 && clientHeight > 0) this.#reveal();
      this.#height = clientHeight;
      this.#draw();
    }).observe(this.scroller);
    this.#list.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
      event.preventDefault();
      event.stopPropagation();
      model.step(event.key === 'ArrowUp' ? -1 : 1);
    });
  }

  update(): void {
    const { rows, at } = this.#model;
    this.#list.style.height = `${rows.length * ROW}px`;
    if (at !== this.#shownAt) {
      this.#shownAt = at;
      this.#reveal();
    }
    this.#draw();
  }

  #draw(): void {
    const { rows, lanes } = this.#model;
    const { scrollTop, clientHeight } = this.scroller;
    const first = Math.max(0, Math.floor(scrollTop / ROW) - MARGIN);
    const last = Math.min(rows.length, Math.ceil((scrollTop + clientHeight) / ROW) + MARGIN);
    const seen = new Set(rows.slice(first, last));
    for (const [row, item] of this.#made) {
      if (seen.has(row)) continue;
      item.remove();
      this.#made.delete(row);
    }
    let index = first;
    for (const row of seen) {
      this.#place(this.#itemOf(row, lanes), row, index);
      index += 1;
    }
  }

  #itemOf(row: Row, lanes: readonly string[]): HTMLLIElement {
    const known = this.#made.get(row);
    if (known !== undefined) return known;
    const item = makeRow(row, lanes);
    item.addEventListener('click', () => this.#model.goTo(row.number));
    this.#made.set(row, item);
    this.#list.append(item);
    return item;
  }

  #place(item: HTMLLIElement, row: Row, index: number): void {
    const { rows, at } = this.#model;
    item.style.setProperty('transform', `translateY(${index * ROW}px)`);
    setAttribute(item, 'id', `row-${index}`);
    setAttribute(item, 'aria-posinset', index + 1);
    setAttribute(item, 'aria-setsize', rows.length);
    setAttribute(item, 'aria-selected', row.number === at ? 'true' : 'false');
    item.classList.toggle('later', row.number > at);
  }

  /** To the row of the moment that is shown, where it is out of sight. */
  #reveal(): void {
    const { rows, at } = this.#model;
    const { scroller } = this;
    // The last row of the happening, or of the one before it that has a row.
    const index = rows.findLastIndex(({ number }) => number <= at);
    if (index < 0) return;
    const [top, bottom] = [index * ROW, (index + 2) * ROW];
    if (top < scroller.scrollTop + ROW) scroller.scrollTop = Math.max(0, top - ROW * 2);
    else if (bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom - scroller.clientHeight;
    setAttribute(this.#list, 'aria-activedescendant', `row-${index}`);
  }
}

function makeRow(row: Row, lanes: readonly string[]): HTMLLIElement {
  const { kind, from, to, text, detail, tone } = row;
  const [start, end] = [lanes.indexOf(from ?? ''), lanes.indexOf(to ?? from ?? '')];
  const isArrow = to !== undefined && start !== end && start >= 0 && end >= 0;
  const lock = tone === 'encrypted' && detail !== '' ? [h('b', { class: 'lock' })] : [];
  const item = h(
    'li',
    { role: 'option', class: `row ${kind} ${tone} ${isArrow ? 'arrow' : ''}` },
    h('span', { class: 'unseen' }, whoOf(row)),
    h('span', { class: 'text', title: text }, text),
    h('span', { class: 'detail', title: detail }, ...lock, detail),
  );
  item.style.setProperty('--start', String(Math.max(0, Math.min(start, end))));
  item.style.setProperty('--span', String(isArrow ? Math.abs(end - start) : 0));
  if (isArrow) item.append(h('i', { class: end > start ? 'line to-right' : 'line to-left' }));
  if (start < 0) item.classList.add('wide');
  else if (start === 0 && lanes.length > 1) item.classList.add('first');
  else if (start === lanes.length - 1 && lanes.length > 1) item.classList.add('last');
  return item;
}

/** What an arrow says to those who see it, for those who do not. */
function whoOf({ from, to, tone }: Row): string {
  const who = from === undefined ? '' : to === undefined ? `${from}: ` : `${from} to ${to}: `;
  return tone === 'forged' ? `made by the server, ${who}` : who;
}
