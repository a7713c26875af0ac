/** Rule B12: a description without exactly one kind of fingerprint. */
import type { Monitor } from './monitor.ts';
import { effectOf, has, violation } from './monitor.ts';
import { descriptionIn } from './travel.ts';

/** Nothing to remember. */
export type NoState = 'nothing';

export const needsFingerprints: Monitor<NoState> = {
  rule: 'B12',
  sentence: 'a description with no fingerprint, or of mixed kinds, is refused or ends the call, in plain calls too',
  start: () => 'nothing',
  next(state, moment) {
    const protection = descriptionIn(moment)?.protection;
    if (protection !== 'mixed' && protection !== 'none') return state;
    if (has(moment, 'acknowledge') && effectOf(moment, 'reportEnd')?.reason !== 'security-error') {
      return violation(`taken with ${protection}`);
    }
    const leadsOn = has(moment, 'decryptFingerprints', 'createAnswer', 'applyAnswer', 'startMedia');
    return leadsOn ? violation(`led on with ${protection}`) : state;
  },
};
