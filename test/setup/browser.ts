/** Refuses to start the tests in a browser where there is none, and says how to install it. None is skipped. */
import { whatIsMissing } from '../run/tools.mjs';

export function setup(): void {
  const missing = whatIsMissing(['chromium']);
  if (missing !== undefined) throw new Error(`The tests in a browser cannot run: this machine ${missing}.`);
}
