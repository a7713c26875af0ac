/** The policy table: which cause lets which call go on in the clear. Rule B10's second half. */
import type { Policy } from '../../machines/context.ts';
import type { CallEvent } from '../../machines/events.ts';
import type { UnauthenticatedCause } from '../../machines/verdict.ts';
import type { CauseState } from './b10-cause.ts';
import { causeOf, causeOfPlainOffer, plainHasItsCause } from './b10-cause.ts';
import type { Moment, Monitor, WatchedCall } from './monitor.ts';
import { has, isViolation, violation } from './monitor.ts';

/** The rows of docs/protocol.md, written down a second time on purpose. */
const PLAIN_ALLOWED: Readonly<Record<Policy, readonly UnauthenticatedCause[]>> = {
  opportunistic: ['announcedNotUsed', 'disabled', 'distrusted', 'invalidDevice', 'noSession', 'notAnnounced'],
  expect: ['disabled', 'notAnnounced'],
  require: [],
};

export const keepsPolicy: Monitor<CauseState> = {
  rule: 'B10',
  sentence: 'a call goes on in the clear only for a cause that its policy allows, and then it does',
  start: (call) => plainHasItsCause.start(call),
  next(state, moment, call) {
    const next = plainHasItsCause.next(state, moment, call);
    if (isViolation(next)) return next;
    const allowed = PLAIN_ALLOWED[call.input.policy];
    if (
      (next.sent === 'plain' || next.received === 'plain') &&
      !(next.cause !== null && allowed.includes(next.cause))
    ) {
      return violation(`plain for ${next.cause} under ${call.input.policy}`);
    }
    return isRefusedWithoutNeed(state, moment, call) ? violation('an allowed plain call was refused') : next;
  },
};

/** Whether the call was given up for nothing but a cause that its policy allows. */
function isRefusedWithoutNeed({ omemo }: CauseState, moment: Moment, call: WatchedCall): boolean {
  if (!has(moment, 'reportEnd')) return false;
  const cause = causeOfEnd(moment, call, omemo);
  return cause !== undefined && PLAIN_ALLOWED[call.input.policy].includes(cause);
}

function causeOfEnd(moment: Moment, call: WatchedCall, omemo: 'disabled' | 'enabled') {
  // A direct call that ends as it begins: nothing can be encrypted in its offer.
  if (moment.kind === 'start') return causeOfPlainOffer(call, omemo);
  return call.role === 'caller' ? causeOf(moment.event, omemo) : causeOfOffer(moment.event, call, omemo);
}

/** Why an offer that is in order but for being plain is plain. */
function causeOfOffer(
  event: CallEvent,
  call: WatchedCall,
  omemo: 'disabled' | 'enabled',
): UnauthenticatedCause | undefined {
  if (event.type !== 'peer.sessionInitiate' || event.protection !== 'plain' || event.media !== 'agreed')
    return undefined;
  return causeOfPlainOffer(call, omemo);
}
