/** Rule E27: where candidates go, and when. */
import type { Monitor } from './monitor.ts';
import { has, violation } from './monitor.ts';

export interface CandidateState {
  /** Our description has left, so that the peer knows what candidates belong to. */
  readonly described: boolean;
  /** Both descriptions are in place, so that the engine can take the peer's. */
  readonly started: boolean;
}

export const movesCandidatesInOrder: Monitor<CandidateState> = {
  rule: 'E27',
  sentence:
    'own candidates leave only behind our description, theirs are used only behind both, and none is lost between',
  start: () => ({ described: false, started: false }),
  next(state, moment) {
    const describes = has(moment, 'sendSessionInitiate', 'sendSessionAccept');
    const starts = has(moment, 'startMedia');
    const described = state.described || describes;
    const started = state.started || starts;
    if (has(moment, 'sendLocalCandidates') && !described) return violation('candidates before our description');
    if (has(moment, 'applyRemoteCandidates') && !started) return violation('their candidates before their description');
    if (describes && !has(moment, 'sendLocalCandidates')) return violation('candidates held at our description stay');
    if (starts && !has(moment, 'applyRemoteCandidates')) return violation('candidates held at their description stay');

    const event = moment.kind === 'step' ? moment.event.type : undefined;
    if (event === 'peer.transportInfo' && has(moment, 'acknowledge')) {
      if (!has(moment, started ? 'applyRemoteCandidates' : 'holdRemoteCandidates')) return violation('theirs is lost');
    }
    if (event === 'media.candidate' && moment.effects.length > 0) {
      if (!has(moment, described ? 'sendLocalCandidates' : 'holdLocalCandidate')) return violation('ours is lost');
    }
    return described === state.described && started === state.started ? state : { described, started };
  },
};
