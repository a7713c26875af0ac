/** Rule C16: nothing without the user's consent. */
import type { Monitor } from './monitor.ts';
import { effectOf, has, violation } from './monitor.ts';

/** What the callee's user has agreed to. Placing a call is the caller's consent. */
export type ConsentState = 'with OMEMO' | 'without OMEMO' | 'none';

export const actsOnConsent: Monitor<ConsentState> = {
  rule: 'C16',
  sentence:
    'before local.accept a callee does nothing but ring and end, and its proceed announces what the user agreed to',
  start: () => 'none',
  next(state, moment, { role, input }) {
    if (role === 'caller') return state;
    const event = moment.kind === 'step' ? moment.event : undefined;
    const accepts = state === 'none' && event?.type === 'local.accept' && has(moment, 'sendProceed');
    const agreed = accepts && event.omemo === 'enabled' && input.omemo === 'enabled' ? 'with OMEMO' : 'without OMEMO';
    const next = accepts ? agreed : state;
    if (next === 'none' && moment.effects.some(({ kind }) => !BEFORE_CONSENT.has(kind))) {
      return violation('more than ringing without consent');
    }
    const proceed = effectOf(moment, 'sendProceed');
    if (proceed !== undefined && !accepts) return violation('a proceed nobody agreed to');
    if (proceed !== undefined && proceed.device !== (next === 'with OMEMO' ? 'own' : 'none')) {
      return violation('a proceed that announces another level than agreed');
    }
    const usesOmemo = has(moment, 'decryptFingerprints', 'encryptFingerprints');
    return usesOmemo && next !== 'with OMEMO' ? violation('OMEMO that the user switched off') : next;
  },
};

/** All that may happen while the phone rings. */
const BEFORE_CONSENT: ReadonlySet<string> = new Set([
  'closeMedia',
  'noteOutOfOrder',
  'noteUnusable',
  'refuse',
  'reportEnd',
  'reportIncoming',
  'reportMissed',
  'sendReject',
  'sendRinging',
  'startTimer',
  'stopTimer',
]);
