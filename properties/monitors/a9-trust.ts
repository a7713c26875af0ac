/** Rule A9: the verdict follows the user's view of the key. */
import type { TrustLevel } from '../../machines/events.ts';
import type { FiniteVerdict } from '../../machines/verdict.ts';
import type { Moment, Monitor } from './monitor.ts';
import { effectOf, violation } from './monitor.ts';
import type { Travel } from './travel.ts';
import { NOTHING_TRAVELLED, travelled } from './travel.ts';

export interface TrustState extends Travel {
  /** What the user thinks of the key; undefined before a decryption said which key it is. */
  readonly trust: TrustLevel | undefined;
  /** The verdict that the application was told last; undefined before the first. */
  readonly told: FiniteVerdict | undefined;
}

export const verdictFollowsTrust: Monitor<TrustState> = {
  rule: 'A9',
  sentence: 'the verdict told last speaks of the trust level told last, and is told again only when it has changed',
  start: () => ({ ...NOTHING_TRAVELLED, trust: undefined, told: undefined }),
  next(state, moment) {
    const { sent, received } = travelled(state, moment);
    const trust = received === 'encrypted' ? trustAfter(state, moment) : undefined;
    const verdict = effectOf(moment, 'reportVerdict')?.verdict;
    if (verdict !== undefined && isSameVerdict(verdict, state.told)) return violation('told what was told before');
    const told = verdict ?? state.told;
    const isAboutTrust = sent === 'encrypted' && received === 'encrypted' && moment.to !== 'ended';
    if (isAboutTrust && told !== undefined && levelIn(told) !== trust) {
      return violation(`told ${levelIn(told)}, and the key is ${trust}`);
    }
    const isSame = sent === state.sent && received === state.received && trust === state.trust && told === state.told;
    return isSame ? state : { sent, received, trust, told };
  },
};

function isSameVerdict(verdict: FiniteVerdict, told: FiniteVerdict | undefined): boolean {
  return JSON.stringify(verdict) === JSON.stringify(told);
}

/** The level that a verdict speaks of: a distrusted key authenticates nothing. */
function levelIn(verdict: FiniteVerdict): TrustLevel | 'other' {
  if (verdict.state === 'authenticated') return verdict.trust;
  return verdict.because === 'distrusted' ? 'distrusted' : 'other';
}

function trustAfter({ received, trust }: TrustState, moment: Moment): TrustLevel | undefined {
  if (moment.kind === 'start') return trust;
  const { event } = moment;
  if (event.type === 'omemo.trustChanged') return event.trust;
  // The one decryption that opens the description says whose key it was; a late result says nothing.
  return event.type === 'omemo.decrypted' && received === 'sealed' ? event.trust : trust;
}
