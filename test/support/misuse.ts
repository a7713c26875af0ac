/** What an application is told that asked for what there is not. */
import { UsageError } from '../../src/base/errors.ts';

/** The kind of UsageError that `act` throws; undefined where it throws none. */
export function misuse(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof UsageError) return error.kind;
    throw error;
  }
  return undefined;
}
