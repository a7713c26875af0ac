/** Rule C17: only the media that was proposed. */
import type { NoState } from './b12-one-kind.ts';
import type { Monitor } from './monitor.ts';
import { effectOf, has, violation } from './monitor.ts';
import { descriptionIn } from './travel.ts';

export const keepsToTheMedia: Monitor<NoState> = {
  rule: 'C17',
  sentence: 'a description of other media than were proposed is refused or ends the call',
  start: () => 'nothing',
  next(state, moment) {
    if (descriptionIn(moment)?.media !== 'other') return state;
    if (has(moment, 'acknowledge') && effectOf(moment, 'reportEnd')?.reason !== 'security-error') {
      return violation('other media, and the call goes on');
    }
    const leadsOn = has(moment, 'decryptFingerprints', 'createAnswer', 'applyAnswer', 'startMedia');
    return leadsOn ? violation('led on with other media') : state;
  },
};
