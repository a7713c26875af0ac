/** Refuses to start tests of an engine that is not installed, and says how to install it. None is skipped. */
import { whatIsMissing } from '../run/tools.mjs';

export function setup(): void {
  const missing = whatIsMissing(['gcc', 'spin', 'z3']);
  if (missing !== undefined) throw new Error(`The tests of the second engines cannot run: this machine ${missing}.`);
}
