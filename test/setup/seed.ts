/**
 * Which seed the properties run with. Called once, by vitest.config.ts, so that every worker of a run has the same one.
 *
 * A run is repeatable: the seed is fixed here, and a failing property prints it. `FAST_CHECK_SEED=<integer>` replaces
 * it; `FAST_CHECK_SEED=random` draws a new one (for a nightly run) and prints it. In CI a drawn seed is refused: a red
 * build that nobody can repeat is worth nothing. Whoever wants a new seed there draws it outside and passes the number.
 */

/** Arbitrary, and never changed to make a failing property pass: a failure becomes a test in `test/regression/`. */
export const FIXED_SEED = 20_260_219;

/** fast-check cuts seeds to 32 bits; a larger one would be printed as something other than what was given. */
const MAX_SEED = 2 ** 31 - 1;

type Environment = Readonly<Record<string, string | undefined>>;

/** True where a machine, not a person, reads the output. */
export function isContinuousIntegration(environment: Environment): boolean {
  const value = environment['CI'];
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}

/**
 * Returns the seed of this run, a 32-bit integer.
 *
 * @param draw  gives a new seed; asked only for `FAST_CHECK_SEED=random`
 * @throws Error when the variable is no integer in range, or asks for a drawn seed in CI.
 */
export function resolveSeed(environment: Environment, draw: () => number): number {
  const given = environment['FAST_CHECK_SEED'];
  if (given === undefined || given === '') return FIXED_SEED;
  if (given === 'random') {
    if (isContinuousIntegration(environment)) {
      throw new Error('FAST_CHECK_SEED=random is refused in CI: pass the number, so that the run can be repeated');
    }
    return draw();
  }
  const seed = Number(given);
  if (!/^-?\d+$/.test(given) || Math.abs(seed) > MAX_SEED) {
    throw new Error(`FAST_CHECK_SEED is neither 'random' nor a 32-bit integer: ${given}`);
  }
  return seed;
}
