/**
 * What the user may be told about a call's protection: the machine's finding, with the device and key it is about.
 *
 * A verdict names what it was checked against. Nothing here says "secure".
 */
import type { TrustLevel } from '../../machines/events.ts';
import type { FiniteVerdict, UnauthenticatedCause } from '../../machines/verdict.ts';
import { invariant } from '../base/errors.ts';
import type { DeviceId, IdentityKey } from '../stanzas/omemo.ts';
import type { Binding } from '../transform/binding.ts';

export type Verdict =
  | {
      readonly state: 'authenticated';
      readonly deviceId: DeviceId;
      readonly identityKey: IdentityKey;
      /** `blind` and `undecided`: nobody has compared this key yet. */
      readonly trust: Exclude<TrustLevel, 'distrusted'>;
    }
  | { readonly state: 'unauthenticated'; readonly because: UnauthenticatedCause };

/** The verdict with the call's binding in it. An authenticated call has one, or we have a bug. */
export function verdictWith(verdict: FiniteVerdict, binding: Binding | undefined): Verdict {
  if (verdict.state === 'unauthenticated') return verdict;
  invariant(binding?.identityKey !== undefined, 'an authenticated call has a device and its key');
  const { deviceId, identityKey } = binding;
  return { state: 'authenticated', deviceId, identityKey, trust: verdict.trust };
}
