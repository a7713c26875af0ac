/** The local states of a system's devices in the first words of a global state, two to a word. */
import { invariant } from '../../src/base/errors.ts';

const BITS = 16;
const MASK = (1 << BITS) - 1;

/** How many words so many devices take. */
export function localWords(ends: number): number {
  return (ends + 1) >>> 1;
}

/** The local state of a device in a global one. */
export function localAt(state: Uint32Array, end: number): number {
  return ((state[wordOf(end)] as number) >>> ((end & 1) * BITS)) & MASK;
}

/** The word that the local state of a device is in. */
export function wordOf(end: number): number {
  return end >>> 1;
}

/** That word, with the device in another local state. */
export function withLocal(word: number, end: number, local: number): number {
  invariant(local <= MASK, 'more local states than half a word has numbers for');
  const shift = (end & 1) * BITS;
  return (word & ~(MASK << shift)) | (local << shift);
}
