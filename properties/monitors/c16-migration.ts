/** Rule C16: a call goes on in another only where the user, or the peer, says so. */
import type { NoState } from './b12-one-kind.ts';
import type { Monitor } from './monitor.ts';
import { effectOf, has, violation } from './monitor.ts';

export const migratesWhenTold: Monitor<NoState> = {
  rule: 'C16',
  sentence: "a call ends as migrated only upon the user's consent to the other call, or upon the latched peer's finish",
  start: () => 'nothing',
  next(state, moment) {
    const end = effectOf(moment, 'reportEnd');
    if (moment.kind === 'start' || end === undefined) return state;
    const { event } = moment;
    if (event.type === 'between.migrated') {
      const isSaid = has(moment, 'sendFinish') && end.by === 'local' && end.reason === 'migrated';
      return isSaid ? state : violation('migrated, and nobody is told');
    }
    if (end.reason !== 'migrated') return state;
    const byPeer = event.type === 'peer.finish' && event.sender === 'latched' && event.outcome === 'migrated';
    return byPeer && end.by === 'peer' ? state : violation(`migrated upon ${event.type}`);
  },
};
