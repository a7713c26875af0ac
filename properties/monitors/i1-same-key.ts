/** Invariant I1: what a caller goes on with after an encrypted offer. */
import type { Monitor } from './monitor.ts';
import { effectOf, violation } from './monitor.ts';

/** Whom the offer was encrypted for; null while none was sent encrypted. */
export type OfferState = string | null;

export const goesOnWithTheOffered: Monitor<OfferState> = {
  rule: 'I1',
  sentence:
    'after an encrypted session-initiate no certificate is applied but one that the very device it was for encrypted',
  start: () => null,
  next(state, moment) {
    if (moment.kind === 'start' || moment.facts === undefined) return state;
    const { facts } = moment;
    const { applied } = facts;
    if (state !== null && applied !== undefined) {
      if (applied.protection === 'plain') return violation('a plain certificate is applied after an encrypted offer');
      if (facts.decryptedFrom !== state) {
        return violation(`offered to ${state}, and goes on with what ${facts.decryptedFrom} encrypted`);
      }
    }
    const sent = effectOf(moment, 'sendSessionInitiate');
    return sent?.protection === 'encrypted' && facts.encryptedTo !== undefined ? facts.encryptedTo : state;
  },
};
