/**
 * A claim: a sentence, and what would show it to be false.
 */
import { all, not } from './formula.ts';
import type { Atom, Formula } from './formula.ts';
import { excludeEachOther, pairsOf } from './possible.ts';
import type { Acting } from './possible.ts';
import { BAD } from './terms.ts';
import type { Measures, Rule } from './theory.ts';

export interface Claim {
  readonly sentence: string;
  /** The facts that show it to be false. */
  readonly counterexample: readonly Atom[];
  readonly condition: Formula;
  /** Everybody in the counterexample: they have to be able to be in one world. */
  readonly acting: readonly Acting[];
  /** Makes the story of an attack one of the kind that is meant. A proof does without. */
  readonly staging?: Formula;
}

/** The name of the clause that a claim becomes. */
export const FALSIFIED = 'falsified';

/** @param isStaged  of all counterexamples, only one that is easy to follow */
export function falsify(claim: Claim, measures: Measures, isStaged: boolean): Rule {
  const { counterexample, condition, acting, staging = all() } = claim;
  const exclusions = pairsOf(acting).map(([one, two]) => not(excludeEachOther(one, two, measures)));
  const conditions = [condition, ...exclusions, ...(isStaged ? [staging] : [])];
  return { name: FALSIFIED, premises: counterexample, condition: all(...conditions), conclusion: BAD };
}
