/**
 * Runs a finite machine: one event in, the next snapshot and what to do about it out.
 *
 * The machines are finite, so each distinct step is evaluated by XState once and then looked up: whatever runs on a
 * machine is a pointer to a shared, frozen snapshot. What is looked up is what `machine.transition` answered, nothing
 * else; `properties/` compares the two.
 *
 * The only file that calls XState's `transition`.
 */
import { createEmptyActor, initialTransition } from 'xstate';
import type { AnyStateMachine, SnapshotFrom } from 'xstate';
import { invariant } from '../src/base/errors.ts';

/** A state of one machine, shared with everything that is in the same state. Frozen. */
export interface Snapshot<Role, Context> {
  readonly role: Role;
  /** Dotted path of the state, such as `initiated.waiting`. */
  readonly state: string;
  readonly context: Context;
  readonly ended: boolean;
}

export interface StepOf<S, Effect> {
  readonly snapshot: S;
  readonly effects: readonly Effect[];
}

/** One machine, evaluated as it is needed. */
export interface Evaluator<S, Input, Event, Effect> {
  /** The state it begins in, and what to do at once. */
  start(input: Input): StepOf<S, Effect>;
  /** Takes one event. Pure: the same snapshot and event give the same step, and neither is changed. */
  step(snapshot: S, event: Event): StepOf<S, Effect>;
  /** Whether this state has an answer of its own to a type of event, rather than the general one of every state. */
  expects(snapshot: S, type: string): boolean;
}

interface Node<S, Effect> {
  readonly snapshot: S;
  readonly source: SnapshotFrom<AnyStateMachine>;
  readonly expected: ReadonlySet<string>;
  readonly steps: Map<string, StepOf<S, Effect>>;
}

type Action = { readonly type: string; readonly params?: unknown };

// What `transition` builds anew on every call and never uses here: an actor that does nothing. XState's own pure
// functions build one for each step, which costs ten times the step itself.
const inertActor = createEmptyActor();
let collected: Action[] = [];
const scope = {
  self: inertActor,
  system: inertActor.system,
  id: '',
  sessionId: '',
  logger: () => {},
  defer: () => {},
  stopChild: () => {},
  emit: () => {},
  actionExecutor: (action: Action) => {
    collected.push(action);
  },
};

/**
 * An evaluator of a machine. Context, input and events have to be flat and made of words, so that the words name them.
 *
 * @param role  what its snapshots are called
 */
export function createEvaluator<
  Role extends string,
  Context extends object,
  Input extends object,
  Event extends { readonly type: string },
  Effect,
>(role: Role, machine: AnyStateMachine): Evaluator<Snapshot<Role, Context>, Input, Event, Effect> {
  type S = Snapshot<Role, Context>;
  // Bounded by the machine's own finiteness: at most every state and context times every event of the alphabet.
  const starts = new Map<string, StepOf<S, Effect>>();
  const byKey = new Map<string, Node<S, Effect>>();
  const nodes = new WeakMap<S, Node<S, Effect>>();

  function nodeOf(snapshot: S): Node<S, Effect> {
    const node = nodes.get(snapshot);
    invariant(node !== undefined, 'a snapshot that this machine did not make');
    return node;
  }

  function intern(source: SnapshotFrom<AnyStateMachine>): S {
    const state = pathOf(source.value);
    const context = source.context as Context;
    const key = wordsOf(state, context);
    let node = byKey.get(key);
    if (node === undefined) {
      Object.freeze(context);
      const snapshot = Object.freeze({ role, state, context, ended: source.status !== 'active' });
      node = { snapshot, source, expected: expectedIn(machine, state), steps: new Map() };
      byKey.set(key, node);
      nodes.set(snapshot, node);
    }
    return node.snapshot;
  }

  function evaluate(node: Node<S, Effect>, event: Event): StepOf<S, Effect> {
    // XState still takes root transitions on a finished machine when asked directly; an actor would have stopped.
    if (node.snapshot.ended) return freezeStep(node.snapshot, []);
    collected = [];
    const next = machine.transition(node.source, event, scope as never);
    return freezeStep(intern(next), collected);
  }

  return {
    start(input) {
      const key = wordsOf('', input);
      let step = starts.get(key);
      if (step === undefined) {
        const [snapshot, actions] = initialTransition(machine, input);
        step = freezeStep(intern(snapshot), actions);
        starts.set(key, step);
      }
      return step;
    },
    step(snapshot, event) {
      const node = nodeOf(snapshot);
      // Most events are nothing but their type: then nothing is put together.
      const key = wordsOf(event.type, event, 'type');
      let step = node.steps.get(key);
      if (step === undefined) {
        step = evaluate(node, event);
        node.steps.set(key, step);
      }
      return step;
    },
    expects: (snapshot, type) => nodeOf(snapshot).expected.has(type),
  };
}

function freezeStep<S, Effect>(snapshot: S, actions: readonly Action[]): StepOf<S, Effect> {
  const ordered = actions.filter(({ type, params }) => type === 'effect' && params !== null);
  const effects = ordered.map(({ params }) => params as Effect);
  return Object.freeze({ snapshot, effects: Object.freeze(effects) });
}

/** The events that the active state nodes below the root list themselves. */
function expectedIn(machine: AnyStateMachine, state: string): ReadonlySet<string> {
  const expected = new Set<string>();
  let node: { readonly states: Record<string, unknown>; readonly ownEvents: readonly string[] } = machine.root;
  for (const name of state.split('.')) {
    node = node.states[name] as typeof node;
    for (const type of node.ownEvents) expected.add(type);
  }
  return expected;
}

/** `{ initiated: 'waiting' }` as `initiated.waiting`. The machines have no parallel states. */
function pathOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [name, inner] = Object.entries(value as Record<string, unknown>)[0] ?? [];
  invariant(name !== undefined, 'a state value without a state');
  return `${name}.${pathOf(inner)}`;
}

// Flat objects whose values are words, always written with the same fields in the same order: half the cost of JSON.
function wordsOf(first: string, words: object, except = ''): string {
  let key = first;
  for (const name in words) if (name !== except) key += ` ${(words as Readonly<Record<string, string | null>>)[name]}`;
  return key;
}
