/** The statechart: the drawing, lit for the moment that is shown; moved and zoomed by pointer, wheel and keys. */
import { AT_ONCE, isWithin, litBy, matches, statesIn } from '../chart/chart.ts';
import type { Chart } from '../chart/chart.ts';
import { drawChart, edgeKey } from '../chart/draw.ts';
import type { Actor, Moment } from '../timeline.ts';
import { chartOf } from './charts.ts';
import { button, h, setAttribute, setText } from './dom.ts';
import { PanZoom } from './pan-zoom.ts';

export interface ChartView {
  readonly element: HTMLElement;
  show(actor: Actor | undefined, moment: Moment | undefined): void;
  /** All of it at once. */
  fit(): void;
}

export function createChartView(label = 'Statechart'): ChartView {
  const canvas = h('div', { class: 'canvas' });
  const message = h('p', { class: 'message' });
  const heading = h('h2');
  const port = h(
    'div',
    { class: 'port', tabindex: 0, role: 'group', 'aria-label': `${label}: arrows move it, plus and minus zoom` },
    canvas,
  );
  const panZoom = new PanZoom(port, canvas);
  const tools = h(
    'div',
    { class: 'tools' },
    button('Follow the live state', '◎', () => panZoom.follow()),
    button('Show the whole chart', '⤢', () => panZoom.fit()),
    button('Zoom out', '−', () => panZoom.zoom(0.8)),
    button('Zoom in', '+', () => panZoom.zoom(1.25)),
  );
  const head = h('header', {}, heading, tools);
  const element = h('section', { class: 'pane chart-pane', 'aria-label': label }, head, port, message);
  let shown: { readonly chart: Chart; readonly actor: Actor } | undefined;
  let wanted: Actor | undefined;
  let moment: Moment | undefined;

  const lightNow = () => {
    if (shown === undefined) return;
    light(canvas, shown.chart, moment);
    const state = stateToLookAt(moment);
    const node = shown.chart.nodes.find(({ path }) => path === state);
    if (node !== undefined) panZoom.target(node);
  };

  async function load(actor: Actor): Promise<void> {
    setText(message, '');
    const chart = await chartOf(actor);
    if (wanted !== actor) return;
    if (!chart.ok) {
      shown = undefined;
      canvas.replaceChildren();
      setText(message, `There is no chart: ${chart.error}.`);
      return;
    }
    shown = { chart: chart.value, actor };
    // Text of ours, in which every name is escaped.
    canvas.innerHTML = drawChart(chart.value, `The states of ${actor.machine}`);
    panZoom.size(chart.value.width, chart.value.height);
    lightNow();
  }

  return {
    element,
    show(actor, next) {
      moment = next;
      setText(
        heading,
        actor === undefined
          ? 'Nothing has happened yet'
          : `${actor.machine}${next === undefined ? '' : ` · ${next.state}`}`,
      );
      const isSame = wanted?.machine === actor?.machine && wanted?.definition === actor?.definition;
      wanted = isSame && wanted !== undefined ? wanted : actor;
      if (isSame) lightNow();
      else if (actor === undefined) canvas.replaceChildren();
      else void load(actor);
    },
    fit: () => panZoom.fit(),
  };
}

/** Of a call that is over, what ended it is of more interest than that it is; of several states, what was led to. */
function stateToLookAt(moment: Moment | undefined): string | undefined {
  if (moment === undefined) return undefined;
  const { isOver, from, state } = moment;
  const before = statesIn(from);
  const states = statesIn(isOver && from !== '' ? from : state);
  return states.find((each) => !before.includes(each)) ?? states[0];
}

/** Which states are live, and which lines the last step took. */
function light(canvas: HTMLElement, chart: Chart, moment: Moment | undefined): void {
  const { state = '', from = '', event } = moment ?? {};
  const lit = event === undefined || from === '' ? { edges: [], exits: [] } : litBy(chart, from, event.type, state);
  const edges = new Set(lit.edges.map(edgeKey));
  const exits = new Set(lit.exits);
  for (const element of canvas.querySelectorAll<SVGElement>('[data-state]')) {
    const { state: path = '' } = element.dataset;
    const isLive = moment !== undefined && isWithin(state, path);
    toggle(element, 'live', isLive);
    toggle(element, 'here', isLive && statesIn(state).includes(path));
  }
  for (const element of canvas.querySelectorAll<SVGElement>('[data-edge]')) {
    toggle(element, 'taken', edges.has(element.dataset['edge'] ?? ''));
  }
  for (const element of canvas.querySelectorAll<SVGElement>('[data-exit]')) {
    toggle(element, 'taken', exits.has(element.dataset['exit'] ?? ''));
  }
  for (const element of canvas.querySelectorAll<SVGElement>('[data-event]')) {
    const descriptor = element.dataset['event'] ?? '';
    const cause = descriptor === AT_ONCE || (event !== undefined && matches(descriptor, event.type));
    toggle(element, 'cause', cause);
  }
  const svg = canvas.querySelector('svg');
  if (svg !== null) setAttribute(svg, 'aria-label', `Statechart of ${chart.machine}, in ${state}`);
}

function toggle(element: Element, name: string, isOn: boolean): void {
  if (element.classList.contains(name) !== isOn) element.classList.toggle(name, isOn);
}
