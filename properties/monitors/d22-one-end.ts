/** Rule D22: how a call ends. */
import type { EndedBy } from '../../machines/effects.ts';
import type { CallEvent } from '../../machines/events.ts';
import type { Monitor, WatchedCall } from './monitor.ts';
import { effectOf, isDirect, violation } from './monitor.ts';

export type LifeState = 'ended' | 'live';

export const endsOnce: Monitor<LifeState> = {
  rule: 'D22',
  sentence: 'a call ends once: media is closed, the end with who caused it is the last effect, and nothing follows',
  start: () => 'live',
  next(state, moment, call) {
    const kinds = moment.effects.map(({ kind }) => kind);
    if (state === 'ended') {
      return kinds.length === 0 && moment.to === 'ended' ? state : violation('something after the end');
    }
    const ends = kinds.filter((kind) => kind === 'reportEnd').length;
    if (ends !== (moment.to === 'ended' ? 1 : 0)) return violation(`${ends} ends told on the way to ${moment.to}`);
    if (ends === 0) return state;
    if (kinds.at(-1) !== 'reportEnd') return violation('something after the end was told');
    if (kinds.at(-2) !== 'closeMedia') return violation('media is not closed before the end is told');
    const by = effectOf(moment, 'reportEnd')?.by;
    const source = moment.kind === 'step' ? moment.event.type : 'start';
    return by !== undefined && (mayEnd(by, source) || isRefusedAtOnce(by, source, call))
      ? 'ended'
      : violation(`ended by ${by} upon ${source}`);
  },
};

/** A direct call is refused before anything has come: a policy has no use for it, or the user none for its offer. */
function isRefusedAtOnce(by: EndedBy, source: CallEvent['type'] | 'start', call: WatchedCall): boolean {
  return by === 'core' && isDirect(call) && source === (call.role === 'caller' ? 'start' : 'local.accept');
}

function isOverruled(source: CallEvent['type'] | 'start'): boolean {
  return source === 'between.replaced';
}

/** Whether an end upon this type of event may be called somebody's. `core` ends for what it found in any other fact. */
function mayEnd(by: EndedBy, source: CallEvent['type'] | 'start'): boolean {
  const [from] = source.split('.');
  switch (by) {
    case 'local':
      return from === by || source === 'between.migrated';
    case 'connection':
    case 'peer':
    case 'timer':
      return from === by;
    case 'ownResource':
      return from === 'own';
    case 'core':
      return (
        from === 'peer' || from === 'omemo' || from === 'media' || source === 'timer.bundle' || isOverruled(source)
      );
  }
}
