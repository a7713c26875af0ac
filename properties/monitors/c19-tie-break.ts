/** Rule C19: what crossing proposals do to ours. */
import type { Monitor } from './monitor.ts';
import { effectOf, has, violation } from './monitor.ts';

/** Whether our proposal is still nobody's. */
export type OpenState = 'open' | 'taken';

export const waitsForTheirs: Monitor<OpenState> = {
  rule: 'C19',
  sentence:
    'a reject with a tie-break ends no proposal and tells nobody; only one that nobody has taken is ever replaced',
  start: ({ role }) => (role === 'caller' ? 'open' : 'taken'),
  next(state, moment) {
    if (moment.kind === 'start' || moment.from === 'ended') return state;
    const { event, effects } = moment;
    const end = effectOf(moment, 'reportEnd');
    if (event.type === 'peer.reject' && event.outcome === 'tieBreak' && state === 'open') {
      const isTold = effects.some(({ kind }) => kind !== 'startTimer' && kind !== 'stopTimer');
      return isTold || moment.to === 'ended' ? violation('a tie-break told as something else') : state;
    }
    if (event.type === 'between.replaced') {
      const isReplaced = end?.by === 'core' && end.reason === 'expired';
      if (isReplaced !== (state === 'open')) return violation(`replaced ${isReplaced} while ${state}`);
    } else if (end?.reason === 'expired') return violation('expired, and nothing replaces it');
    return has(moment, 'latchPeer') ? 'taken' : state;
  },
};
