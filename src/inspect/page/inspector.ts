/** The inspector: its parts in one page, what keys do, and where its messages go. */
import type { InspectMessage } from '../message.ts';
import type { RowKind } from '../rows.ts';
import { isCallMachine } from '../words.ts';
import { createActorsView, nameForAll } from './actors-view.ts';
import { createChartView } from './chart-view.ts';
import { button, h, setAttribute, setText } from './dom.ts';
import { createFactsView } from './facts-view.ts';
import { createLaneView } from './lane-view.ts';
import { createPossibleView } from './possible-view.ts';
import { createTravelView } from './travel-view.ts';
import { ViewModel } from './view-model.ts';

export interface Inspector {
  readonly model: ViewModel;
  /** A line about what is shown, beside the title; or what is wrong. */
  tell(text: string, tone?: 'bad' | 'quiet'): void;
  /** Asks the user something that only one answer does anything about. */
  ask(question: string, yes: string, act: () => void): void;
  add(message: InspectMessage): void;
}

const TABS = [
  ['chart', 'Chart'],
  ['lane', 'Lane'],
  ['facts', 'Facts'],
  ['actors', 'Calls'],
] as const;

/**
 * Builds the inspector.
 *
 * @param open  asks for a file
 */
export function createInspector(host: HTMLElement, open: () => void): Inspector {
  const model = new ViewModel(() => update());
  const chart = createChartView();
  const lane = createLaneView(model);
  const facts = createFactsView();
  const possible = createPossibleView();
  const actors = createActorsView(model);
  const travel = createTravelView(model);
  const head = createHead(model, open);
  const panes = [actors, facts, chart, possible, lane].map(({ element }) => element);
  const tabs = createTabs(host);
  host.append(head.element, tabs.element, h('main', { class: 'panes' }, ...panes), travel.element, head.help);

  function update(): void {
    const { actor, moment, timeline, at } = model;
    chart.show(actor, moment);
    showFacts();
    possible.show(actor, moment);
    for (const view of [actors, lane, travel, head]) view.update();
    tabs.name('actors', nameForAll(timeline.actors));
    host.classList.toggle('empty', timeline.happenings.length === 0);
    setAttribute(host, 'data-at', at);
  }

  function showFacts(): void {
    const { actor, moment, fault } = model;
    const isCall = actor === undefined || isCallMachine(actor.machine);
    facts.show(moment, { isCall, fault, nowMs: clockOf(model) });
  }

  /** Deadlines run down between two steps as well. */
  function runDown(): void {
    if (model.follows && (model.moment?.deadlines.length ?? 0) > 0) showFacts();
    setTimeout(() => requestAnimationFrame(runDown), DEADLINE_TICK);
  }

  listenToKeys(() => head.help.open, {
    ArrowLeft: () => model.step(-1),
    ArrowRight: () => model.step(1),
    Home: () => model.goTo(0),
    End: () => model.goTo(model.last),
    ' ': () => travel.togglePlay(),
    j: () => actors.move(1),
    k: () => actors.move(-1),
    '/': () => head.search.focus(),
    f: () => chart.fit(),
    l: () => model.goTo(model.last),
    t: switchTheme,
    '?': () => head.help.showModal(),
  });
  runDown();
  update();
  return { model, tell: head.tell, ask: asking(host), add: (message) => model.add(message) };
}

/** Milliseconds. */
const DEADLINE_TICK = 100;
/** What was saved longer ago than any deadline lasts is not late now: it is shown at its own time. */
const LIVE_WITHIN = 600_000;

/** The clock of the moment that is shown: that of the world where what happens is followed. */
function clockOf({ at, follows, timeline }: ViewModel): number {
  const atMs = timeline.happenings.slice(0, at + 1).findLast((each) => each.atMs !== undefined)?.atMs ?? 0;
  const now = Date.now();
  return follows && now > atMs && now - atMs < LIVE_WITHIN ? now : atMs;
}

function createHead(model: ViewModel, open: () => void) {
  const status = h('p', { class: 'status', role: 'status' });
  const search = h('input', { type: 'search', placeholder: 'Search  /', 'aria-label': 'Search what happened' });
  search.addEventListener('input', () => model.search(search.value));
  const filters = createFilters(model);
  const help = createHelp();
  const mark = h('span', { class: 'mark', 'aria-hidden': 'true' }, '◖◗');
  const element = h(
    'header',
    { class: 'top' },
    h('h1', {}, mark, ' omemo-calls ', h('small', {}, 'inspector')),
    status,
    search,
    filters.element,
    button('Open a trace', 'Open…', open),
    button('Light or dark', '◐', switchTheme),
    button('Keys', '?', () => help.showModal()),
  );
  const tell = (text: string, tone: 'bad' | 'quiet' = 'quiet') => {
    setText(status, text);
    setAttribute(status, 'data-tone', tone);
  };
  return { element, search, help, tell, update: filters.update };
}

/** What each key does, unless somebody writes, or reads which keys there are. */
function listenToKeys(isReading: () => boolean, keys: Readonly<Record<string, () => void>>): void {
  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || isReading()) return;
    if (target instanceof HTMLInputElement && (target.type === 'search' || target.type === 'range')) {
      if (key === 'Escape') target.blur();
      return;
    }
    // A button is pressed with it.
    if (key === ' ' && (target instanceof HTMLButtonElement || target instanceof HTMLInputElement)) return;
    const act = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

function switchTheme(): void {
  const { dataset } = document.documentElement;
  const isDark =
    dataset['theme'] === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : dataset['theme'] === 'dark';
  dataset['theme'] = isDark ? 'light' : 'dark';
}

function createFilters(model: ViewModel) {
  const kinds: readonly (readonly [RowKind, string])[] = [
    ['stanza', 'stanzas'],
    ['step', 'steps'],
    ['note', 'notes'],
  ];
  const chips = kinds.map(([kind, text]) => ({
    kind,
    chip: button(`Show ${text}`, text, () => model.toggleKind(kind)),
  }));
  const only = button('this call: no other', 'this call', () => model.toggleOnlyActor());
  const element = h(
    'div',
    { class: 'filters', role: 'group', 'aria-label': 'Filter' },
    ...chips.map(({ chip }) => chip),
    only,
  );
  return {
    element,
    update() {
      for (const { kind, chip } of chips) setAttribute(chip, 'aria-pressed', model.kinds.has(kind) ? 'true' : 'false');
      setAttribute(only, 'aria-pressed', model.onlyActor ? 'true' : 'false');
    },
  };
}

/** Over the parts, until it is answered. */
function asking(host: HTMLElement): Inspector['ask'] {
  return (question, yes, act) => {
    const text = h('p', {}, question);
    const bar = h('div', { class: 'asking', role: 'alertdialog', 'aria-label': question }, text);
    const answer = (label: string, then: () => void) =>
      button(label, label, () => {
        bar.remove();
        then();
      });
    bar.append(
      answer(yes, act),
      answer('No', () => undefined),
    );
    host.append(bar);
  };
}

/** On a phone one part is seen at a time. */
function createTabs(host: HTMLElement) {
  const buttons = TABS.map(([name, text]) => ({ name, tab: button(`Show ${text}`, text, () => choose(name)) }));
  function choose(chosen: string): void {
    setAttribute(host, 'data-tab', chosen);
    for (const { name, tab } of buttons) setAttribute(tab, 'aria-pressed', name === chosen ? 'true' : 'false');
  }
  choose('chart');
  return {
    element: h('nav', { class: 'tabs', 'aria-label': 'Parts' }, ...buttons.map(({ tab }) => tab)),
    name(part: string, text: string): void {
      const tab = buttons.find(({ name }) => name === part)?.tab;
      if (tab === undefined) return;
      setText(tab, text);
      for (const attribute of ['aria-label', 'title']) setAttribute(tab, attribute, `Show ${text}`);
    },
  };
}

function createHelp(): HTMLDialogElement {
  const rows = [
    ['← →', 'one step back, one forward'],
    ['Home End', 'to the beginning, to the end'],
    ['Space', 'play, pause'],
    ['j k', 'the next call, the one before'],
    ['/', 'search'],
    ['f', 'the whole chart'],
    ['l', 'follow what happens'],
    ['t', 'light or dark'],
    ['arrows + −', 'in the chart: move it, zoom'],
  ];
  const dialog = h(
    'dialog',
    { class: 'help', 'aria-label': 'Keys' },
    h('h2', {}, 'Keys'),
    h('dl', {}, ...rows.map(([key = '', does = '']) => h('div', {}, h('dt', {}, key), h('dd', {}, does)))),
  );
  dialog.append(button('Close', 'Close', () => dialog.close()));
  return dialog;
}
