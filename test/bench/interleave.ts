/**
 * Compares running times on a machine that is busy with other things: the candidates take turns, round by round, so a
 * slow moment meets all of them, and the median of the rounds forgets it.
 *
 * Two things would otherwise decide who is fast. How many calls make a turn is found after the warm-up: found before,
 * the first candidate looks slow, gets few calls a turn and pays each time for the cold start. And a turn begins with
 * the young garbage collected, so that nobody pays for what another one left.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface InterleaveOptions {
  /** Rounds that count. */
  readonly rounds?: number;
  /** Rounds before them: on a busy machine the compiler takes its time. */
  readonly warmUpRounds?: number;
  /** How long a turn takes at least: far above the clock's resolution, below what a scheduler gives away at once. */
  readonly turnMs?: number;
  /**
   * `processor` counts the time this process really ran, which a busy machine lengthens far less. For what waits, or
   * works on other threads, only `wall` means anything.
   */
  readonly clock?: Clock;
}

type Clock = 'processor' | 'wall';

/** One that times itself: a program of its own, or a step that needs something made ready before each time. */
export interface MeasuredCandidate {
  /** How many nanoseconds so many calls took. */
  readonly measureNs: (count: number, clock: Clock) => Promise<number>;
}

type Candidate = (() => unknown) | MeasuredCandidate;

const CLOCKS: Readonly<Record<Clock, () => number>> = {
  processor: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1e3;
  },
  wall: () => performance.now() * 1e6,
};

/** A candidate whose calls each need something that is not to be timed. */
export function prepared<Input>(
  prepare: () => Promise<Input>,
  run: (input: Input) => Promise<unknown>,
): MeasuredCandidate {
  return {
    async measureNs(count, clock) {
      let total = 0;
      for (let call = 0; call < count; call += 1) {
        const input = await prepare();
        const start = CLOCKS[clock]();
        await run(input);
        total += CLOCKS[clock]() - start;
      }
      return total;
    },
  };
}

/** The median time of one call of each candidate, in nanoseconds. A candidate that returns a promise is waited for. */
export async function interleave<Name extends string>(
  candidates: Readonly<Record<Name, Candidate>>,
  options: InterleaveOptions = {},
): Promise<Readonly<Record<Name, number>>> {
  const { rounds = 120, warmUpRounds = 60, turnMs = 2, clock = 'wall' } = options;
  const names = Object.keys(candidates) as Name[];
  await playRounds(names, warmUpRounds, async (name) => {
    await callsPerTurn(candidates[name], turnMs, clock);
  });
  const calls = new Map<Name, number>();
  for (const name of names) calls.set(name, await callsPerTurn(candidates[name], turnMs, clock));
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  await playRounds(names, rounds, async (name) => {
    const count = calls.get(name) ?? 1;
    times.get(name)?.push((await turnNs(candidates[name], count, clock)) / count);
  });
  return Object.fromEntries(names.map((name) => [name, medianOf(times.get(name) ?? [])])) as Record<Name, number>;
}

/** The middle value, or the mean of the two middle ones; NaN of nothing. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** One turn of each a round; forwards and backwards by turns, so that the neighbours change. */
async function playRounds<Name>(
  names: readonly Name[],
  rounds: number,
  play: (name: Name) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) await play(name);
  }
}

/** Doubles until a turn is long enough. */
async function callsPerTurn(candidate: Candidate, turnMs: number, clock: Clock): Promise<number> {
  for (let count = 1; ; count *= 2) {
    if ((await turnNs(candidate, count, clock)) >= turnMs * 1e6) return count;
  }
}

setFlagsFromString('--expose-gc');
/**
 * V8's own, which only a context made after the flag was set can see. A full collection would throw compiled code
 * away.
 */
const collectGarbage = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;

async function turnNs(candidate: Candidate, count: number, clock: Clock): Promise<number> {
  collectGarbage({ type: 'minor' });
  if (typeof candidate !== 'function') return candidate.measureNs(count, clock);
  const nowNs = CLOCKS[clock];
  const start = nowNs();
  for (let call = 0; call < count; call += 1) {
    const outcome = candidate();
    // Waiting for what is no promise would cost a turn of the event loop, more than some candidates take.
    if (outcome instanceof Promise) await outcome;
  }
  return nowNs() - start;
}
