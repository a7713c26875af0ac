/**
 * The states an exploration has reached: fixed-width records of 32-bit words, each once, numbered in the order they
 * came, with the state each came from. Grows as needed; nothing in it is an object.
 */

const FIRST_RECORDS = 1 << 14;

export class StateStore {
  readonly width: number;
  #words: Uint32Array;
  #parents: Int32Array;
  /** Open addressing: a state's number, or -1. At most half full. */
  #slots: Int32Array;
  #size = 0;

  /** @param width  words of a state */
  constructor(width: number) {
    this.width = width;
    this.#words = new Uint32Array(width * FIRST_RECORDS);
    this.#parents = new Int32Array(FIRST_RECORDS);
    this.#slots = new Int32Array(FIRST_RECORDS * 4).fill(-1);
  }

  get size(): number {
    return this.#size;
  }

  /** The bytes that all of it takes. */
  get bytes(): number {
    return this.#words.byteLength + this.#parents.byteLength + this.#slots.byteLength;
  }

  /** Adds a state; answers its number if it is new, else -1. */
  add(state: Uint32Array, parent: number): number {
    const { width } = this;
    const slots = this.#slots;
    const words = this.#words;
    const mask = slots.length - 1;
    let slot = hashOf(state, 0, width) & mask;
    for (let known = slots[slot] as number; known !== -1; known = slots[slot] as number) {
      const start = known * width;
      let word = 0;
      while (word < width && words[start + word] === state[word]) word += 1;
      if (word === width) return -1;
      slot = (slot + 1) & mask;
    }
    if (this.#size === this.#parents.length) this.#growRecords();
    const number = this.#size;
    this.#words.set(state, number * width);
    this.#parents[number] = parent;
    slots[slot] = number;
    this.#size += 1;
    if (this.#size * 2 > slots.length) this.#fillSlots(slots.length * 2);
    return number;
  }

  /** A state, as it lies in the store: valid until the next is added. */
  words(number: number): Uint32Array {
    const start = number * this.width;
    return this.#words.subarray(start, start + this.width);
  }

  /** The numbers of the states from the first to this one. */
  wayTo(number: number): readonly number[] {
    const way: number[] = [];
    for (let state = number; state !== -1; state = this.#parents[state] ?? -1) way.push(state);
    return way.toReversed();
  }

  /** Words and parents, as they lie: what a checkpoint is made of. */
  records(): { readonly words: Uint32Array; readonly parents: Int32Array } {
    return { words: this.#words.subarray(0, this.#size * this.width), parents: this.#parents.subarray(0, this.#size) };
  }

  /** A store with the records of another. */
  static from(width: number, words: Uint32Array, parents: Int32Array): StateStore {
    const store = new StateStore(width);
    store.#words = words;
    store.#parents = parents;
    store.#size = parents.length;
    let slots = FIRST_RECORDS * 4;
    while (slots < store.#size * 2) slots *= 2;
    store.#fillSlots(slots);
    return store;
  }

  #growRecords(): void {
    const words = new Uint32Array(this.#words.length * 2);
    words.set(this.#words);
    this.#words = words;
    const parents = new Int32Array(this.#parents.length * 2);
    parents.set(this.#parents);
    this.#parents = parents;
  }

  #fillSlots(count: number): void {
    const slots = new Int32Array(count).fill(-1);
    const mask = count - 1;
    for (let number = 0; number < this.#size; number += 1) {
      let slot = hashOf(this.#words, number * this.width, this.width) & mask;
      while (slots[slot] !== -1) slot = (slot + 1) & mask;
      slots[slot] = number;
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
  return (hash ^ (hash >>> 13)) >>> 0;
}
