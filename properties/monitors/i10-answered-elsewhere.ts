/** Invariant I10: what another device of our own account does to a call that rings here. */
import type { Monitor } from './monitor.ts';
import { effectOf, has, isDirect, violation } from './monitor.ts';

/** Whether the user is being asked here. */
export type AskingState = 'asking' | 'asked';

export const stopsRingingAtOnce: Monitor<AskingState> = {
  rule: 'I10',
  sentence: 'a device that asks its user stops the moment another device of the account has answered',
  // What was called directly rings nowhere else.
  start: (call) =>
    call.role === 'callee' && call.input.occasion !== 'replacement' && !isDirect(call) ? 'asking' : 'asked',
  next(state, moment) {
    if (moment.kind === 'start') return state;
    const answers = moment.event.type === 'own.proceed' || moment.event.type === 'own.reject';
    if (answers && state === 'asking' && moment.from !== 'ended') {
      const end = effectOf(moment, 'reportEnd');
      if (moment.to !== 'ended' || end?.by !== 'ownResource') return violation('rings on, and somebody else answered');
    }
    if (answers && state === 'asked' && moment.from !== 'ended' && moment.to === 'ended') {
      return violation('a call that was taken here ends for another device');
    }
    return has(moment, 'sendProceed') ? 'asked' : state;
  },
};
