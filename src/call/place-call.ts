/** Beginning a call of our own: what speaks against it, and the first step. */
import type { Policy } from '../../machines/context.ts';
import { UsageError } from '../base/errors.ts';
import { bareOf, isFullJid } from '../jid.ts';
import { Call } from './call.ts';
import type { CallIndex } from './call-index.ts';
import type { CallEnvironment } from './environment.ts';
import type { PlaceCallOptions } from './options.ts';
import type { CallKey } from './reports.ts';
import type { CallSettings } from './settings.ts';

/**
 * Calls a contact, or one resource of it directly.
 *
 * @throws UsageError `ownAccount`, `callInProgress`, `badMedia`, `contradictoryPolicy`, `tooManyCalls`
 */
export function placeCall(
  { to, media, policy, omemo = 'enabled', sessionId: given }: PlaceCallOptions,
  environment: CallEnvironment,
  index: CallIndex,
  settings: CallSettings,
): CallKey {
  if (media.length === 0 || new Set(media).size !== media.length) {
    throw new UsageError('badMedia', 'media: name at least one kind, and each at most once');
  }
  const contact = bareOf(to);
  const isDirect = isFullJid(to);
  // What our own resources say of proposals is our own word, which answers no call of ours: nobody could take this one.
  if (contact === bareOf(environment.account) && (!isDirect || to === environment.account)) {
    throw new UsageError(
      'ownAccount',
      'our own account is not called, but for another resource of it, by its full JID',
    );
  }
  // A call whose end is being reported this moment is over: its application may redial from there.
  if ([...index.withAccount(contact)].some((call) => !call.ended)) {
    throw new UsageError('callInProgress', `there is a call with ${contact} already; end it first`);
  }
  if (index.isFull) throw new UsageError('tooManyCalls', 'the account has as many calls as it can hold');
  const input = {
    policy: policy ?? settings.policyFor(contact),
    omemo: settings.omemoFor(omemo),
    presence: settings.presenceFor(contact),
    occasion: isDirect ? 'direct' : 'call',
  } as const;
  requireConsistent(input.policy, input.omemo);
  environment.services.freshen();
  const sessionId = given ?? environment.ids.newSessionId();
  const call = new Call(environment, { role: 'caller', sessionId, peer: to, media, input, isDirect });
  index.add(call);
  call.start();
  return { peer: contact, sessionId };
}

/** @throws UsageError `contradictoryPolicy` */
export function requireConsistent(policy: Policy, omemo: 'disabled' | 'enabled'): void {
  if (policy !== 'require' || omemo === 'enabled') return;
  throw new UsageError('contradictoryPolicy', 'the policy `require` needs OMEMO, which is off for this call');
}
