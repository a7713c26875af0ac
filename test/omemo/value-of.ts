/** Takes a result for granted. */
import type { Result } from '../../src/base/result.ts';

/** The value of a result that a test needs to be one; fails the test with the error otherwise. */
export function valueOf<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`expected a value, got ${JSON.stringify(result.error)}`);
  return result.value;
}
