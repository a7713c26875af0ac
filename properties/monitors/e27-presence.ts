/** Rule E27: what somebody learns who may not know that we are here. */
import type { NoState } from './b12-one-kind.ts';
import type { Moment, Monitor, WatchedCall } from './monitor.ts';
import { has, isDirect, violation } from './monitor.ts';

export const hidesPresence: Monitor<NoState> = {
  rule: 'E27',
  sentence:
    'a caller who may not see our presence gets no ringing; one who may gets it at once, one time, where we are asked',
  start: () => 'nothing',
  next(state, moment, call) {
    const isDue = call.role === 'callee' && call.input.presence === 'shared' && isAsked(moment, call);
    // Without Jingle messages it is said in the session.
    const [right, wrong] = isDirect(call)
      ? (['sendSessionRinging', 'sendRinging'] as const)
      : (['sendRinging', 'sendSessionRinging'] as const);
    if (has(moment, wrong)) return violation('ringing where nobody listens');
    return has(moment, right) === isDue ? state : violation(isDue ? 'no ringing' : 'ringing');
  },
};

/** What replaces our own call has its answer already: it goes on. */
function isAsked(moment: Moment, call: WatchedCall): boolean {
  if (isDirect(call)) return has(moment, 'reportIncoming');
  return moment.kind === 'start' && call.input.occasion !== 'replacement';
}
