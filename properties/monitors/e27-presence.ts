/** Rule E27: what somebody learns who may not know that we are here. */
import type { CallInput } from '../../machines/context.ts';
import type { NoState } from './b12-one-kind.ts';
import type { Monitor } from './monitor.ts';
import { has, violation } from './monitor.ts';

export const hidesPresence: Monitor<NoState> = {
  rule: 'E27',
  sentence:
    'a caller who may not see our presence gets no ringing; one who may gets it at once, one time, where we are asked',
  start: () => 'nothing',
  next(state, moment, { role, input }) {
    const isDue = role === 'callee' && moment.kind === 'start' && isAsked(input) && input.presence === 'shared';
    return has(moment, 'sendRinging') === isDue ? state : violation(isDue ? 'no ringing' : 'ringing');
  },
};

/** What replaces our own proposal has its answer already: it proceeds. */
function isAsked({ occasion }: CallInput): boolean {
  return occasion !== 'replacement';
}
