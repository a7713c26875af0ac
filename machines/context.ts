/**
 * What the machines remember: a handful of closed words. Small on purpose, since every combination of them is checked.
 */
import type { TrustLevel } from './events.ts';
import type { UnauthenticatedCause } from './verdict.ts';

/**
 * How much protection the user of this call insists on. `opportunistic` is the draft's own rule; `expect` refuses to
 * fall back once a device was announced; `require` refuses every plain call.
 */
export type Policy = 'expect' | 'opportunistic' | 'require';
export const POLICIES = ['opportunistic', 'expect', 'require'] as const satisfies readonly Policy[];

/** How a description travelled that was sent or accepted. Leaves `nothing` once and never changes again. */
export type Travelled = 'encrypted' | 'nothing' | 'plain';

export interface CallInput {
  readonly policy: Policy;
  /** `disabled`: this call neither announces a device nor encrypts. */
  readonly omemo: 'disabled' | 'enabled';
  /**
   * Whether `ringing` may be sent. It tells the caller that we are online, so a stranger does not get it. XEP-0353
   * #ring. Of no meaning to a caller.
   */
  readonly presence: 'hidden' | 'shared';
}

export interface CallContext extends CallInput {
  /** Our description. */
  readonly sent: Travelled;
  /** The peer's description, once accepted. */
  readonly received: Travelled;
  /** Why our description goes, or the peer's came, in the clear; null while nothing has. */
  readonly because: UnauthenticatedCause | null;
  /** What the user thinks of the bound identity key. Of meaning only once something was decrypted. */
  readonly trust: TrustLevel;
}

export function initialContext(input: CallInput): CallContext {
  const { policy, omemo, presence } = input;
  return { policy, omemo, presence, sent: 'nothing', received: 'nothing', because: null, trust: 'undecided' };
}
