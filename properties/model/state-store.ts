/**
 * The states an exploration has reached: fixed-width records of integers, each once, numbered in the order they came,
 * with the way there. Grows as needed; nothing in it is an object.
 */

/** 32-bit words of one state. */
export const STATE_WORDS = 4;

export class StateStore {
  #words = new Uint32Array(STATE_WORDS << 16);
  #parents = new Int32Array(1 << 16);
  #moves = new Int32Array(1 << 16);
  /** Open addressing: a state's number, or -1. At most half full. */
  #slots = new Int32Array(1 << 18).fill(-1);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The bytes that all of it takes. */
  get bytes(): number {
    return this.#words.byteLength + this.#parents.byteLength + this.#moves.byteLength + this.#slots.byteLength;
  }

  /** Adds a state; answers its number if it is new, else -1. */
  add(state: Uint32Array, parent: number, move: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(state) & mask;
    for (let known = this.#slots[slot] ?? -1; known !== -1; known = this.#slots[slot] ?? -1) {
      if (this.#isAt(known, state)) return -1;
      slot = (slot + 1) & mask;
    }
    if (this.#size === this.#parents.length) this.#growRecords();
    const number = this.#size;
    this.#words.set(state, number * STATE_WORDS);
    this.#parents[number] = parent;
    this.#moves[number] = move;
    this.#slots[slot] = number;
    this.#size += 1;
    if (this.#size * 2 > this.#slots.length) this.#growSlots();
    return number;
  }

  /** A state, as it lies in the store: valid until the next is added. */
  words(number: number): Uint32Array {
    const start = number * STATE_WORDS;
    return this.#words.subarray(start, start + STATE_WORDS);
  }

  /** The moves from the first state to this one, with the state each leads to. */
  wayTo(number: number): readonly { readonly move: number; readonly state: number }[] {
    const way: { readonly move: number; readonly state: number }[] = [];
    for (let state = number; (this.#parents[state] ?? -1) !== -1; state = this.#parents[state] ?? -1) {
      way.push({ move: this.#moves[state] ?? 0, state });
    }
    return way.toReversed();
  }

  #isAt(number: number, state: Uint32Array): boolean {
    const start = number * STATE_WORDS;
    for (let word = 0; word < STATE_WORDS; word += 1) {
      if (this.#words[start + word] !== state[word]) return false;
    }
    return true;
  }

  #growRecords(): void {
    const words = new Uint32Array(this.#words.length * 2);
    words.set(this.#words);
    this.#words = words;
    const parents = new Int32Array(this.#parents.length * 2);
    parents.set(this.#parents);
    this.#parents = parents;
    const moves = new Int32Array(this.#moves.length * 2);
    moves.set(this.#moves);
    this.#moves = moves;
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#size; number += 1) {
      let slot = hashOf(this.words(number)) & mask;
      while (slots[slot] !== -1) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
    this.#slots = slots;
  }
}

/** Mixes the words well enough for open addressing; nothing else depends on it. */
function hashOf(state: Uint32Array): number {
  let hash = 0;
  for (let word = 0; word < STATE_WORDS; word += 1) {
    hash = Math.imul(hash ^ (state[word] ?? 0), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
