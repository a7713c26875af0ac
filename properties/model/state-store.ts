/**
 * The states an exploration has reached: fixed-width records of 32-bit words, each once, numbered in the order they
 * came, with the state each came from. Nothing in it is an object, and nothing is moved when it grows: 10^8 states of
 * five words take 3.4 GB.
 */
import { invariant } from '../../src/base/errors.ts';

const PAGE_BITS = 16;
export const PAGE_RECORDS = 1 << PAGE_BITS;
/** A slot holds a state's number in its low bits, and a piece of its hash in those above, which spares most looks. */
const NUMBER_BITS = 28;
const NUMBER_MASK = (1 << NUMBER_BITS) - 1;
const FREE = 0xffff_ffff;
const MOST_STATES = NUMBER_MASK;
/** The parent of the first state, and a state that is not new. */
export const NO_STATE = -1;

const FIRST_SLOTS = 1 << 16;

export class StateStore {
  /** Words of a state. */
  readonly width: number;
  /** Records one after the other: the words of a state, then the number of the state it came from. */
  readonly #pages: Uint32Array[] = [];
  /** Open addressing, at most half full. */
  #slots = new Uint32Array(FIRST_SLOTS).fill(FREE);
  #size = 0;

  constructor(width: number) {
    this.width = width;
  }

  get size(): number {
    return this.#size;
  }

  /** The bytes that all of it takes. */
  get bytes(): number {
    return this.#pages.length * PAGE_RECORDS * (this.width + 1) * 4 + this.#slots.byteLength;
  }

  /** Adds a state; answers its number if it is new, else `NO_STATE`. */
  add(state: Uint32Array, parent: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const hash = hashOf(state, 0, this.width);
    const tag = hash & ~NUMBER_MASK;
    let slot = hash & mask;
    for (let entry = slots[slot] as number; entry !== FREE; entry = slots[slot] as number) {
      if ((entry & ~NUMBER_MASK) === tag && this.#equals(entry & NUMBER_MASK, state)) return NO_STATE;
      slot = (slot + 1) & mask;
    }
    const number = this.#append(state, parent);
    slots[slot] = (tag | number) >>> 0;
    if (this.#size * 2 > slots.length) this.#spread(slots.length * 2);
    return number;
  }

  /** Copies a state out of the store. */
  read(number: number, into: Uint32Array): void {
    const page = this.#pageOf(number);
    const start = (number & (PAGE_RECORDS - 1)) * (this.width + 1);
    into.set(page.subarray(start, start + this.width));
  }

  /** The numbers of the states from the first to this one. */
  wayTo(number: number): readonly number[] {
    const way: number[] = [];
    for (let state = number; state !== NO_STATE; state = this.#parentOf(state)) way.push(state);
    return way.toReversed();
  }

  /** All records as they lie, in pieces of `PAGE_RECORDS`: what a checkpoint is made of. */
  records(): readonly Uint32Array[] {
    return this.#pages.map((page, index) => {
      const records = Math.min(PAGE_RECORDS, this.#size - index * PAGE_RECORDS);
      return page.subarray(0, records * (this.width + 1));
    });
  }

  /** A store with the records of another. */
  static from(width: number, records: Iterable<Uint32Array>): StateStore {
    const store = new StateStore(width);
    for (const piece of records) {
      invariant(store.#size === store.#pages.length * PAGE_RECORDS, 'only the last piece is less than a page');
      const page = new Uint32Array(PAGE_RECORDS * (width + 1));
      page.set(piece);
      store.#pages.push(page);
      store.#size += piece.length / (width + 1);
    }
    let slots = FIRST_SLOTS;
    while (slots < store.#size * 2) slots *= 2;
    store.#spread(slots);
    return store;
  }

  #append(state: Uint32Array, parent: number): number {
    const number = this.#size;
    invariant(number < MOST_STATES, 'more states than a slot has numbers for');
    if (number >>> PAGE_BITS === this.#pages.length) {
      this.#pages.push(new Uint32Array(PAGE_RECORDS * (this.width + 1)));
    }
    const page = this.#pageOf(number);
    const start = (number & (PAGE_RECORDS - 1)) * (this.width + 1);
    for (let word = 0; word < this.width; word += 1) page[start + word] = state[word] as number;
    page[start + this.width] = parent;
    this.#size += 1;
    return number;
  }

  #equals(number: number, state: Uint32Array): boolean {
    const page = this.#pageOf(number);
    const start = (number & (PAGE_RECORDS - 1)) * (this.width + 1);
    for (let word = 0; word < this.width; word += 1) if (page[start + word] !== state[word]) return false;
    return true;
  }

  #parentOf(number: number): number {
    return (this.#pageOf(number)[(number & (PAGE_RECORDS - 1)) * (this.width + 1) + this.width] as number) | 0;
  }

  #pageOf(number: number): Uint32Array {
    return this.#pages[number >>> PAGE_BITS] as Uint32Array;
  }

  /** Puts every state into so many slots anew. */
  #spread(count: number): void {
    // The old ones are let go of first: the new ones are the largest thing there is.
    this.#slots = new Uint32Array(0);
    const slots = new Uint32Array(count).fill(FREE);
    const mask = count - 1;
    for (let number = 0; number < this.#size; number += 1) {
      const start = (number & (PAGE_RECORDS - 1)) * (this.width + 1);
      const hash = hashOf(this.#pageOf(number), start, this.width);
      let slot = hash & mask;
      while (slots[slot] !== FREE) slot = (slot + 1) & mask;
      slots[slot] = ((hash & ~NUMBER_MASK) | number) >>> 0;
    }
    this.#slots = slots;
  }
}

/** Mixes the words well enough for open addressing; nothing else depends on it. */
function hashOf(words: Uint32Array, start: number, width: number): number {
  let hash = 0;
  for (let word = 0; word < width; word += 1) {
    hash = Math.imul(hash ^ (words[start + word] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
