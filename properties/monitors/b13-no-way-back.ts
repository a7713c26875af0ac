/** Rule B13: what a downgrade that was seen does to the rest of the call. */
import type { Monitor } from './monitor.ts';
import { effectOf, has, violation } from './monitor.ts';
import type { Travel } from './travel.ts';
import { descriptionIn, NOTHING_TRAVELLED, travelled } from './travel.ts';

export interface DowngradeState extends Travel {
  readonly downgraded: boolean;
}

const ENCRYPTED: ReadonlySet<string> = new Set(['encrypted', 'held', 'sealed']);

export const noWayBack: Monitor<DowngradeState> = {
  rule: 'B13',
  sentence:
    'once something plain came in place of something encrypted, the call is never authenticated and never connects',
  start: () => ({ ...NOTHING_TRAVELLED, downgraded: false }),
  next(state, moment) {
    if (state.downgraded) {
      if (effectOf(moment, 'reportVerdict')?.verdict.state === 'authenticated') return violation('authenticated again');
      if (has(moment, 'reportConnected', 'startMedia')) return violation('connected after a downgrade');
    }
    const description = descriptionIn(moment);
    const isInPlace = has(moment, 'acknowledge') && description !== undefined;
    const wasEncrypted = state.sent === 'encrypted' || ENCRYPTED.has(state.received);
    const downgraded = state.downgraded || (isInPlace && wasEncrypted && description.protection !== 'encrypted');
    const { sent, received } = travelled(state, moment);
    const isSame = sent === state.sent && received === state.received && downgraded === state.downgraded;
    return isSame ? state : { sent, received, downgraded };
  },
};
