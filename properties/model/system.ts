/**
 * A system: automata of all devices and one network between them, as a relation over integers.
 *
 * A global state is a record of words: the local state of each device, then the network. Two networks. The one that
 * knows everything delivers whatever it has seen, any number of times, to any device, and forges all that is not
 * encrypted: so loss, delay, reordering, replay and injection are all in it. Channels hold so many messages at once,
 * and lose, double, reorder and inject as they are told to; what finds no room is lost.
 */
import { invariant } from '../../src/base/errors.ts';
import type { Automaton, Move } from './automaton.ts';
import type { Alphabet, Setting } from './wire.ts';

export type Network =
  | { readonly kind: 'knowledge' }
  | {
      readonly kind: 'channels';
      /** Messages under way at once, at most. */
      readonly inflight: number;
      readonly drops: boolean;
      readonly duplicates: boolean;
      readonly injects: boolean;
    };

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
  readonly width: number;
  /** Gives `visit` every successor of a state. */
  expand(state: Uint32Array, visit: Visit): void;
}

export function relationOf(system: System): Relation {
  return system.network.kind === 'knowledge'
    ? new KnowledgeRelation(system)
    : new ChannelRelation(system, system.network);
}

const MOST_CIPHERTEXTS = 32;

class KnowledgeRelation implements Relation {
  readonly width: number;
  readonly #system: System;
  readonly #next: Uint32Array;
  /** Of each device, for each local state: the messages that do something to it. */
  readonly #deliveries: (readonly Delivery[])[][];

  constructor(system: System) {
    invariant(system.alphabet.ciphertexts.length <= MOST_CIPHERTEXTS, 'a word has a bit for each ciphertext');
    this.#system = system;
    this.width = system.ends.length + 1;
    this.#next = new Uint32Array(this.width);
    this.#deliveries = system.ends.map(() => []);
  }

  expand(state: Uint32Array, visit: Visit): void {
    const { ends, alphabet } = this.#system;
    const networkWord = ends.length;
    const seen = state[networkWord] as number;
    for (const [index, end] of ends.entries()) {
      const local = state[index] as number;
      for (const move of end.ownMoves(local)) this.#go(state, visit, 'own', index, move, -1);
      for (const { message, move, needs } of this.#deliveriesOf(index, end, local, alphabet)) {
        if ((needs & ~seen) === 0) this.#go(state, visit, 'get', index, move, message);
      }
    }
  }

  #go(state: Uint32Array, visit: Visit, kind: Transition['kind'], end: number, move: Move, message: number): void {
    const { carries } = this.#system.alphabet;
    const next = this.#next;
    next.set(state);
    next[end] = move.next;
    let seen = next[this.width - 1] as number;
    for (const sent of move.sends) {
      const ciphertext = carries[sent] as number;
      if (ciphertext !== -1) seen |= 1 << ciphertext;
    }
    next[this.width - 1] = seen >>> 0;
    visit(next, kind, end, move, message);
  }

  #deliveriesOf(index: number, end: Automaton, local: number, { carries }: Alphabet): readonly Delivery[] {
    const known = this.#deliveries[index] as (readonly Delivery[])[];
    return (known[local] ??= end.inbox.flatMap((message): Delivery[] => {
      const move = end.receive(local, message);
      const ciphertext = carries[message] as number;
      return move === undefined ? [] : [{ message, move, needs: ciphertext === -1 ? 0 : (1 << ciphertext) >>> 0 }];
    }));
  }
}

interface Delivery {
  readonly message: number;
  readonly move: Move;
  /** The bits that have to be set in what the network has seen. */
  readonly needs: number;
}

class ChannelRelation implements Relation {
  readonly width: number;
  readonly #system: System;
  readonly #network: Extract<Network, { kind: 'channels' }>;
  readonly #next: Uint32Array;
  /** The messages under way, in ascending order. */
  readonly #inflight: number[] = [];
  readonly #receivers: Int32Array;

  constructor(system: System, network: Extract<Network, { kind: 'channels' }>) {
    this.#system = system;
    this.#network = network;
    this.width = system.ends.length + Math.ceil(network.inflight / 2);
    this.#next = new Uint32Array(this.width);
    const { ends, alphabet } = system;
    this.#receivers = Int32Array.from(alphabet.messages, ({ to }) => ends.findIndex(({ name }) => name === to));
  }

  expand(state: Uint32Array, visit: Visit): void {
    const { ends } = this.#system;
    this.#unpack(state);
    const inflight = this.#inflight;
    for (const [index, end] of ends.entries()) {
      for (const move of end.ownMoves(state[index] as number)) {
        this.#go(state, visit, 'own', index, move, -1, -1);
      }
    }
    for (let at = 0; at < inflight.length; at += 1) {
      const message = inflight[at] as number;
      // Of equal ones the first stands for all.
      if (message !== inflight[at - 1]) this.#deliver(state, visit, message, at);
    }
    if (!this.#network.injects || inflight.length >= this.#network.inflight) return;
    const { forgeable } = this.#system.alphabet;
    for (let message = 0; message < forgeable.length; message += 1) {
      if (forgeable[message] === true) this.#go(state, visit, 'inject', -1, undefined, message, -1, message);
    }
  }

  #deliver(state: Uint32Array, visit: Visit, message: number, at: number): void {
    const { drops, duplicates } = this.#network;
    const receiver = this.#receivers[message] as number;
    const move = this.#system.ends[receiver]?.receive(state[receiver] as number, message);
    if (move === undefined) {
      // Taken, and nothing comes of it: the same as lost.
      this.#go(state, visit, 'drop', -1, undefined, message, at);
      return;
    }
    this.#go(state, visit, 'get', receiver, move, message, at);
    if (duplicates) this.#go(state, visit, 'double', receiver, move, message, -1);
    if (drops) this.#go(state, visit, 'drop', -1, undefined, message, at);
  }

  /**
   * @param without  the place of the message that is no more under way, or -1
   * @param added    a message put in, or -1
   */
  #go(
    state: Uint32Array,
    visit: Visit,
    kind: Transition['kind'],
    end: number,
    move: Move | undefined,
    message: number,
    without: number,
    added = -1,
  ): void {
    const { ends } = this.#system;
    const next = this.#next;
    const bag = this.#inflight.filter((_, at) => at !== without);
    if (added !== -1) bag.push(added);
    for (const sent of move?.sends ?? []) if (bag.length < this.#network.inflight) bag.push(sent);
    bag.sort((one, other) => one - other);
    for (let index = 0; index < ends.length; index += 1) next[index] = state[index] as number;
    if (move !== undefined) next[end] = move.next;
    for (let word = ends.length; word < this.width; word += 1) {
      const at = (word - ends.length) * 2;
      next[word] = packed(bag[at]) | (packed(bag[at + 1]) << 16);
    }
    visit(next, kind, end, move, message);
  }

  #unpack(state: Uint32Array): void {
    const inflight = this.#inflight;
    inflight.length = 0;
    for (let word = this.#system.ends.length; word < this.width; word += 1) {
      const pair = state[word] as number;
      if ((pair & 0xffff) !== 0) inflight.push((pair & 0xffff) - 1);
      if (pair >>> 16 !== 0) inflight.push((pair >>> 16) - 1);
    }
  }
}

/** A message in 16 bits; 0 for none. */
function packed(message: number | undefined): number {
  return message === undefined ? 0 : message + 1;
}
