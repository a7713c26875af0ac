/** What can be fuzzed: a way to draw runs, and a check of one. The command and the tests use the same. */
import type fc from 'fast-check';
import type { CallManagerStats } from '../../src/call/options.ts';

export const TARGET_NAMES = ['core', 'pair', 'machines'] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

/** `Drawn` is what fast-check makes and shrinks; `Run` is plain JSON, and says all there is to say about one run. */
export interface Target<Drawn = unknown, Run = unknown> {
  readonly name: string;
  /** What is true of each run. */
  readonly sentence: string;
  readonly arbitrary: fc.Arbitrary<Drawn>;
  /** What the draw means now: where something is chosen for what was not tried before, it is chosen here. */
  readonly settle: (drawn: Drawn) => Run;
  /** Rejects with what is wrong. Adds to `counts` what was done. */
  readonly check: (run: Run, counts: Counts) => Promise<void>;
  /** The smallest wrong run it finds; without it a draw is as small as fast-check makes it. */
  readonly shrink?: (run: Run) => Promise<Run>;
  /** What was reached, beside the counts, in a line. */
  readonly reached?: () => string;
}

/** What can be done, counted. */
interface Sums {
  /** Whole ones: one that goes wrong is not among them, nor what was done in it. */
  runs: number;
  /** Handed to a core, as text. */
  stanzas: number;
  /** How often a stanza was invented, played again, changed or doubled. */
  hostile: number;
  /** Requests that have to be answered. */
  requests: number;
  replies: number;
  /** Whole calls whose trace was looked up in the tables, step by step. */
  traces: number;
  /** Steps of machines. */
  steps: number;
  /** Calls that were shown as authenticated. */
  authenticated: number;
  /** Contents that were added to a running call, at either end. */
  added: number;
  /** Restarts of ICE, at either end. */
  restarted: number;
}

/** What was done, summed up. */
export class Counts {
  readonly #sums: Sums = {
    runs: 0,
    stanzas: 0,
    hostile: 0,
    requests: 0,
    replies: 0,
    traces: 0,
    steps: 0,
    authenticated: 0,
    added: 0,
    restarted: 0,
  };
  readonly #changesReached = new Set<string>();
  #largest: CallManagerStats = { calls: 0, buffered: 0, timers: 0, pending: 0, remembered: 0 };

  get sums(): Readonly<Sums> {
    return this.#sums;
  }

  /** The most that one account held at a time, between two things that happened. */
  get largest(): CallManagerStats {
    return this.#largest;
  }

  /** States that the machine of what changes in a running call was in. */
  get changesReached(): ReadonlySet<string> {
    return this.#changesReached;
  }

  reachedInChanges(state: string): void {
    this.#changesReached.add(state);
  }

  add(done: Partial<Sums>): void {
    for (const name of Object.keys(done) as (keyof Sums)[]) this.#sums[name] += done[name] ?? 0;
  }

  hold(held: CallManagerStats): void {
    const { calls, buffered, timers, pending, remembered } = this.#largest;
    this.#largest = {
      calls: Math.max(calls, held.calls),
      buffered: Math.max(buffered, held.buffered),
      timers: Math.max(timers, held.timers),
      pending: Math.max(pending, held.pending),
      remembered: Math.max(remembered, held.remembered),
    };
  }
}
