/**
 * Values of somebody else's machine, before anything is done with them: what comes by `postMessage` can hold itself,
 * and what comes as text can be so deep that writing it down again has no end that the stack would reach.
 */
import { WITHHELD } from './words.ts';

/** Deeper than anybody reads, and than states are nested. */
const MOST_DEPTH = 16;
/** Values, counted through all of them. */
const MOST_VALUES = 5_000;
const MOST_CHARACTERS = 4_000;

/** A copy that JSON can say, small enough to be kept; what is too much of it is withheld. */
export function plainCopy(value: unknown): unknown {
  let left = MOST_VALUES;
  const copy = (each: unknown, depth: number): unknown => {
    left -= 1;
    if (typeof each === 'string') return each.length > MOST_CHARACTERS ? `${each.slice(0, MOST_CHARACTERS)}…` : each;
    if (typeof each === 'bigint') return `${each}`;
    if (typeof each !== 'object' || each === null) return each;
    if (depth === MOST_DEPTH || left < 0) return WITHHELD;
    // Bytes have a name for each of them; a message can hold more than there is room for names.
    if (ArrayBuffer.isView(each)) return WITHHELD;
    // Each child is one value more, a hole too; what is past the bound is not looked at.
    if (Array.isArray(each)) return Array.from(each.slice(0, Math.max(0, left)), (item) => copy(item, depth + 1));
    const parts = Object.entries(each).slice(0, Math.max(0, left));
    return Object.fromEntries(parts.map(([name, part]) => [name, copy(part, depth + 1)]));
  };
  return copy(value, 0);
}
