/** What commands are put together from, where a test wants something else than a user does. */
import type { Result } from '../base/result.ts';
import type { StageMedia } from '../stage/stage-media.ts';

export interface CliParts {
  /** The engine of every party, or the line that says why there is none. */
  readonly createMedia: () => Promise<Result<StageMedia, { readonly message: string }>>;
}

/** werift on the loopback interface: a demonstration needs no network and shows nobody's addresses. */
export const DEFAULT_PARTS: CliParts = {
  createMedia: async () => {
    const { createWeriftMedia } = await import('../media/werift/werift-media.ts');
    return createWeriftMedia({ addresses: 'loopback' });
  },
};
