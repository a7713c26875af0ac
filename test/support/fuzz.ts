/** How often the long properties run: a few times in every run of the tests, as often as one likes in a campaign. */
import type { Parameters } from 'fast-check';

/** `FUZZ_RUNS=20000 npx vitest run properties/call` for a campaign; without it `usualRuns`. */
export function fuzzing<T>(usualRuns: number): Parameters<T> {
  const given = Number(process.env['FUZZ_RUNS'] ?? '');
  return { numRuns: Number.isInteger(given) && given > 0 ? given : usualRuns };
}

/** Milliseconds a property may take: a campaign may take a day. */
export const FUZZ_TIMEOUT_MS = process.env['FUZZ_RUNS'] === undefined ? 60_000 : 86_400_000;
