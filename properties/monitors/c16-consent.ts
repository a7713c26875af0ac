/** Rule C16: nothing without the user's consent. */
import type { CallInput } from '../../machines/context.ts';
import type { Moment, Monitor } from './monitor.ts';
import { effectOf, has, isDirect, violation } from './monitor.ts';

/** What the callee's user has agreed to. Placing a call is the caller's consent. */
export type ConsentState = 'with OMEMO' | 'without OMEMO' | 'none';

export const actsOnConsent: Monitor<ConsentState> = {
  rule: 'C16',
  sentence:
    'before its user agrees a callee does nothing but ask, hold and end, and its proceed announces what was agreed to',
  start: () => 'none',
  next(state, moment, call) {
    const { role, input } = call;
    if (role === 'caller') return state;
    const begins = isDirect(call) ? has(moment, 'createAnswer', 'decryptFingerprints') : has(moment, 'sendProceed');
    const level = state === 'none' && begins ? levelIn(moment, input) : undefined;
    const accepts = level !== undefined;
    const agreed = level === 'enabled' && input.omemo === 'enabled' ? 'with OMEMO' : 'without OMEMO';
    const next = accepts ? agreed : state;
    const mayDo = (kind: string) => BEFORE_CONSENT.has(kind) || (isDirect(call) && BEFORE_DIRECT_CONSENT.has(kind));
    if (next === 'none' && !moment.effects.every(({ kind }) => mayDo(kind))) {
      return violation('more than ringing without consent');
    }
    const proceed = effectOf(moment, 'sendProceed');
    if (proceed !== undefined && (!accepts || isDirect(call))) return violation('a proceed nobody agreed to');
    if (proceed !== undefined && proceed.device !== (next === 'with OMEMO' ? 'own' : 'none')) {
      return violation('a proceed that announces another level than agreed');
    }
    const usesOmemo = has(moment, 'decryptFingerprints', 'encryptFingerprints');
    return usesOmemo && next !== 'with OMEMO' ? violation('OMEMO that the user switched off') : next;
  },
};

/**
 * The level of OMEMO that the user agrees to in this moment; undefined where nobody asked for an answer like it.
 * Placing a call was the consent to the one that replaces it; an offer to migrate is no call to accept, nor the other
 * way round.
 */
function levelIn(moment: Moment, { occasion, omemo }: CallInput): 'disabled' | 'enabled' | undefined {
  if (moment.kind === 'start') return occasion === 'replacement' ? omemo : undefined;
  const { event } = moment;
  if (event.type === 'local.accept' && (occasion === 'call' || occasion === 'direct')) return event.omemo;
  if (event.type === 'peer.sessionInitiate' && occasion === 'directReplacement') return omemo;
  return event.type === 'local.migrate' && occasion === 'migration' ? event.omemo : undefined;
}

/** What a session asks for besides, which is there already when the user is asked. */
const BEFORE_DIRECT_CONSENT: ReadonlySet<string> = new Set([
  'acknowledge',
  'holdOffer',
  'holdRemoteCandidates',
  'reportPeerInfo',
  'sendSessionRinging',
  'sendSessionTerminate',
  'sendTransportReject',
]);

/** All that may happen while the user is asked. */
const BEFORE_CONSENT: ReadonlySet<string> = new Set([
  'closeMedia',
  'noteOutOfOrder',
  'noteUnusable',
  'refuse',
  'reportEnd',
  'reportIncoming',
  'reportMigrationOffered',
  'reportMissed',
  'sendReject',
  'sendRinging',
  'startTimer',
  'stopTimer',
]);
