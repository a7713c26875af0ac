/**
 * Romeo and Juliet call each other at the same moment, over a server that hands over what it likes next: every order in
 * which the stanzas can arrive can be played.
 */
import type { Passing } from '../../src/adapters/memory-wire.ts';
import { createSeededIds } from '../../src/adapters/seeded-random.ts';
import type { PlaceCallOptions } from '../../src/call/options.ts';
import type { Ids } from '../../src/call/ports.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import type { MediaKinds } from '../../src/stanzas/jingle.ts';
import { createPair } from './pair.ts';
import type { Pair } from './pair.ts';
import type { Identity } from './parties.ts';
import type { PartyOptions } from './world.ts';

export interface Proposed {
  readonly sessionId: string;
  /** Default: audio. */
  readonly media?: MediaKinds;
  /** What the user wants of this call. */
  readonly placed?: Pick<PlaceCallOptions, 'omemo' | 'policy'>;
  readonly options?: PartyOptions;
}

export interface CrossingOptions {
  readonly romeo: Proposed;
  readonly juliet: Proposed;
  readonly both?: PartyOptions;
  readonly others?: readonly (readonly [Identity, PartyOptions?])[];
}

export interface Crossing extends Pair {
  /** What is under way between the two, in the order it was sent. */
  readonly underWay: readonly Passing[];
  /** Lets one of them arrive, so many times, and both sides do what they do about it. */
  deliver(index: number, times?: number): Promise<void>;
  /** Lets one of them never arrive. */
  lose(index: number): void;
  /** The same for all of them and what comes of them, in the order they were sent. */
  deliverAll(): Promise<void>;
}

/** Both have proposed; nothing has arrived. */
export async function cross({
  romeo,
  juliet,
  both = { omemo: 'none' },
  others = [],
}: CrossingOptions): Promise<Crossing> {
  const underWay: Passing[] = [];
  let isHeld = false;
  const pair = await createPair({
    both,
    others,
    romeo: { ...romeo.options, ids: idsBeginningWith(romeo.sessionId, 1) },
    juliet: { ...juliet.options, ids: idsBeginningWith(juliet.sessionId, 2) },
    tamper: (passing) => {
      if (!isHeld) return [passing];
      underWay.push(passing);
      return [];
    },
  });
  await pair.settle();
  isHeld = true;
  pair.romeo.manager.placeCall({ to: pair.juliet.contact, media: romeo.media ?? ['audio'], ...romeo.placed });
  pair.juliet.manager.placeCall({ to: pair.romeo.contact, media: juliet.media ?? ['audio'], ...juliet.placed });
  await pair.settle();
  const deliver = async (index: number, times = 1) => {
    const [passing] = underWay.splice(index, 1);
    if (passing === undefined) throw new Error('there is nothing to deliver');
    for (let each = 0; each < times; each += 1) pair.server.inject(passing);
    await pair.settle();
  };
  return {
    ...pair,
    underWay,
    deliver,
    lose: (index) => void underWay.splice(index, 1),
    deliverAll: async () => {
      while (underWay.length > 0) await deliver(0);
    },
  };
}

/** Seeded names, but for the first call's. */
export function idsBeginningWith(sessionId: string, seed: number): Ids {
  const seeded = createSeededIds(seed);
  let isFirst = true;
  return {
    ...seeded,
    newSessionId: () => {
      const id = isFirst ? (sessionId as SessionId) : seeded.newSessionId();
      isFirst = false;
      return id;
    },
  };
}

/**
 * Plays every order in which the first `depth` stanzas can arrive; what comes after them arrives in the order it was
 * sent.
 *
 * @returns how many orders there are
 */
export async function inEveryOrder(
  depth: number,
  begin: () => Promise<Crossing>,
  check: (crossing: Crossing, order: readonly number[]) => Promise<void>,
): Promise<number> {
  let order: number[] | undefined = [];
  let count = 0;
  while (order !== undefined) {
    const crossing = await begin();
    const sizes: number[] = [];
    for (let at = 0; crossing.underWay.length > 0; at += 1) {
      const index: number = order[at] ?? 0;
      if (at < depth) sizes.push(crossing.underWay.length);
      await crossing.deliver(index);
    }
    count += 1;
    await check(crossing, order);
    order = nextOrder(sizes, order);
  }
  return count;
}

/** Counts on, the last stanza fastest; undefined after the last order. */
function nextOrder(sizes: readonly number[], order: readonly number[]): number[] | undefined {
  const choices = sizes.map((_, at) => order[at] ?? 0);
  const last = choices.findLastIndex((choice, at) => choice + 1 < (sizes[at] ?? 0));
  return last === -1 ? undefined : [...choices.slice(0, last), (choices[last] ?? 0) + 1];
}
