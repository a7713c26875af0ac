/** Rule B11: protection never gets weaker. */
import type { Monitor } from './monitor.ts';
import { effectOf, has, violation } from './monitor.ts';
import { descriptionIn, takenIn } from './travel.ts';

/** Whether anything encrypted went over in this call, in either direction. */
export type StrengthState = 'encrypted' | 'nothing encrypted';

export const neverPlainAfterEncrypted: Monitor<StrengthState> = {
  rule: 'B11',
  sentence: 'once one side sent something encrypted, nothing plain is sent or taken in either direction',
  start: () => 'nothing encrypted',
  next(state, moment) {
    const sent = effectOf(moment, 'sendSessionInitiate') ?? effectOf(moment, 'sendSessionAccept');
    const uses = has(moment, 'createAnswer', 'applyAnswer') ? descriptionIn(moment) : undefined;
    const taken = takenIn(moment) ?? uses;
    if (state === 'encrypted') {
      if (sent?.protection === 'plain') return violation('plain sent after encrypted');
      if (taken !== undefined && taken.protection !== 'encrypted') return violation('plain taken after encrypted');
    }
    return sent?.protection === 'encrypted' || taken?.protection === 'encrypted' ? 'encrypted' : state;
  },
};
