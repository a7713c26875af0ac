/**
 * A system: automata of all devices and one network between them, as a relation over integers.
 *
 * A global state is a record of words: the local states of the devices, then the network. Two networks. The one that
 * knows everything delivers whatever it has seen, any number of times, to any device, and forges all that is not
 * encrypted: so loss, delay, reordering, replay and injection are all in it. Channels hold so many messages at once,
 * and lose, double, reorder and inject as they are told to; what finds no room is lost.
 */
import type { Automaton, Move } from './automaton.ts';
import { ChannelRelation } from './channel-relation.ts';
import { KnowledgeRelation } from './knowledge-relation.ts';
import type { Alphabet, Setting } from './wire.ts';

export interface Channels {
  readonly kind: 'channels';
  /** Messages under way at once, at most. */
  readonly inflight: number;
  readonly drops: boolean;
  readonly duplicates: boolean;
  readonly injects: boolean;
}

export type Network = Channels | { readonly kind: 'knowledge' };

export interface System {
  readonly setting: Setting;
  readonly alphabet: Alphabet;
  readonly ends: readonly Automaton[];
  readonly network: Network;
}

/** What led from one global state to the next. `message` -1: nothing was delivered. */
export interface Transition {
  readonly kind: 'double' | 'drop' | 'get' | 'inject' | 'own';
  readonly end: number;
  readonly move: Move | undefined;
  readonly message: number;
}

/** Told each successor: the words of it, which are overwritten by the next, and how it came about. */
export type Visit = (
  next: Uint32Array,
  kind: Transition['kind'],
  end: number,
  move: Move | undefined,
  message: number,
) => void;

/** The transitions of a system. */
export interface Relation {
  /** Words of a state. */
  readonly width: number;
  /** Gives `visit` every successor of a state. */
  expand(state: Uint32Array, visit: Visit): void;
}

export function relationOf(system: System): Relation {
  return system.network.kind === 'knowledge'
    ? new KnowledgeRelation(system)
    : new ChannelRelation(system, system.network);
}
