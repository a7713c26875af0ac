/**
 * What a call knows about its own protection: computed from what was sent, received and trusted, never set by hand.
 *
 * A verdict is not a shield. It is shown to people, with its cause; what is refused is decided by the policy.
 */
import type { CallContext } from './context.ts';
import type { TrustLevel } from './events.ts';

/** Why a call is not authenticated: each way to a plain call has its own word. */
export type UnauthenticatedCause =
  /** The user, or the application, switched OMEMO off for this call. */
  | 'disabled'
  /** The callee's proceed names no device. A server in the middle can cause this by stripping it. */
  | 'notAnnounced'
  /** The callee's proceed names a device in a way that cannot be right. */
  | 'invalidDevice'
  /** A device was announced, and no session with it could be made. */
  | 'noSession'
  /** The user distrusts the key of the device. */
  | 'distrusted'
  /** We announced a device, and the offer came in the clear all the same. */
  | 'announcedNotUsed'
  /** Only one direction came through OMEMO. */
  | 'oneWay';

/** The machine's half of a verdict. The data plane adds the device and the key. */
export type FiniteVerdict =
  | { readonly state: 'authenticated'; readonly trust: Exclude<TrustLevel, 'distrusted'> }
  | { readonly state: 'unauthenticated'; readonly because: UnauthenticatedCause };

/**
 * The verdict over a call whose both descriptions are known.
 *
 * `authenticated` needs successful OMEMO operations in both directions; an announcement counts for nothing.
 */
export function verdictOf(context: CallContext): FiniteVerdict {
  const { sent, received, trust, because } = context;
  if (sent === 'encrypted' && received === 'encrypted') {
    return trust === 'distrusted'
      ? { state: 'unauthenticated', because: 'distrusted' }
      : { state: 'authenticated', trust };
  }
  if (sent === 'encrypted' || received === 'encrypted') return { state: 'unauthenticated', because: 'oneWay' };
  return { state: 'unauthenticated', because: because ?? 'notAnnounced' };
}
