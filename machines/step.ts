/**
 * Runs the machines: one event in, the next snapshot and what to do about it out.
 *
 * The machines are finite, so each distinct step is evaluated by XState once and then looked up: a running call is a
 * pointer to a shared, frozen snapshot. What is looked up is what `machine.transition` answered, nothing else;
 * `properties/` compares the two.
 *
 * The only file that calls XState's `transition`.
 */
import { createEmptyActor, initialTransition } from 'xstate';
import type { SnapshotFrom } from 'xstate';
import { invariant } from '../src/base/errors.ts';
import { calleeMachine } from './callee.machine.ts';
import { callerMachine } from './caller.machine.ts';
import type { CallContext, CallInput } from './context.ts';
import type { CallEffect } from './effects.ts';
import type { CallEvent } from './events.ts';

export const ROLES = ['caller', 'callee'] as const;
export type Role = (typeof ROLES)[number];

/** A state of one call, shared with every other call in the same state. Frozen. */
export interface CallSnapshot {
  readonly role: Role;
  /** Dotted path of the state, such as `initiated.waiting`. */
  readonly state: string;
  readonly context: CallContext;
  readonly ended: boolean;
}

export interface Step {
  readonly snapshot: CallSnapshot;
  readonly effects: readonly CallEffect[];
}

type Machine = typeof callerMachine | typeof calleeMachine;
type XStateSnapshot = SnapshotFrom<typeof callerMachine>;

/** The state a call begins in, and what to do at once. */
export function startCall(role: Role, input: CallInput): Step {
  const key = `${role} ${input.policy} ${input.omemo} ${input.presence} ${input.occasion}`;
  let step = starts.get(key);
  if (step === undefined) {
    const [snapshot, actions] = initialTransition(machineOf(role) as typeof callerMachine, input);
    step = freezeStep(intern(role, snapshot), actions);
    starts.set(key, step);
  }
  return step;
}

/** Takes one event. Pure: the same snapshot and event give the same step, and neither is changed. */
export function stepCall(snapshot: CallSnapshot, event: CallEvent): Step {
  const node = nodes.get(snapshot);
  invariant(node !== undefined, 'a snapshot that startCall or stepCall did not make');
  const key = eventKey(event);
  let step = node.steps.get(key);
  if (step === undefined) {
    step = evaluate(snapshot.role, node, event);
    node.steps.set(key, step);
  }
  return step;
}

/** Whether this state has an answer of its own to a type of event, rather than the general one of every state. */
export function expects(snapshot: CallSnapshot, type: CallEvent['type']): boolean {
  const node = nodes.get(snapshot);
  invariant(node !== undefined, 'a snapshot that startCall or stepCall did not make');
  return node.expected.has(type);
}

interface Node {
  readonly snapshot: CallSnapshot;
  readonly source: XStateSnapshot;
  readonly expected: ReadonlySet<string>;
  readonly steps: Map<string, Step>;
}

// Bounded by the machines' own finiteness: at most every state and context times every event of the alphabet.
const starts = new Map<string, Step>();
const byKey = new Map<string, Node>();
const nodes = new WeakMap<CallSnapshot, Node>();

// What `transition` builds anew on every call and never uses here: an actor that does nothing. XState's own pure
// functions build one for each step, which costs ten times the step itself.
const inertActor = createEmptyActor();
let collected: { readonly type: string; readonly params?: unknown }[] = [];
const scope = {
  self: inertActor,
  system: inertActor.system,
  id: '',
  sessionId: '',
  logger: () => {},
  defer: () => {},
  stopChild: () => {},
  emit: () => {},
  actionExecutor: (action: { readonly type: string; readonly params?: unknown }) => {
    collected.push(action);
  },
};

function evaluate(role: Role, node: Node, event: CallEvent): Step {
  // XState still takes root transitions on a finished machine when asked directly; an actor would have stopped.
  if (node.snapshot.ended) return freezeStep(node.snapshot, []);
  collected = [];
  const machine = machineOf(role) as typeof callerMachine;
  const next = machine.transition(node.source, event, scope as never) as XStateSnapshot;
  return freezeStep(intern(role, next), collected);
}

function intern(role: Role, source: XStateSnapshot): CallSnapshot {
  const state = pathOf(source.value);
  const key = snapshotKey(role, state, source.context);
  let node = byKey.get(key);
  if (node === undefined) {
    Object.freeze(source.context);
    const { context } = source;
    const snapshot = Object.freeze({ role, state, context, ended: source.status !== 'active' });
    node = { snapshot, source, expected: expectedIn(role, state), steps: new Map() };
    byKey.set(key, node);
    nodes.set(snapshot, node);
  }
  return node.snapshot;
}

function machineOf(role: Role): Machine {
  return role === 'caller' ? callerMachine : calleeMachine;
}

function freezeStep(snapshot: CallSnapshot, actions: readonly { readonly type: string; readonly params?: unknown }[]) {
  const effects = actions.filter((action) => action.type === 'effect').map((action) => action.params as CallEffect);
  return Object.freeze({ snapshot, effects: Object.freeze(effects) });
}

/** The events that the active state nodes below the root list themselves. */
function expectedIn(role: Role, state: string): ReadonlySet<string> {
  const expected = new Set<string>();
  let node: { readonly states: Record<string, unknown>; readonly ownEvents: readonly string[] } = machineOf(role).root;
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

function snapshotKey(role: Role, state: string, context: CallContext): string {
  const { policy, omemo, presence, occasion, sent, received, because, trust } = context;
  return `${role} ${state} ${policy} ${omemo} ${presence} ${occasion} ${sent} ${received} ${because} ${trust}`;
}

// Events are flat and their values words, so the values name them: half the cost of JSON.
function eventKey(event: CallEvent): string {
  let key: string = event.type;
  for (const name in event) if (name !== 'type') key += ` ${event[name as keyof CallEvent]}`;
  return key;
}
