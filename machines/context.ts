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

/**
 * How a call comes about, and what it is to the calls there are. `call`: somebody proposes it. `migration`: a contact
 * we are in a call with proposes to go on in a new one, which is an offer and nothing more until the user consents.
 * `replacement`: it won over a call the user was placing to the same contact, and asks for nothing that this did not
 * offer, so the user has consented to it already. `direct`: nobody proposes; one resource sends its session-initiate to
 * another. `directReplacement`: such a one, that won as a replacement does.
 */
export type Occasion = 'call' | 'direct' | 'directReplacement' | 'migration' | 'replacement';
export const OCCASIONS = [
  'call',
  'migration',
  'replacement',
  'direct',
  'directReplacement',
] as const satisfies readonly Occasion[];

export interface CallInput {
  readonly policy: Policy;
  /** `disabled`: this call neither announces a device nor encrypts. */
  readonly omemo: 'disabled' | 'enabled';
  /**
   * Whether `ringing` may be sent. It tells the caller that we are online, so a stranger does not get it. XEP-0353
   * #ring. Of no meaning to a caller.
   */
  readonly presence: 'hidden' | 'shared';
  /** A caller, whose user begins the call, has only `call` and `direct`. */
  readonly occasion: Occasion;
}

/** Every word that an input can have, field by field. */
export const INPUT_WORDS = {
  policy: POLICIES,
  omemo: ['disabled', 'enabled'],
  presence: ['hidden', 'shared'],
  occasion: OCCASIONS,
} as const satisfies { readonly [Name in keyof CallInput]: readonly CallInput[Name][] };

/**
 * The occasion decides how a call begins. From there on it is `direct` for one without Jingle messages, and `call` for
 * any other.
 */
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

/** Always with the same fields in the same order: contexts are told apart by their words. */
export function initialContext({ policy, omemo, presence, occasion }: CallInput): CallContext {
  const input = { policy, omemo, presence, occasion };
  return { ...input, sent: 'nothing', received: 'nothing', because: null, trust: 'undecided' };
}
