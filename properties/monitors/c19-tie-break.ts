/** Rule C19: what crossing proposals do to ours. */
import type { Monitor } from './monitor.ts';
import { effectOf, has, isDirect, violation } from './monitor.ts';

/** Whether our proposal, or direct offer, is still nobody's. */
export type OpenState = 'open' | 'taken';

/** What neither the user nor the peer hears. */
const UNHEARD: ReadonlySet<string> = new Set(['noteOutOfOrder', 'startTimer', 'stopTimer']);

export const waitsForTheirs: Monitor<OpenState> = {
  rule: 'C19',
  sentence: 'a tie-break ends no call of ours and tells nobody; only one that nobody has taken is ever replaced',
  start: ({ role }) => (role === 'caller' ? 'open' : 'taken'),
  next(state, moment, call) {
    if (moment.kind === 'start' || moment.from === 'ended') return state;
    const { event, effects } = moment;
    const end = effectOf(moment, 'reportEnd');
    const tie = isDirect(call) ? 'peer.requestFailed' : 'peer.reject';
    if (event.type === tie && event.outcome === 'tieBreak' && state === 'open') {
      const isTold = effects.some(({ kind }) => !UNHEARD.has(kind));
      return isTold || moment.to === 'ended' ? violation('a tie-break told as something else') : state;
    }
    if (event.type === 'between.replaced') {
      const isReplaced = end?.by === 'core' && end.reason === 'expired';
      if (isReplaced !== (state === 'open')) return violation(`replaced ${isReplaced} while ${state}`);
    } else if (end?.reason === 'expired') return violation('expired, and nothing replaces it');
    const isAnswered = event.type === 'peer.sessionAccept' && has(moment, 'acknowledge');
    return isAnswered || has(moment, 'latchPeer') ? 'taken' : state;
  },
};
