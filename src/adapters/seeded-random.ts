/** Chance that repeats: a generator for tests and simulations, never for keys. And names made with it. */
import type { Ids } from '../call/ports.ts';
import type { SessionId, StanzaId } from '../stanzas/identifiers.ts';

/** Uniform in [0, 1); the same seed gives the same sequence. */
export type Random = () => number;

/** Something that draws from a seed, and can tell where it is. */
interface Seeded {
  /** A seed itself: what is made with it goes on from here. */
  readonly state: () => number;
}

export type SeededRandom = Random & Seeded;
export type SeededIds = Ids & Seeded;

/** Mulberry32, by Tommy Ettinger: 32 bits of state, good enough to choose faults and names. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return Object.assign(random, { state: () => state });
}

/** Names that repeat with the seed. Guessable: for tests and simulations only. */
export function createSeededIds(seed: number): SeededIds {
  const random = createSeededRandom(seed);
  const name = () =>
    Array.from({ length: 4 }, () =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('');
  return {
    newSessionId: () => name() as SessionId,
    newStanzaId: () => name() as StanzaId,
    state: random.state,
  };
}
