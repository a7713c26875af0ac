/** A story of the tour: what is said, what is done, and what is waited for. */
import type { Policy } from '../../../machines/context.ts';
import type { World } from '../world/world.ts';

export interface Beat {
  /** A sentence or two for the reader. */
  readonly say: string;
  readonly act?: (world: World) => Promise<void> | void;
  /** The next beat waits for it. */
  readonly until?: (world: World) => boolean;
}

export interface Story {
  /** For links. */
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly policy: Policy;
  readonly beats: readonly Beat[];
}
