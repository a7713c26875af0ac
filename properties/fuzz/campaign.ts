/**
 * Fuzzing for as long as one likes: batches of runs, each with a seed of its own, until a run goes wrong, the time or
 * the number of runs is up, or somebody stops it. Knows no terminal and no file.
 */
import fc from 'fast-check';
import { Counts } from './target.ts';
import type { Target } from './target.ts';

/** Small, so that whoever goes on after a stop does little twice. */
const BATCH_RUNS = 50;
/** fast-check cuts seeds to 32 bits. */
const SEEDS = 2 ** 31;
/** A smaller wrong run is worth a while, not the night. */
const SHRINKING_MS = 120_000;

export interface CampaignOptions {
  readonly targets: readonly Target[];
  /** Of the first batch of all shards. */
  readonly seed: number;
  /** Of `of` shards this one takes every `of`-th batch, from the `index`-th on, counted from 1. */
  readonly shard: { readonly index: number; readonly of: number };
  /** For each target; undefined where only time counts. */
  readonly runs?: number | undefined;
  readonly isOver: () => boolean;
  /** After each run. */
  readonly onRun?: (counts: readonly TargetCounts[]) => void;
}

export interface TargetCounts {
  readonly target: Target;
  readonly counts: Counts;
}

/** A run that broke a promise. */
export interface Finding {
  readonly target: Target;
  readonly run: unknown;
  readonly because: string;
  /** Something came out of the core itself, rather than out of a check. */
  readonly isThrown: boolean;
  readonly seed: number;
  readonly shrinks: number;
}

export interface CampaignResult {
  readonly counts: readonly TargetCounts[];
  readonly finding: Finding | undefined;
  /** With it the campaign goes on after the last batch that is whole; the shard stays the same. */
  readonly nextSeed: number;
  /** Every run that was asked for was made. */
  readonly isComplete: boolean;
}

export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { targets, seed, shard, runs, isOver } = options;
  const counts = targets.map((target) => ({ target, counts: new Counts() }));
  for (let batch = 0, done = 0; ; batch += 1) {
    const size = Math.min(BATCH_RUNS, (runs ?? Infinity) - done);
    const nextSeed = seedAfter(seed, batch * shard.of);
    if (size <= 0) return { counts, finding: undefined, nextSeed, isComplete: true };
    for (const each of counts) {
      const finding = await runBatch(each, size, seedAfter(nextSeed, shard.index - 1), {
        isOver,
        onRun: () => options.onRun?.(counts),
      });
      if (finding !== undefined) return { counts, finding, nextSeed, isComplete: false };
      if (isOver()) return { counts, finding: undefined, nextSeed, isComplete: false };
    }
    done += size;
  }
}

function seedAfter(seed: number, steps: number): number {
  return (seed + steps) % SEEDS;
}

type Watch = Pick<CampaignOptions, 'isOver'> & { readonly onRun: () => void };

async function runBatch(
  { target, counts }: TargetCounts,
  numRuns: number,
  seed: number,
  { isOver, onRun }: Watch,
): Promise<Finding | undefined> {
  let wrong: { readonly run: unknown; readonly error: unknown } | undefined;
  let givesUpAt = Infinity;
  const property = fc.asyncProperty(target.arbitrary, async (drawn) => {
    // Whoever is stopped draws the rest and does nothing with it. A wrong run is made smaller for a while all the same.
    if (wrong === undefined ? isOver() : isOver() || performance.now() > givesUpAt) return;
    const run = target.settle(drawn);
    try {
      // What is done to make a wrong run smaller is not counted.
      await target.check(run, wrong === undefined ? counts : new Counts());
    } catch (error) {
      if (wrong === undefined) givesUpAt = performance.now() + SHRINKING_MS;
      wrong = { run, error };
      throw error;
    }
    if (wrong !== undefined) return;
    onRun();
    // Signals are heard between two turns of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  });
  const { numShrinks } = await fc.check(property, { seed, numRuns });
  if (wrong === undefined) return undefined;
  return findingOf(target, wrong, seed, numShrinks);
}

async function findingOf(
  target: Target,
  { run, error }: { readonly run: unknown; readonly error: unknown },
  seed: number,
  shrinks: number,
): Promise<Finding> {
  const smallest = target.shrink === undefined ? run : await target.shrink(run);
  const isThrown = !(error instanceof Error && error.name === 'AssertionError');
  return { target, run: smallest, because: messageOf(error), isThrown, seed, shrinks };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
