/** What is known of a mutant: which layers have something against it. */

/**
 * In the order in which they are asked. `tables`: the committed text of the tables. `monitors`: the rules, on every
 * path. `explorer`: a few whole systems. `tests`: the unit tests of the same code.
 */
export const LAYERS = ['tables', 'monitors', 'explorer', 'tests'] as const;
export type Layer = (typeof LAYERS)[number];

export interface Judgement {
  /** Nobody can tell it from what it was made of. */
  readonly isEquivalent: boolean;
  /** What each layer has against it, in a few words. A layer that is not there was not asked, or has not seen it. */
  readonly findings: { readonly [Each in Layer]?: string };
  /** The shortest way to see it, for those who write a test. */
  readonly story?: string;
}

export interface Judged {
  readonly subject: string;
  /** Its name: one of each subject. */
  readonly mutant: string;
  readonly judgement: Judgement;
}

/**
 * The first layer that has seen it, but for the text of the tables: whoever changes a machine writes that anew without
 * a thought.
 */
export function killerOf({ findings }: Judgement): Exclude<Layer, 'tables'> | undefined {
  return LAYERS.find((layer) => layer !== 'tables' && findings[layer] !== undefined) as
    | Exclude<Layer, 'tables'>
    | undefined;
}

export function isSurvivor(judgement: Judgement): boolean {
  return !judgement.isEquivalent && killerOf(judgement) === undefined;
}
