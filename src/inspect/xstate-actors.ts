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

export class XStateActors {
  readonly #actors = new Map<string, Actor>();

  /** The step that a message tells of. An event alone is none: the snapshot after it says what came of it. */
  take(message: ActorMessage | EventMessage | SnapshotMessage, latest: LatestOf): ToldStep | undefined {
    if (message.type === '@xstate.event') return undefined;
    const id = `x|${message.sessionId}`;
    const known = this.#actors.get(id);
    const actor = message.type === '@xstate.actor' ? actorOf(message, id) : known;
    // What is no machine, such as a promise, has no states; a snapshot of nobody tells nothing.
    if (actor?.definition === undefined) return undefined;
    this.#actors.set(id, actor);
    const before = latest(id);
    const event = message.type === '@xstate.snapshot' ? message.event : undefined;
    // XState tells of the first snapshot when the actor appears, when it starts, or both.
    if (message.snapshot.value === undefined) return undefined;
    if (event?.type === 'xstate.init' && before !== undefined) return undefined;
    const state = stateIn(message.snapshot, actor.machine);
    const at = Number(message.createdAt);
    return {
      actor,
      atMs: Number.isFinite(at) && at > 0 ? at : undefined,
      moment: momentOf(message.snapshot, actor.machine, {
        ...{ state, event, effects: [], deadlines: [], verdict: undefined },
        from: event === undefined ? '' : (before?.state ?? ''),
      }),
    };
  }
}

type LatestOf = (id: string) => Moment | undefined;

function actorOf(message: ActorMessage, id: string): Actor | undefined {
  const config = message.definition === undefined ? undefined : parseJson(message.definition);
  if (!isObject(config) || !isObject(config['states'])) return undefined;
  const machine = typeof config['id'] === 'string' ? config['id'] : message.name;
  return {
    ...{ id, title: message.name, party: '', machine },
    parent: message.parentId === undefined ? undefined : `x|${message.parentId}`,
    peer: undefined,
    sessionId: undefined,
    definition: message.definition,
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
