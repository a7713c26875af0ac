/**
 * The relation of a network of channels: a bag of messages under way, of which any may be delivered next.
 *
 * What runs here runs a hundred million times, so the bag is a few numbers in ascending order in arrays that are made
 * once.
 */
import type { Automaton, Move } from './automaton.ts';
import { localAt, localWords, withLocal, wordOf } from './local-words.ts';
import type { Channels, Relation, System, Transition, Visit } from './system.ts';

const WORD_BITS = 32;
/** No place in the bag. */
const NONE = -1;

export class ChannelRelation implements Relation {
  readonly width: number;
  readonly #ends: readonly Automaton[];
  readonly #network: Channels;
  readonly #receivers: Int32Array;
  readonly #injected: readonly number[];
  /** A message under way is its number and one, in so many bits; 0 is none. */
  readonly #bits: number;
  readonly #mask: number;
  readonly #bagWord: number;
  readonly #next: Uint32Array;
  /** The messages under way, in ascending order, and how many there are: before a step, and after it. */
  readonly #bag: Int32Array;
  #count = 0;
  readonly #after: Int32Array;
  #afterCount = 0;

  constructor({ ends, alphabet }: System, network: Channels) {
    this.#ends = ends;
    this.#network = network;
    this.#receivers = Int32Array.from(alphabet.messages, ({ to }) => ends.findIndex(({ name }) => name === to));
    this.#injected = network.injects ? [...alphabet.forgeable.keys()].filter((each) => alphabet.forgeable[each]) : [];
    this.#bits = WORD_BITS - Math.clz32(alphabet.messages.length);
    this.#mask = (1 << this.#bits) - 1;
    this.#bagWord = localWords(ends.length);
    this.width = this.#bagWord + Math.ceil(network.inflight / Math.floor(WORD_BITS / this.#bits));
    this.#next = new Uint32Array(this.width);
    this.#bag = new Int32Array(network.inflight);
    this.#after = new Int32Array(network.inflight);
  }

  expand(state: Uint32Array, visit: Visit): void {
    this.#unpack(state);
    for (let index = 0; index < this.#ends.length; index += 1) {
      const own = (this.#ends[index] as Automaton).ownMoves(localAt(state, index));
      for (let at = 0; at < own.length; at += 1) {
        this.#leave(NONE);
        this.#go(state, visit, 'own', index, own[at], -1);
      }
    }
    for (let at = 0; at < this.#count; at += 1) {
      // Of equal ones the first stands for all.
      if (at === 0 || this.#bag[at] !== this.#bag[at - 1]) this.#deliver(state, visit, at);
    }
    if (this.#count === this.#network.inflight) return;
    for (const message of this.#injected) {
      this.#leave(NONE);
      this.#add(message);
      this.#go(state, visit, 'inject', -1, undefined, message);
    }
  }

  #deliver(state: Uint32Array, visit: Visit, at: number): void {
    const { drops, duplicates } = this.#network;
    const message = this.#bag[at] as number;
    const receiver = this.#receivers[message] as number;
    const move = this.#ends[receiver]?.receive(localAt(state, receiver), message);
    if (move !== undefined) {
      this.#leave(at);
      this.#go(state, visit, 'get', receiver, move, message);
    }
    if (move !== undefined && duplicates) {
      this.#leave(NONE);
      this.#go(state, visit, 'double', receiver, move, message);
    }
    // Taken, and nothing comes of it: the same as lost.
    if (drops || move === undefined) {
      this.#leave(at);
      this.#go(state, visit, 'drop', -1, undefined, message);
    }
  }

  /** What is under way after the step, but for what the step sends: all of it, without the one at a place. */
  #leave(without: number): void {
    let count = 0;
    for (let at = 0; at < this.#count; at += 1) {
      if (at === without) continue;
      this.#after[count] = this.#bag[at] as number;
      count += 1;
    }
    this.#afterCount = count;
  }

  /** Puts a message on its way, where there is room. */
  #add(message: number): void {
    if (this.#afterCount === this.#network.inflight) return;
    let at = this.#afterCount;
    for (; at > 0 && (this.#after[at - 1] as number) > message; at -= 1)
      this.#after[at] = this.#after[at - 1] as number;
    this.#after[at] = message;
    this.#afterCount += 1;
  }

  #go(
    state: Uint32Array,
    visit: Visit,
    kind: Transition['kind'],
    end: number,
    move: Move | undefined,
    message: number,
  ): void {
    const next = this.#next;
    for (let word = 0; word < this.#bagWord; word += 1) next[word] = state[word] as number;
    if (move !== undefined) {
      next[wordOf(end)] = withLocal(next[wordOf(end)] as number, end, move.next);
      for (const sent of move.sends) this.#add(sent);
    }
    let at = 0;
    for (let word = this.#bagWord; word < this.width; word += 1) {
      let packed = 0;
      for (let shift = 0; at < this.#afterCount && shift <= WORD_BITS - this.#bits; shift += this.#bits, at += 1) {
        packed |= ((this.#after[at] as number) + 1) << shift;
      }
      next[word] = packed;
    }
    visit(next, kind, end, move, message);
  }

  #unpack(state: Uint32Array): void {
    this.#count = 0;
    for (let word = this.#bagWord; word < this.width; word += 1) {
      for (let packed = state[word] as number; packed !== 0; packed >>>= this.#bits) {
        this.#bag[this.#count] = (packed & this.#mask) - 1;
        this.#count += 1;
      }
    }
  }
}
