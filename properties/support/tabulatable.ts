/**
 * What keeps a machine from being tabulated, found by looking at its configuration and by running it over everything it
 * can reach. A machine without a fault can be written down as a table, and the table is the machine.
 */
import { initialTransition, transition } from 'xstate';
import type { AnyStateMachine, AnyStateNode, EventObject, SnapshotFrom } from 'xstate';

export interface Tabulation {
  readonly machine: AnyStateMachine;
  readonly inputs: readonly unknown[];
  readonly alphabet: readonly EventObject[];
  /** Of each context field, every value it may have. */
  readonly words: Readonly<Record<string, readonly unknown[]>>;
}

/** Each fault as a sentence; none for a machine that can be tabulated. */
export function tabulationFaults(tabulation: Tabulation): readonly string[] {
  const written = configurationFaults(tabulation.machine);
  // What is written wrong may not even run.
  return written.length > 0 ? written : runFaults(tabulation);
}

/** Bring in clocks, I/O, other actors, or a memory that is not in the context. */
const FORBIDDEN = ['after', 'invoke', 'history', 'onDone', 'onError', 'spawn'] as const;
/** Actions of XState's own that reach beyond the machine. */
const REACHING_OUT = /^xstate\.(cancel|emit|enqueueActions|log|raise|sendTo|spawnChild|stopChild)/;

function configurationFaults(machine: AnyStateMachine): readonly string[] {
  const faults: string[] = [];
  const { actions, guards } = machine.implementations;
  const visit = (value: unknown, path: string, role: string): void => {
    if (Array.isArray(value)) for (const [index, each] of value.entries()) visit(each, `${path}[${index}]`, role);
    else if (typeof value === 'function') {
      if (role !== 'params' && role !== 'context') faults.push(`${path} is a function without a name`);
    } else if (typeof value === 'string') {
      if (role === 'actions' && !(value in actions)) faults.push(`${path}: nobody implements the action ${value}`);
      if (role === 'guard' && !(value in guards)) faults.push(`${path}: nobody implements the guard ${value}`);
    } else if (typeof value === 'object' && value !== null) visitObject(value as Record<string, unknown>, path, role);
  };
  const visitObject = (value: Record<string, unknown>, path: string, role: string): void => {
    const type = value['type'];
    if (role === 'actions' && typeof type === 'string' && REACHING_OUT.test(type)) faults.push(`${path} is ${type}`);
    if ((role === 'actions' || role === 'guard') && typeof type === 'string') visit(type, path, role);
    if (type === 'parallel' || type === 'history') faults.push(`${path} is a ${type} state`);
    for (const [name, inner] of Object.entries(value)) {
      const isStateName = role === 'states' || role === 'on' || role === 'given';
      if (!isStateName && (FORBIDDEN as readonly string[]).includes(name)) faults.push(`${path} has ${name}`);
      if (name !== 'type') visit(inner, `${path}.${name}`, roleOf(name, role));
    }
  };
  visit(machine.config, machine.id, 'state');
  return faults;
}

function roleOf(name: string, role: string): string {
  if (role === 'states' || role === 'on') return role === 'states' ? 'state' : 'transition';
  if (role === 'given') return 'given';
  if (name === 'entry' || name === 'exit' || name === 'actions') return 'actions';
  if (name === 'params' || name === 'context' || name === 'guard' || name === 'states' || name === 'on') return name;
  // Params that are values: whatever is in them is no action's and no guard's name.
  return role === 'actions' || role === 'guard' || role === 'params' ? 'given' : 'transition';
}

function runFaults({ machine, inputs, alphabet, words }: Tabulation): readonly string[] {
  const answers = new Map<string, Set<boolean>>();
  const watched = withWatchedGuards(machine, answers);
  const taken = new Set<unknown>();
  const faults = new Set<string>();
  const seen = new Set<string>();
  const open: SnapshotFrom<AnyStateMachine>[] = [];
  const reach = (snapshot: SnapshotFrom<AnyStateMachine>): void => {
    const key = JSON.stringify([snapshot.value, snapshot.context]);
    if (seen.has(key)) return;
    if (seen.size > MOST_SNAPSHOTS) faults.add('there is no end to its snapshots');
    seen.add(key);
    for (const [name, value] of Object.entries(snapshot.context as Record<string, unknown>)) {
      if (!(words[name] ?? []).includes(value)) faults.add(`context.${name} can be ${JSON.stringify(value)}`);
    }
    freezeDeep(snapshot.context);
    open.push(snapshot);
  };
  try {
    for (const input of inputs) reach(initialTransition(watched, freezeDeep(input))[0]);
    for (let next = open.pop(); next !== undefined && faults.size === 0; next = open.pop()) {
      if (next.status !== 'active') continue;
      for (const event of alphabet) {
        for (const definition of watched.getTransitionData(next, event)) taken.add(definition);
        reach(transition(watched, next, freezeDeep(event))[0]);
      }
    }
  } catch (error) {
    faults.add(`it throws, or changes what it was given: ${String(error)}`);
  }
  if (faults.size > 0) return [...faults];
  return [...untaken(watched.root, taken), ...oneSided(machine, answers)];
}

/** More than any machine of this project has, by far. */
const MOST_SNAPSHOTS = 20_000;

function withWatchedGuards(machine: AnyStateMachine, answers: Map<string, Set<boolean>>): AnyStateMachine {
  type Guard = (args: unknown, params: unknown) => boolean;
  const guards = Object.entries(machine.implementations.guards ?? {}).map(([name, guard]) => {
    const watched: Guard = (args, params) => {
      const answer = (guard as unknown as Guard)(args, freezeDeep(params));
      answers.set(name, (answers.get(name) ?? new Set()).add(answer));
      return answer;
    };
    return [name, watched];
  });
  return machine.provide({ guards: Object.fromEntries(guards) as never });
}

/** Ways that are written down and that nobody ever goes. */
function untaken(node: AnyStateNode, taken: ReadonlySet<unknown>): readonly string[] {
  const own = [...node.transitions].flatMap(([event, definitions]) =>
    definitions.flatMap((definition, index) =>
      taken.has(definition) ? [] : [`${node.id} never takes its way ${index + 1} upon ${event}`],
    ),
  );
  return [...own, ...Object.values(node.states).flatMap((inner) => untaken(inner as AnyStateNode, taken))];
}

function oneSided(machine: AnyStateMachine, answers: ReadonlyMap<string, ReadonlySet<boolean>>): readonly string[] {
  return usedGuards(machine.config).flatMap((name) => {
    const given = answers.get(name);
    if (given === undefined) return [`the guard ${name} is never asked`];
    return given.size === 2 ? [] : [`the guard ${name} only ever says ${String([...given][0])}`];
  });
}

/** Each guard that the configuration names, once. */
function usedGuards(config: unknown): readonly string[] {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'guard') names.add(typeof inner === 'string' ? inner : String((inner as { type: unknown }).type));
      else visit(inner);
    }
  };
  visit(config);
  return [...names];
}

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freezeDeep(inner);
  }
  return value;
}
