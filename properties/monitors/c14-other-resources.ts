/** Rule C14: words of a resource that is not the peer. */
import type { Monitor } from './monitor.ts';
import { has, isDirect, violation } from './monitor.ts';

/**
 * Until a call is latched, every resource of the contact speaks for it; an incoming call, and a direct one, is latched
 * from the start.
 */
export type ListeningState = 'to all' | 'to the peer';

export const hearsOnlyThePeer: Monitor<ListeningState> = {
  rule: 'C14',
  sentence: 'once a call has its peer, a word of another resource changes nothing',
  start: (call) => (call.role === 'callee' || isDirect(call) ? 'to the peer' : 'to all'),
  next(state, moment) {
    const isOther = moment.kind === 'step' && 'sender' in moment.event && moment.event.sender === 'other';
    if (isOther && state === 'to the peer') {
      const changes = moment.from !== moment.to || moment.effects.some(({ kind }) => kind !== 'noteOutOfOrder');
      if (changes) return violation(`${moment.event.type} of another resource counts in ${moment.from}`);
    }
    return has(moment, 'latchPeer') ? 'to the peer' : state;
  },
};
