/**
 * A chart as SVG, as text: the page sets it, the documentation holds it. What is lit is told by classes, which
 * `light.ts` of the page changes; nothing is drawn anew for a step.
 *
 * Names may be a stranger's: everything is escaped.
 */
import { sayEvent } from '../event-words.ts';
import { AT_ONCE, linesOfWay } from './chart.ts';
import type { Box, Chart, ChartNode, PlacedEdge } from './chart.ts';
import { ENTRY_LINE, LABEL, STATE_HEAD, textWidth, WAYS_TAG } from './measures.ts';

const CORNER = 7;

/** The picture; `title` is its name for those who do not see it. */
export function drawChart(chart: Chart, title: string, style = ''): string {
  const { width, height, nodes, edges } = chart;
  // The whole is drawn only where lines begin at it.
  const hasOuter = edges.some(({ from, to }) => from === '' || to === '');
  const shapes = nodes.filter(({ path }) => path !== '' || hasOuter).map(drawNode);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-label="${escaped(title)}"`,
    ` viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    style === '' ? '' : `<style>${style}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">',
    '<path d="M0,0.5L8,4L0,7.5z" fill="context-stroke"/></marker></defs>',
    ...shapes,
    ...edges.map(drawLine),
    ...edges.map(drawLabel),
    '</svg>',
  ].join('\n');
}

/** Fit for text and for attributes. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** How a line is found again on the page. */
export function edgeKey({ from, to }: Pick<PlacedEdge, 'from' | 'to'>): string {
  return `${from} ${to}`;
}

function drawNode(node: Box & ChartNode): string {
  const { x, y, width, height, kind, name, path, entry } = node;
  const middle = x + width / 2;
  const isOuter = kind === 'compound' || kind === 'parallel';
  const radius = kind === 'passing' ? height / 2 : isOuter ? 12 : 8;
  const nameAt =
    kind === 'passing'
      ? `x="${middle}" y="${y + 15}" text-anchor="middle"`
      : isOuter
        ? `x="${x + 14}" y="${y + 20}"`
        : `x="${middle}" y="${y + 19}" text-anchor="middle"`;
  return [
    `<g class="state ${kind}" data-state="${escaped(path)}">`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`,
    kind === 'final'
      ? `<rect class="inner" x="${x + 4}" y="${y + 4}" width="${width - 8}" height="${height - 8}" rx="5"/>`
      : '',
    node.isInitial && kind !== 'passing' ? drawBeginning(node) : '',
    `<text class="name" ${nameAt}>${escaped(name)}</text>`,
    ...entry.map((order, number) => {
      const at = y + STATE_HEAD + 9 + number * ENTRY_LINE;
      return `<text class="order" x="${x + (isOuter ? 14 : 10)}" y="${at}">↳ ${escaped(order)}</text>`;
    }),
    drawWays(node),
    '</g>',
  ].join('');
}

/** The dot that a state around it begins with. */
function drawBeginning({ x, y }: Box): string {
  const [dot, edge] = [x - 10, y + 8];
  return [
    `<circle class="beginning" cx="${dot}" cy="${edge}" r="3.5"/>`,
    `<path class="beginning" d="M${dot},${edge}Q${dot},${edge + 8} ${x},${edge + 8}"/>`,
  ].join('');
}

/** How many ways lead from a state to one that all lead to; which ones, in the title. */
function drawWays({ x, y, width, height, exits, kind, path }: Box & ChartNode): string {
  // What is left at once is drawn too small for it.
  if (kind === 'passing') return '';
  return exits
    .map(({ to, ways }, number) => {
      const text = `${ways.length} ${ways.length === 1 ? 'way' : 'ways'} to ${nameOf(to)}`;
      const length = textWidth(text, 9) + 12;
      const right = x + width - (kind === 'atomic' ? (width - length) / 2 : 10);
      const top = y + height - (kind === 'atomic' ? 19 : 20) - number * WAYS_TAG;
      const each = ways.map((way) => linesOfWay(way).join(' ')).join('\n');
      return [
        `<g class="ways" data-exit="${escaped(`${path} ${to}`)}"><title>${escaped(each)}</title>`,
        `<rect x="${right - length}" y="${top}" width="${length}" height="13" rx="6.5"/>`,
        `<text x="${right - length / 2}" y="${top + 9.5}" text-anchor="middle">${escaped(text)}</text></g>`,
      ].join('');
    })
    .join('');
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function drawLine(edge: PlacedEdge): string {
  const classes = edge.ways.every(({ event }) => event === AT_ONCE) ? 'line atonce' : 'line';
  const key = escaped(edgeKey(edge));
  return `<path class="${classes}" data-edge="${key}" d="${pathOf(edge.points)}" marker-end="url(#tip)"/>`;
}

function drawLabel({ label, ways, ...edge }: PlacedEdge): string {
  if (label === undefined) return '';
  let at = label.y + LABEL.line - 1;
  const lines = ways.flatMap((way) =>
    linesOfWay(way).map((line, number) => {
      const kind = `class="${number === 0 ? 'event' : 'does'}" data-event="${escaped(way.event)}"`;
      const text = `<text ${kind} x="${label.x + LABEL.padding}" y="${at}">${marked(line, number)}</text>`;
      at += LABEL.line;
      return text;
    }),
  );
  const whole = ways.map(({ event: type, guard, effects }) => {
    const event = sayEvent(type);
    const condition = guard === '' ? '' : ` [${guard}]`;
    return `${event}${condition}${effects.length === 0 ? '' : ` / ${effects.join(', ')}`}`;
  });
  return [
    `<g class="label" data-edge="${escaped(edgeKey(edge))}"><title>${escaped(whole.join('\n'))}</title>`,
    `<rect x="${label.x}" y="${label.y}" width="${label.width}" height="${label.height}" rx="6"/>`,
    ...lines,
    '</g>',
  ].join('');
}

/** The condition of a line in a tone of its own. */
function marked(line: string, number: number): string {
  const at = line.indexOf(' [');
  if (number > 0 || at === -1) return escaped(line);
  return `${escaped(line.slice(0, at))}<tspan class="guard">${escaped(line.slice(at))}</tspan>`;
}

/** A line with round corners. */
function pathOf(points: readonly number[]): string {
  const count = points.length / 2;
  const at = (number: number) => ({ x: points[number * 2] ?? 0, y: points[number * 2 + 1] ?? 0 });
  const written: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const { x, y } = at(number);
    if (number === 0 || number === count - 1) {
      written.push(`${number === 0 ? 'M' : 'L'}${x},${y}`);
      continue;
    }
    const [before, after] = [toward({ x, y }, at(number - 1)), toward({ x, y }, at(number + 1))];
    written.push(`L${before.x},${before.y}Q${x},${y} ${after.x},${after.y}`);
  }
  return written.join('');
}

type Point = { readonly x: number; readonly y: number };

function toward(corner: Point, other: Point): Point {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y);
  const part = length === 0 ? 0 : Math.min(CORNER, length / 2) / length;
  const on = (a: number, b: number) => Math.round((a + (b - a) * part) * 10) / 10;
  return { x: on(corner.x, other.x), y: on(corner.y, other.y) };
}
