/**
 * Every machine that differs from a given one in one place: a guard dropped, negated or fixed, ways swapped, dropped or
 * led elsewhere, an action left out.
 *
 * Works on the configuration a machine was created with, and creates each mutant from a changed copy of it. Names are
 * the same in every run and process, so a mutant can be made again from its name.
 */
import { createMachine } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import { asList, at, idOf, leadsAtOnce, nodesOf, normalized, resolve } from './configuration.ts';
import type { Node, Path, Way } from './configuration.ts';

export interface MachineMutant {
  /** Where, and what: `proposed on peer.reject 1: guard isTieBreak negated`. */
  readonly name: string;
  /** @throws what XState says to a configuration that is none */
  readonly create: () => AnyStateMachine;
}

interface Change {
  readonly name: string;
  /** Changes a copy that is its own. */
  readonly apply: (root: Node) => void;
}

export function mutantsOf(machine: AnyStateMachine): readonly MachineMutant[] {
  const root = normalized(machine.config as unknown as Node);
  const changes = nodesOf(root).flatMap(([path, node]) => [
    ...initialChanges(path, node),
    ...actionListChanges(path, node),
    ...waysOf(node).flatMap((ways) => wayChanges(root, path, ways)),
  ]);
  const create = (apply: Change['apply']) => () => {
    const copy = normalized(root);
    apply(copy);
    return createMachine(copy as never, withNegations(machine) as never) as AnyStateMachine;
  };
  return [
    ...changes.map(({ name, apply }) => ({ name, create: create(apply) })),
    ...guardNames(root).flatMap((guard) =>
      [true, false].map((answer) => ({
        name: `guard ${guard}: always says ${String(answer)}`,
        create: () => machine.provide({ guards: { [guard]: () => answer } } as never),
      })),
    ),
  ];
}

function initialChanges(path: Path, { initial, states }: Node): readonly Change[] {
  return Object.keys(states ?? {})
    .filter((name) => name !== initial)
    .map((name) => ({
      name: `${nameOf(path)}: begins in ${name}`,
      apply: (root) => {
        at(root, path).initial = name;
      },
    }));
}

function actionListChanges(path: Path, node: Node): readonly Change[] {
  return (['entry', 'exit'] as const).flatMap((list) =>
    (node[list] ?? []).map((action, index) => ({
      name: `${nameOf(path)} ${list}: without ${describeAction(action)}`,
      apply: (root) => {
        at(root, path)[list]?.splice(index, 1);
      },
    })),
  );
}

/** The ways upon one event, or those taken at once. */
interface Ways {
  /** Undefined: taken at once. */
  readonly event: string | undefined;
  readonly ways: readonly Way[];
}

function waysOf({ on, always }: Node): readonly Ways[] {
  const upon = Object.entries(on ?? {}).map(([event, ways]) => ({ event, ways }));
  return always === undefined ? upon : [...upon, { event: undefined, ways: always }];
}

function wayChanges(root: Node, path: Path, { event, ways }: Ways): readonly Change[] {
  const where = `${nameOf(path)} ${event === undefined ? 'at once' : `on ${event}`}`;
  const edit = (what: string, change: (copies: Way[]) => void): Change => ({
    name: `${where}${what}`,
    apply: (copy) => {
      const node = at(copy, path);
      const list = event === undefined ? node.always : node.on?.[event];
      if (list !== undefined) change(list);
    },
  });
  const unlisted: Change = {
    name: `${where}: not listed`,
    apply: (copy) => {
      const node = at(copy, path);
      if (event === undefined) delete node.always;
      else delete node.on?.[event];
    },
  };
  return [
    unlisted,
    ...ways.slice(1).map((_, index) =>
      edit(`: ways ${index + 1} and ${index + 2} swapped`, (list) => {
        list.splice(index, 2, ...list.slice(index, index + 2).toReversed());
      }),
    ),
    ...ways.flatMap((way, index) => {
      const number = ways.length === 1 ? '' : ` ${index + 1}`;
      const editWay = (what: string, change: (way: Way) => Way) =>
        edit(`${number}: ${what}`, (list) => {
          const { [index]: given } = list;
          if (given !== undefined) list.splice(index, 1, change(given));
        });
      const dropped = ways.length === 1 ? [] : [edit(`${number}: dropped`, (list) => void list.splice(index, 1))];
      return [
        ...dropped,
        ...guardChanges(way, editWay),
        ...targetChanges(root, path, { way, event }, editWay),
        ...actionChanges(way, editWay),
      ];
    }),
  ];
}

type EditWay = (what: string, change: (way: Way) => Way) => Change;

function guardChanges({ guard }: Way, edit: EditWay): readonly Change[] {
  if (guard === undefined) return [];
  const type = typeof guard === 'string' ? guard : guard.type;
  return [
    edit(`guard ${type} dropped`, ({ guard: _dropped, ...rest }) => rest),
    edit(`guard ${type} negated`, (copy) => ({
      ...copy,
      guard: typeof guard === 'string' ? NOT + type : { ...guard, type: NOT + type },
    })),
  ];
}

/** To each state beside the one it leads to, and beside the one it leaves; to its parent; to the end; nowhere. */
function targetChanges(
  root: Node,
  path: Path,
  { way, event }: { readonly way: Way; readonly event: string | undefined },
  edit: EditWay,
): readonly Change[] {
  const target = way.target === undefined ? undefined : resolve(root, path, way.target);
  const near = [target, path].flatMap((place) =>
    place === undefined || place.length === 0 ? [] : [place.slice(0, -1)],
  );
  const beside = near.flatMap((parent) => Object.keys(at(root, parent).states ?? {}).map((name) => [...parent, name]));
  const candidates = [...beside, ...nodesOf(root).flatMap(([place, { type }]) => (type === 'final' ? [place] : []))];
  const names = [...new Set(candidates.map((place) => place.join('.')))];
  // What is taken at once and leads back to where it is taken would be taken for ever.
  const isLoop = (name: string) => event === undefined && leadsAtOnce(root, name.split('.'), path);
  const elsewhere = names
    .filter((name) => name !== target?.join('.') && !isLoop(name))
    .map((name) => edit(`leads to ${name}`, (copy) => ({ ...copy, target: `#${idOf(root, name.split('.'))}` })));
  const nowhere =
    target === undefined || event === undefined ? [] : [edit('leads nowhere', ({ target: _dropped, ...rest }) => rest)];
  return [...elsewhere, ...nowhere];
}

function actionChanges({ actions }: Way, edit: EditWay): readonly Change[] {
  return asList(actions).map((action, index) =>
    edit(`without ${describeAction(action)}`, (copy) => ({
      ...copy,
      actions: asList(copy.actions).toSpliced(index, 1),
    })),
  );
}

const NOT = 'not ';

/** The machine's implementations, with a guard `not <name>` for each. */
function withNegations({ implementations }: AnyStateMachine): unknown {
  type Predicate = (args: unknown, params: unknown) => boolean;
  const guards = Object.entries(implementations.guards ?? {}) as unknown as readonly (readonly [string, Predicate])[];
  const negated = guards.map(([name, guard]) => [NOT + name, (args: unknown, params: unknown) => !guard(args, params)]);
  return { ...implementations, guards: { ...implementations.guards, ...Object.fromEntries(negated) } };
}

function guardNames(root: Node): readonly string[] {
  const ways = nodesOf(root).flatMap(([, node]) => waysOf(node).flatMap(({ ways: each }) => each));
  const names = ways.flatMap(({ guard }) =>
    guard === undefined ? [] : [typeof guard === 'string' ? guard : guard.type],
  );
  return [...new Set(names)].toSorted();
}

/** `startTimer ring`; of an action whose parameters are worked out, only its type. */
function describeAction(action: unknown): string {
  if (typeof action !== 'object' || action === null) return String(action);
  const { type, params } = action as { readonly type: string; readonly params?: unknown };
  if (typeof params !== 'object' || params === null) return type;
  const words = Object.entries(params).map(([name, word]) =>
    type === 'effect' ? String(word) : `${name} ${String(word)}`,
  );
  return type === 'effect' ? words.join(' ') : `${type} ${words.join(' ')}`;
}

function nameOf(path: Path): string {
  return path.length === 0 ? 'everywhere' : path.join('.');
}
