/**
 * Compares running times on a machine that is busy with other things: the candidates take turns, round by round, so a slow
 * moment meets all of them, and the median of the rounds forgets it.
 */

export interface InterleaveOptions {
  /** Rounds that count. */
  readonly rounds?: number;
  /** Rounds before them, for the compiler. */
  readonly warmUpRounds?: number;
  /** How long a candidate's turn takes at least; far above the clock's resolution. */
  readonly turnMs?: number;
}

type Candidate = () => unknown;

/** The median time of one call of each candidate, in nanoseconds. A candidate that returns a promise is waited for. */
export async function interleave<Name extends string>(
  candidates: Readonly<Record<Name, Candidate>>,
  options: InterleaveOptions = {},
): Promise<Readonly<Record<Name, number>>> {
  const { rounds = 40, warmUpRounds = 10, turnMs = 4 } = options;
  const names = Object.keys(candidates) as Name[];
  const calls = new Map<Name, number>();
  for (const name of names) calls.set(name, await callsPerTurn(candidates[name], turnMs));
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    // Another one begins each round, so that nobody always runs after the same neighbour's garbage.
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length] as Name;
      const count = calls.get(name) ?? 1;
      const elapsedNs = await turnNs(candidates[name], count);
      if (round >= warmUpRounds) times.get(name)?.push(elapsedNs / count);
    }
  }
  return Object.fromEntries(names.map((name) => [name, medianOf(times.get(name) ?? [])])) as Record<Name, number>;
}

/** The middle value, or the mean of the two middle ones; NaN of nothing. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** Doubles until a turn is long enough; also the first warm-up. */
async function callsPerTurn(candidate: Candidate, turnMs: number): Promise<number> {
  for (let count = 1; ; count *= 2) {
    if ((await turnNs(candidate, count)) >= turnMs * 1e6) return count;
  }
}

async function turnNs(candidate: Candidate, count: number): Promise<number> {
  const start = process.hrtime.bigint();
  for (let call = 0; call < count; call += 1) {
    const outcome = candidate();
    // Waiting for what is no promise would cost a turn of the event loop, more than some candidates take.
    if (outcome instanceof Promise) await outcome;
  }
  return Number(process.hrtime.bigint() - start);
}
