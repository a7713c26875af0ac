/** Rule C16 for what changes in a running call: no media without the user's word, and one word about each offer. */
import { violation } from '../monitors/monitor.ts';
import type { ChangesMonitor } from './moment.ts';
import { effectsOf, has, isUpon } from './moment.ts';

/** What the user knows of the peer's offer. `covered`: as much as our own side was adding when it crossed. */
export type OfferState = 'accepted' | 'asked' | 'covered' | 'none';

export const takesContentsOnConsent: ChangesMonitor<OfferState> = {
  rule: 'C16',
  sentence:
    'contents of the peer are touched after the user said yes to them, or to as much of our own that they crossed',
  start: () => 'none',
  next(state, moment, { side }) {
    let next = state;
    if (has(moment, 'holdOffer')) {
      if (state !== 'none') return violation('a second offer while one is open');
      const isCovered = isUpon(moment, 'peer.contentAdd') && moment.event.contents === 'covered';
      const crosses = moment.kind === 'step' && moment.from.startsWith('adding.');
      const isAsked = has(moment, 'reportContentOffered');
      if (!isAsked && !(isCovered && crosses && side === 'responder'))
        return violation('an offer nobody is asked about');
      next = isAsked ? 'asked' : 'covered';
    }
    if (isUpon(moment, 'local.acceptContent') && !has(moment, 'noteUnusable')) {
      if (state !== 'asked') return violation('a yes to nothing');
      next = 'accepted';
    }
    const touched = ['decryptOffer', 'answerOffer', 'sendContentAccept'] as const;
    const early = touched.find((kind) => has(moment, kind) && next !== 'accepted' && next !== 'covered');
    if (early !== undefined) return violation(`${early} before the user's word`);
    const outcomes = [...effectsOf(moment, 'reportContentAccepted'), ...effectsOf(moment, 'reportContentRejected')];
    const ends = outcomes.filter(({ contents }) => contents === 'offered').length;
    if (ends > 1 || (ends === 1 && next === 'none')) return violation('an offer ends twice');
    if (has(moment, 'dropOffer') && ends === 0) return violation('an offer is dropped and nobody is told');
    return ends === 1 ? 'none' : next;
  },
};

/** Our own addition: whether there is one, and whether the peer knows of it. */
export type AdditionState = 'begun' | 'none' | 'sent';

export const tellsWhatBecomesOfAnAddition: ChangesMonitor<AdditionState> = {
  rule: 'D22',
  sentence:
    'each addition of ours ends once for the application, and a peer that knows of it hears of an end it did not cause',
  start: () => 'none',
  next(state, moment) {
    const begins = isUpon(moment, 'local.addContent') && !has(moment, 'noteUnusable');
    if (begins && state !== 'none') return violation('a second addition while one is open');
    const current = begins ? 'begun' : has(moment, 'sendContentAdd') ? 'sent' : state;
    const comes = effectsOf(moment, 'reportContentAccepted').filter(({ contents }) => contents === 'added').length;
    const fails = effectsOf(moment, 'reportContentRejected').filter(({ contents }) => contents === 'added').length;
    const told = effectsOf(moment, 'sendContentRemove').filter(({ contents }) => contents === 'added').length;
    if (comes + fails > (current === 'none' ? 0 : 1)) return violation('an addition ends that is not there');
    const knows = isUpon(moment, 'peer.contentReject', 'peer.contentRemove', 'peer.addRefused', 'peer.contentAdd');
    const due = fails === 1 && current === 'sent' && !knows ? 1 : 0;
    if (told !== due) return violation(`the peer is told ${told} times where ${due} is due`);
    if (fails === 1 && !has(moment, 'rollBack')) return violation('the engine keeps what does not come');
    return comes + fails === 1 ? 'none' : current;
  },
};
