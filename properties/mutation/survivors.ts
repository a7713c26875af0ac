/**
 * Mutants that nothing but the text of the tables has anything against, and why that is right. `npm run mutate` fails
 * over one that is not here, and over one that is here and does not survive any more.
 */
import type { Mutant } from './campaign.ts';

interface Named extends Mutant {
  readonly because: string;
}

export const NAMED_SURVIVORS: readonly Named[] = [];
