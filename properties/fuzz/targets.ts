/** Everything that can be fuzzed, by name. */
import { createCoreTarget } from './core.ts';
import { createMachinesTarget } from './machines.ts';
import { createPairTarget } from './pair.ts';
import type { Target, TargetName } from './target.ts';

const CREATE: Readonly<Record<TargetName, () => unknown>> = {
  core: createCoreTarget,
  pair: createPairTarget,
  machines: createMachinesTarget,
};

/** A new one: what it has reached is its own. */
export function createTarget(name: TargetName): Target {
  // Who asks by name hands the runs only to the target they came from, or reads them from a file that says which.
  return CREATE[name]() as Target;
}
