/** Invariant I4: what has to be true of the certificate for a call to be shown as authenticated. */
import type { Monitor } from './monitor.ts';
import { effectOf, violation } from './monitor.ts';

/** What went through OMEMO so far, and whose certificate the call goes on with. */
export interface ShownState {
  readonly encryptedTo: string | null;
  readonly decryptedFrom: string | null;
  readonly certificateOf: string | null;
}

export const showsTheRightCertificate: Monitor<ShownState> = {
  rule: 'I4',
  sentence:
    'authenticated is shown only where both directions went through one device, which made the certificate itself',
  start: () => ({ encryptedTo: null, decryptedFrom: null, certificateOf: null }),
  next(state, moment) {
    if (moment.kind === 'start' || moment.facts === undefined) return state;
    const { facts } = moment;
    const next: ShownState = {
      encryptedTo: facts.encryptedTo ?? state.encryptedTo,
      decryptedFrom: facts.decryptedFrom ?? state.decryptedFrom,
      certificateOf: facts.applied?.device ?? state.certificateOf,
    };
    if (effectOf(moment, 'reportVerdict')?.verdict.state === 'authenticated') {
      const { encryptedTo, decryptedFrom, certificateOf } = next;
      if (encryptedTo === null || decryptedFrom === null) return violation('shown after one direction only');
      if (encryptedTo !== decryptedFrom)
        return violation(`encrypted for ${encryptedTo}, decrypted from ${decryptedFrom}`);
      if (certificateOf !== decryptedFrom) {
        return violation(`shows ${decryptedFrom} over a certificate of ${certificateOf}`);
      }
    }
    const isSame =
      next.encryptedTo === state.encryptedTo &&
      next.decryptedFrom === state.decryptedFrom &&
      next.certificateOf === state.certificateOf;
    return isSame ? state : next;
  },
};
