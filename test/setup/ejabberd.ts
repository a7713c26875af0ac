/** Refuses to start the tests on a network without the second server, and says how to install it. None is skipped. */
import { whatIsMissing } from '../run/tools.mjs';

export function setup(): void {
  const missing = whatIsMissing(['ejabberd']);
  if (missing !== undefined) throw new Error(`The tests on a network cannot run: this machine ${missing}.`);
}
