/**
 * What a durable store needs of the place it lies in: a few texts under names, changed all at once or not at all.
 *
 * Knows nothing of OMEMO, formats or keys.
 */
import type { Result } from '../base/result.ts';

/** A place that is open, for this process or tab alone until it is closed. */
export interface Backend {
  get(name: string): Promise<string | undefined>;
  getAll(prefix: string): Promise<readonly (readonly [name: string, text: string])[]>;
  /** Sets, or removes where undefined: all of it or none. Settles when it would survive a crash of the machine. */
  apply(changes: ReadonlyMap<string, string | undefined>): Promise<void>;
  close(): Promise<void>;
}

/** Why a place could not be opened. */
export type BackendFault =
  /** Another process, or another tab, has it open. Two would advance the same ratchets. */
  | { readonly kind: 'inUse' }
  /** It is there and cannot be read: what the disk holds is not what was written. */
  | { readonly kind: 'damaged' }
  /** Somebody else's, or of a newer version of this library. It is left as it is. */
  | { readonly kind: 'otherFormat' }
  /** It cannot be reached or made: no permission, no space, no such place. */
  | { readonly kind: 'unavailable' };

export type OpenBackend = () => Promise<Result<Backend, BackendFault>>;
