/**
 * The configuration that a machine is created with, as something that can be changed: what XState lets one write in
 * several ways is written in one, and places in it are named by the states that lead there.
 */

export type Guard = string | { readonly type: string; readonly params?: unknown };

export interface Way {
  target?: string;
  guard?: Guard;
  actions?: unknown;
}

export interface Node {
  id?: string;
  type?: string;
  initial?: string;
  on?: Record<string, Way[]>;
  always?: Way[];
  entry?: unknown[];
  exit?: unknown[];
  states?: Record<string, Node>;
}

/** A place in a configuration: the names of the states from the root down. */
export type Path = readonly string[];

/** A copy in which ways and actions are lists; what is shared in the source is not shared. */
export function normalized(node: Node): Node {
  const ways = (given: unknown): Way[] =>
    asList(given).map((way) => (typeof way === 'string' ? { target: way } : { ...(way as Way) }));
  return {
    ...node,
    ...(node.on === undefined ? {} : { on: mapValues(node.on, ways) }),
    ...(node.always === undefined ? {} : { always: ways(node.always) }),
    ...(node.entry === undefined ? {} : { entry: [...asList(node.entry)] }),
    ...(node.exit === undefined ? {} : { exit: [...asList(node.exit)] }),
    ...(node.states === undefined ? {} : { states: mapValues(node.states, normalized) }),
  };
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

export function asList(given: unknown): readonly unknown[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? (given as readonly unknown[]) : [given];
}

export function nodesOf(root: Node, path: Path = []): readonly (readonly [Path, Node])[] {
  const inner = Object.entries(root.states ?? {}).flatMap(([name, node]) => nodesOf(node, [...path, name]));
  return [[path, root], ...inner];
}

export function at(root: Node, path: Path): Node {
  return path.reduce((node, name) => {
    const inner = node.states?.[name];
    if (inner === undefined) throw new Error(`bug: there is no state ${path.join('.')}`);
    return inner;
  }, root);
}

/** The place a target names: by id, below the state itself, or beside it. */
export function resolve(root: Node, path: Path, target: string): Path {
  if (target.startsWith('#')) {
    const named = target.slice(1);
    const found = nodesOf(root).flatMap(([place]) => {
      const id = idOf(root, place);
      if (id === named) return [place];
      return at(root, place).id !== undefined && named.startsWith(`${id}.`)
        ? [[...place, ...named.slice(id.length + 1).split('.')]]
        : [];
    })[0];
    if (found === undefined) throw new Error(`bug: there is no state with the id ${target}`);
    return found;
  }
  return target.startsWith('.')
    ? [...path, ...target.slice(1).split('.')]
    : [...path.slice(0, -1), ...target.split('.')];
}

export function idOf(root: Node, path: Path): string {
  return at(root, path).id ?? [root.id, ...path].join('.');
}

/** Whether a machine that comes to one place may come to the other without any event. */
export function leadsAtOnce(root: Node, from: Path, to: Path): boolean {
  const places = new Map([[from.join('.'), from]]);
  for (const place of places.values()) {
    const { initial } = at(root, place);
    const entered = place.map((_, length) => place.slice(0, length + 1));
    const ways = entered.flatMap((each) => (at(root, each).always ?? []).map(({ target }) => [each, target] as const));
    const next = [
      ...(initial === undefined ? [] : [[...place, initial]]),
      ...ways.flatMap(([each, target]) => (target === undefined ? [] : [resolve(root, each, target)])),
    ];
    for (const each of next) places.set(each.join('.'), each);
  }
  return [...places.values()].some((place) => isWithin(place, to));
}

function isWithin(place: Path, outer: Path): boolean {
  return outer.every((name, index) => place[index] === name);
}
