/** A reporter of Stryker's that hands what it hears to the process that started stryker.mjs. */

/**
 * @typedef {import('./stryker-words.ts').StrykerMutant} StrykerMutant
 * @typedef {Omit<StrykerMutant, 'killedBy'> & { readonly killedBy?: readonly string[] }} Tested
 * @typedef {{ readonly id: string, readonly name: string }} Test
 */

/** @type {Map<string, string>} */
const tests = new Map();

/** @param {import('./stryker-words.ts').FromStryker} message */
const tell = (message) => process.send?.(message);

class TellParent {
  /** @param {{ readonly result: { readonly tests: readonly Test[] } }} event */
  onDryRunCompleted({ result }) {
    for (const { id, name } of result.tests) tests.set(id, name);
  }

  /** @param {{ readonly mutantPlans: readonly unknown[] }} event */
  onMutationTestingPlanReady({ mutantPlans }) {
    tell(mutantPlans.length);
  }

  /** @param {Tested} mutant */
  onMutantTested({ status, location, replacement, killedBy: [killer = ''] = [] }) {
    const killedBy = tests.get(killer);
    tell({ status, location, replacement, ...(killedBy === undefined ? {} : { killedBy }) });
  }
}

export const strykerPlugins = [{ kind: 'Reporter', name: 'tell-parent', injectableClass: TellParent }];
