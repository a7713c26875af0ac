/**
 * Actors that tell of themselves in XState's own way: those of calls that are inspected without a trace, and those of
 * any other machine.
 */
import { isObject, parseJson } from '../base/json.ts';
import { followFrom } from './follow.ts';
import { dotted } from './inspection.ts';
import type { ActorMessage, EventMessage, SeenSnapshot, SnapshotMessage } from './message.ts';
import type { Actor, Moment } from './timeline.ts';
import { cleanContext, cleanState, isCallMachine } from './words.ts';

export interface ToldStep {
  readonly actor: Actor;
  readonly moment: Moment;
  readonly atMs: number | undefined;
}

type LatestOf = (id: string) => Moment | undefined;

export class XStateActors {
  readonly #actors = new Map<string, Actor>();
  /** Those that have appeared, and of which no snapshot was told yet. */
  readonly #appeared = new Map<string, ActorMessage>();

  /** The steps that a message tells of. An event alone is none: the snapshot after it says what came of it. */
  take(message: ActorMessage | EventMessage | SnapshotMessage, latest: LatestOf): readonly ToldStep[] {
    const id = `x|${message.sessionId}`;
    if (message.type === '@xstate.event') return [];
    if (message.type === '@xstate.actor') {
      const actor = actorOf(message, id);
      // What is no machine, such as a promise, has no states.
      if (actor === undefined) return [];
      this.#actors.set(id, actor);
      // What it is like is told when it starts. @statelyai/inspect looks at an actor only when the page is idle: what
      // it says here can be what became of it since.
      this.#appeared.set(id, message);
      return [];
    }
    return this.#takeSnapshot(message, id, latest(id));
  }

  #takeSnapshot(message: SnapshotMessage, id: string, before: Moment | undefined): readonly ToldStep[] {
    if (message.snapshot.value === undefined) return [];
    // Of an actor that appeared before anybody listened, no more is known than what it does from now on.
    const actor = this.#actors.get(id) ?? unknownActor(message.sessionId, id);
    this.#actors.set(id, actor);
    const appeared = this.#appeared.get(id);
    this.#appeared.delete(id);
    const isBeginning = message.event.type === 'xstate.init';
    // It begins once; where nobody told how, with what it appeared as.
    if (isBeginning && before !== undefined) return [];
    const hasBegun = isBeginning || before !== undefined || appeared?.snapshot.value === undefined;
    const beginning = hasBegun ? [] : [stepOf(actor, appeared, undefined, undefined)];
    const from = isBeginning ? undefined : (beginning[0]?.moment ?? before);
    return [...beginning, stepOf(actor, message, isBeginning ? undefined : message.event, from)];
  }
}

function actorOf(message: ActorMessage, id: string): Actor | undefined {
  const config = message.definition === undefined ? undefined : parseJson(message.definition);
  if (!isObject(config) || !isObject(config['states'])) return undefined;
  const machine = typeof config['id'] === 'string' ? config['id'] : message.name;
  return {
    ...{ id, title: titleOf(message.name), party: '', machine },
    parent: message.parentId === undefined ? undefined : `x|${message.parentId}`,
    peer: undefined,
    sessionId: undefined,
    definition: message.definition,
  };
}

function unknownActor(sessionId: string, id: string): Actor {
  const nothing = { parent: undefined, peer: undefined, sessionId: undefined, definition: undefined };
  return { id, title: sessionId, party: '', machine: sessionId, ...nothing };
}

const NAME_OF_CALL = /^(caller|callee) (\S{8})\S{8,}$/;

/** An actor of a call is named for its session, which is longer than anybody reads. */
function titleOf(name: string): string {
  const [, role, beginning] = NAME_OF_CALL.exec(name) ?? [];
  return role === undefined ? name : `${role} ${beginning}…`;
}

function stepOf(
  actor: Actor,
  { snapshot, createdAt }: Pick<SnapshotMessage, 'createdAt' | 'snapshot'>,
  event: SnapshotMessage['event'] | undefined,
  before: Moment | undefined,
): ToldStep {
  const at = Number(createdAt);
  return {
    actor,
    atMs: Number.isFinite(at) && at > 0 ? at : undefined,
    moment: momentOf(snapshot, actor.machine, {
      ...{ state: stateIn(snapshot, actor.machine), event, effects: [], deadlines: [], verdict: undefined },
      from: before?.state ?? '',
    }),
  };
}

function stateIn({ value }: SeenSnapshot, machine: string): string {
  const path = dotted(value);
  return isCallMachine(machine) ? cleanState(machine, path) : path;
}

function momentOf(
  snapshot: SeenSnapshot,
  machine: string,
  rest: Omit<Moment, 'context' | 'followed' | 'isOver'>,
): Moment {
  const isOver = snapshot.status !== 'active';
  if (!isCallMachine(machine)) return { ...rest, isOver, context: snapshot.context, followed: undefined };
  const context = cleanContext(snapshot.context);
  return { ...rest, isOver, context, followed: followFrom(machine, rest.state, context) };
}
