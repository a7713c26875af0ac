/** Rule A9: the verdict follows the user's view of the key. */
import type { TrustLevel } from '../../machines/events.ts';
import type { FiniteVerdict } from '../../machines/verdict.ts';
import type { Moment, Monitor } from './monitor.ts';
import { effectOf, has, violation } from './monitor.ts';
import type { Travel } from './travel.ts';
import { NOTHING_TRAVELLED, travelled } from './travel.ts';

export interface TrustState extends Travel {
  /** What the user thinks of the key; undefined before a decryption said which key it is. */
  readonly trust: TrustLevel | undefined;
  /** What the application believes the verdict to say of it: a level, `other` of a plain call, undefined before it was told. */
  readonly told: TrustLevel | 'other' | undefined;
}

export const verdictFollowsTrust: Monitor<TrustState> = {
  rule: 'A9',
  sentence: 'the verdict told last speaks of the trust level told last, and a distrusted key never authenticates',
  start: () => ({ ...NOTHING_TRAVELLED, trust: undefined, told: undefined }),
  next(state, moment) {
    const { sent, received } = travelled(state, moment);
    const trust = received === 'encrypted' ? trustAfter(state, moment) : undefined;
    const verdict = effectOf(moment, 'reportVerdict')?.verdict;
    const told = verdict === undefined ? state.told : levelIn(verdict);
    const isAboutTrust = sent === 'encrypted' && received === 'encrypted' && !has(moment, 'reportEnd');
    if (isAboutTrust && told !== undefined && told !== trust && moment.to !== 'ended') {
      return violation(`told ${told}, and the key is ${trust}`);
    }
    const isSame = sent === state.sent && received === state.received && trust === state.trust && told === state.told;
    return isSame ? state : { sent, received, trust, told };
  },
};

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
