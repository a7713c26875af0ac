/** Rule A5: what has to have happened before a call is called authenticated. */
import type { Monitor } from './monitor.ts';
import { effectOf, has, violation } from './monitor.ts';
import type { Travel } from './travel.ts';
import { NOTHING_TRAVELLED, travelled } from './travel.ts';

export interface AuthenticationState extends Travel {
  /** Whether our fingerprints were given to OMEMO, and have not left yet. */
  readonly encrypting: boolean;
}

export const authenticatedBothWays: Monitor<AuthenticationState> = {
  rule: 'A5',
  sentence:
    'authenticated follows from an encryption and a decryption that succeeded in this call, one for each direction',
  start: () => ({ ...NOTHING_TRAVELLED, encrypting: false }),
  next(state, moment) {
    const description = effectOf(moment, 'sendSessionInitiate') ?? effectOf(moment, 'sendSessionAccept');
    if (description?.protection === 'encrypted') {
      const succeeded = moment.kind === 'step' && moment.event.type === 'omemo.encrypted' && state.encrypting;
      if (!succeeded) return violation('an encrypted description that no encryption caused');
    }
    const { sent, received } = travelled(state, moment);
    const verdict = effectOf(moment, 'reportVerdict')?.verdict;
    if (verdict?.state === 'authenticated') {
      if (sent !== 'encrypted') return violation('authenticated, and ours did not leave encrypted');
      if (received !== 'encrypted') return violation('authenticated, and theirs was not decrypted');
    }
    const encrypting = has(moment, 'encryptFingerprints') || (state.encrypting && description === undefined);
    const isSame = sent === state.sent && received === state.received && encrypting === state.encrypting;
    return isSame ? state : { sent, received, encrypting };
  },
};
