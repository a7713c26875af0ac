/** What stryker.mjs tells the process that started it. */

interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export interface StrykerMutant {
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
  readonly replacement: string;
  /** The name of a test. */
  readonly killedBy?: string;
}

/** How many mutants there are, and then each of them. */
export type FromStryker = StrykerMutant | number;
