/** A machine of XState as a chart: states, transitions, conditions and orders by their names. Runs nothing of it. */
import { createMachine } from 'xstate';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { isObject, parseJson } from '../../base/json.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { AT_ONCE, isWithin, SIDE_BY_SIDE } from './chart.ts';
import type { ChartEdge, ChartModel, ChartNode, Way } from './chart.ts';

/** Of more ways to one state, drawn as lines, nobody can follow any: to a last one, and to one that is left at once. */
const MOST_LINES = { final: 4, passing: 8 } as const;
/** A drawing of more has no reader, and laying it out takes minutes. */
const MOST_STATES = 400;

/** As a machine at hand has it, or as it was written down: then a name alone is one as well. */
type Action = string | { readonly type?: unknown; readonly params?: unknown };

/** What a function that nobody has named is called after: where it stood. */
const NAMELESS: ReadonlySet<string> = new Set(['', 'actions', 'entry', 'exit', 'guard']);
/** What XState makes of a machine that only remembers: no order to anybody. */
const REMEMBERING: ReadonlySet<string> = new Set(['assign', 'note']);
/** What stands in a definition that was too deep to be told whole. */
const CUT_OFF: ReadonlySet<unknown> = new Set(['[Object]', '[Array]', '[Circular]', '"[Object]"', '"[Array]"']);

/** The chart of a machine that is at hand. */
export function readMachine(machine: AnyStateMachine): ChartModel {
  const nodes = flatten(machine.root);
  const folded = hubsOf(nodes);
  const edges = new Map<string, { from: string; to: string; ways: Way[] }>();
  const exits = new Map<string, Map<string, Way[]>>();
  for (const node of nodes) {
    for (const { way, target } of transitionsOf(node)) {
      const [from, to] = [pathOf(node), pathOf(target)];
      if (folded.has(target)) {
        const ofNode = exits.get(from) ?? new Map<string, Way[]>();
        exits.set(from, ofNode.set(to, [...(ofNode.get(to) ?? []), way]));
        continue;
      }
      const edge = edges.get(`${from} ${to}`) ?? { from, to, ways: [] };
      edge.ways.push(way);
      edges.set(`${from} ${to}`, edge);
    }
  }
  return {
    machine: machine.id,
    nodes: nodes.map((node) => describeNode(node, [...(exits.get(pathOf(node)) ?? [])])),
    edges: [...edges.values()] satisfies readonly ChartEdge[],
  };
}

/** The chart of a machine that was sent as the text of its configuration; or why it cannot be drawn. */
export function readDefinition(text: string): Result<ChartModel, string> {
  return reading(text, readMachine);
}

/** What a machine has an answer to in a state, and where to; `to` is undefined where it stays. */
export interface PossibleWay extends Way {
  readonly to: string | undefined;
}

/** Everything that could happen to a machine that was sent as text, the inner states' answers first. */
export function waysIn(text: string, state: string): readonly PossibleWay[] {
  const ways = reading(text, ({ root }) =>
    flatten(root)
      .filter((node) => isWithin(state, pathOf(node)))
      .toReversed()
      .flatMap((node) => [...node.transitions].flatMap(([event, all]) => all.map((each) => ({ event, each }))))
      .map(({ event, each }) => ({ ...wayOf(event, each), to: each.target?.map(pathOf).join(SIDE_BY_SIDE) })),
  );
  return ways.ok ? ways.value : [];
}

function reading<T>(text: string, read: (machine: AnyStateMachine) => T): Result<T, string> {
  try {
    const config = whole(parseJson(text));
    if (!isObject(config) || !isObject(config['states'])) return err('an actor without states, which has no drawing');
    const machine = createMachine(named(config) as Parameters<typeof createMachine>[0]);
    const count = flatten(machine.root).length;
    if (count > MOST_STATES) return err(`a machine of ${count} states; at most ${MOST_STATES} are drawn`);
    return ok(read(machine));
  } catch {
    // XState says what is wrong in words that hold the definition; one that is too deep has no end for it.
    return err('a machine whose definition is not whole');
  }
}

/** What came as text holds no functions; where one stood there may be nothing that XState can do without. */
function named(config: object): object {
  const { context: _, output: __, ...rest } = config as Record<string, unknown>;
  return rest;
}

/** Without what was cut off. Where a state was, one without anything in it is left: it is known that there is one. */
function whole(value: unknown, isStates = false): unknown {
  if (Array.isArray(value)) return value.filter((item) => !CUT_OFF.has(item)).map((item) => whole(item));
  if (!isObject(value)) return value;
  const parts = Object.entries(value).flatMap(([name, part]): readonly (readonly [string, unknown])[] => {
    if (!CUT_OFF.has(part)) return [[name, whole(part, name === 'states' && !isStates)]];
    return isStates ? [[name, {}]] : [];
  });
  return Object.fromEntries(parts);
}

function flatten(root: AnyStateNode): readonly AnyStateNode[] {
  return [root, ...Object.values(root.states).flatMap(flatten)];
}

function pathOf(node: AnyStateNode): string {
  return node.path.join('.');
}

/** The states that too many ways lead to. */
function hubsOf(nodes: readonly AnyStateNode[]): ReadonlySet<AnyStateNode> {
  const counts = new Map<AnyStateNode, number>();
  for (const { target } of nodes.flatMap(transitionsOf)) counts.set(target, (counts.get(target) ?? 0) + 1);
  return new Set([...counts].filter(isHub).map(([node]) => node));
}

function isHub([node, count]: readonly [AnyStateNode, number]): boolean {
  const kind = kindOf(node);
  return (kind === 'final' || kind === 'passing') && count > MOST_LINES[kind];
}

interface Drawn {
  readonly way: Way;
  readonly target: AnyStateNode;
}

function transitionsOf(node: AnyStateNode): readonly Drawn[] {
  const listed = [...node.transitions].flatMap(([event, transitions]) => transitions.map((each) => ({ event, each })));
  const atOnce = (node.always ?? []).map((each) => ({ event: AT_ONCE, each }));
  return [...listed, ...atOnce].flatMap(({ event, each }) => {
    const way = wayOf(event, each);
    return (each.target ?? []).map((target) => ({ way, target: target as AnyStateNode }));
  });
}

function wayOf(event: string, { guard, actions }: { readonly guard?: unknown; readonly actions: unknown }): Way {
  return { event, guard: guardOf(guard), effects: effectsOf(actions as readonly Action[]) };
}

function guardOf(guard: unknown): string {
  if (guard === undefined || guard === null) return '';
  const name = typeof guard === 'function' ? guard.name : isObject(guard) ? guard['type'] : guard;
  return typeof name === 'string' && !NAMELESS.has(name) ? name : 'condition';
}

/** Orders by their words; what a machine only remembers is no order. */
function effectsOf(actions: readonly Action[]): readonly string[] {
  return actions.flatMap((action) => {
    if (typeof action === 'function') return [];
    const { type, params } = typeof action === 'string' ? { type: action, params: undefined } : action;
    if (typeof type !== 'string' || type.startsWith('xstate.') || NAMELESS.has(type) || REMEMBERING.has(type))
      return [];
    if (type !== 'effect' || params === undefined) return [type];
    const order = orderOf(params);
    return order === undefined ? [] : [order];
  });
}

/** `startTimer ring`. An order that depends on what is remembered is named without what it depends on. */
function orderOf(params: unknown): string | undefined {
  if (typeof params === 'function') {
    const made: unknown = (params as (given: object) => unknown)({ context: {}, event: {} });
    return isObject(made) && typeof made['kind'] === 'string' ? made['kind'] : undefined;
  }
  if (!isObject(params)) return undefined;
  return Object.values(params)
    .filter((word) => typeof word === 'string')
    .join(' ');
}

function describeNode(node: AnyStateNode, exits: readonly (readonly [string, readonly Way[]])[]): ChartNode {
  return {
    path: pathOf(node),
    name: node.path.length === 0 ? node.machine.id : node.key,
    kind: kindOf(node),
    isInitial: node.parent?.type === 'compound' && node.parent.initial.target[0] === node,
    entry: effectsOf(node.entry as readonly Action[]),
    exits: exits.map(([to, ways]) => ({ to, ways })),
  };
}

function kindOf(node: AnyStateNode): ChartNode['kind'] {
  if (node.type === 'atomic' || node.type === 'history') {
    return (node.always?.length ?? 0) > 0 && node.transitions.size === 0 ? 'passing' : 'atomic';
  }
  return node.type;
}
