/**
 * A machine as a drawing: its states as boxes, its transitions as lines with what they say, and where each stands.
 * Plain JSON, so that charts can be laid out once and shipped.
 *
 * Knows nothing of how a machine is run, and nothing of the page.
 */
import { sayEvent } from '../event-words.ts';

/** One transition of a line: what causes it, on which condition, and what is done. */
export interface Way {
  readonly event: string;
  /** Empty where there is none. */
  readonly guard: string;
  readonly effects: readonly string[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ChartNode {
  /** Dotted path, as a snapshot has it; empty for the whole machine. */
  readonly path: string;
  readonly name: string;
  /** `passing`: left at once, whichever way its conditions say. */
  readonly kind: 'atomic' | 'compound' | 'final' | 'parallel' | 'passing';
  /** Whether the state around it begins here. */
  readonly isInitial: boolean;
  readonly entry: readonly string[];
  /** Ways to a state that nearly every other has some to: drawn as lines, they would hide the rest. */
  readonly exits: readonly Exits[];
}

/** The ways from one state to one that all lead to. */
export interface Exits {
  readonly to: string;
  readonly ways: readonly Way[];
}

export interface ChartEdge {
  readonly from: string;
  readonly to: string;
  readonly ways: readonly Way[];
}

/** What a machine is, before anything stands anywhere. Nodes come after those around them. */
export interface ChartModel {
  readonly machine: string;
  readonly nodes: readonly ChartNode[];
  readonly edges: readonly ChartEdge[];
}

export interface PlacedEdge extends ChartEdge {
  /** `x, y` in turn, from the one state to the other. */
  readonly points: readonly number[];
  readonly label: Box | undefined;
}

export interface Chart {
  readonly machine: string;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (Box & ChartNode)[];
  readonly edges: readonly PlacedEdge[];
}

/** Between the states of a machine that is in several at once. */
export const SIDE_BY_SIDE = ', ';

/** Each state of those that a machine is in at once. */
export function statesIn(state: string): readonly string[] {
  return state.split(SIDE_BY_SIDE);
}

/** The event of transitions that are taken at once. */
export const AT_ONCE = 'always';

/** Whether a state is another one, or somewhere inside it; of several at once, whether one of them is. */
export function isWithin(path: string, outer: string): boolean {
  return outer === '' || statesIn(path).some((each) => each === outer || each.startsWith(`${outer}.`));
}

/** The state around one; undefined for the whole machine. */
export function outerOf(path: string): string | undefined {
  if (path === '') return undefined;
  const dot = path.lastIndexOf('.');
  return dot === -1 ? '' : path.slice(0, dot);
}

/** What a line says of one of its transitions: one to three lines of text. */
export function linesOfWay({ event, guard, effects }: Way): readonly string[] {
  const head = guard === '' ? sayEvent(event) : `${sayEvent(event)} [${guard}]`;
  return effects.length === 0 ? [head] : [head, `/ ${shortened(effects.join(', '))}`];
}

const EFFECT_CHARACTERS = 46;

function shortened(text: string): string {
  return text.length <= EFFECT_CHARACTERS ? text : `${text.slice(0, EFFECT_CHARACTERS - 1)}…`;
}

/** What a step has lit: its lines, in the order they were taken, and the folded ways, as `from to`. */
export interface Lit {
  readonly edges: readonly ChartEdge[];
  readonly exits: readonly string[];
}

type Drawn = Pick<Chart, 'edges' | 'nodes'>;

/** A line or a folded way, the one and the other with what they say. */
interface Leg extends ChartEdge {
  readonly isFolded: boolean;
}

/** Which lines of a chart a step went along: more than one where it passed a state that is left at once. */
export function litBy(chart: Drawn, from: string, event: string, to: string): Lit {
  const legs = legsOf(chart);
  const first = legs
    .filter((leg) => isWithin(from, leg.from) && leg.ways.some((way) => matches(way.event, event)))
    .toSorted((a, b) => b.from.length - a.from.length);
  for (const leg of first) {
    const rest = onwards(legs, chart, leg.to, to);
    if (rest !== undefined) return litOf([leg, ...rest]);
  }
  return { edges: [], exits: [] };
}

function legsOf({ edges, nodes }: Drawn): readonly Leg[] {
  const lines = edges.map((edge) => ({ ...edge, isFolded: false }));
  const folded = nodes.flatMap(({ path, exits }) => exits.map((exit) => ({ ...exit, from: path, isFolded: true })));
  return [...lines, ...folded];
}

function litOf(taken: readonly Leg[]): Lit {
  return {
    edges: taken.filter(({ isFolded }) => !isFolded),
    exits: taken.filter(({ isFolded }) => isFolded).map(({ from, to }) => `${from} ${to}`),
  };
}

/** The lines from where a first one led to where the step ended; undefined where there is no such way. */
function onwards(
  legs: readonly Leg[],
  chart: Drawn,
  reached: string,
  to: string,
  passed: Set<string> = new Set(),
): readonly Leg[] | undefined {
  if (isWithin(to, reached) && kindAt(chart, to) !== 'passing') return [];
  // What led nowhere once does so each time: tried again on every way there, twenty states would take for ever.
  if (passed.has(reached)) return undefined;
  passed.add(reached);
  const always = legs.filter((leg) => leg.from === reached && leg.ways.some(({ event }) => event === AT_ONCE));
  for (const leg of always) {
    const rest = onwards(legs, chart, leg.to, to, passed);
    if (rest !== undefined) return [leg, ...rest];
  }
  return undefined;
}

function kindAt({ nodes }: Drawn, path: string): ChartNode['kind'] | undefined {
  return nodes.find((node) => node.path === path)?.kind;
}

/** `peer.*` means every event of the peer. */
export function matches(descriptor: string, event: string): boolean {
  if (descriptor === event || descriptor === '*') return true;
  return descriptor.endsWith('.*') && event.startsWith(descriptor.slice(0, -1));
}
