/**
 * The invariants of the model over one end of a call: which monitor holds each. They run unchanged in the product of
 * all ends, over fuzzed cores and over recorded traces.
 *
 * I6 and I7 are about several ends together (properties/model/joint.ts), I8 is of routing, I9 is a list of witnesses.
 */
import { neverPlainAfterEncrypted } from './b11-never-plain-after-encrypted.ts';
import { alwaysHasADeadline } from './d22-deadlines.ts';
import { goesOnWithTheOffered } from './i1-same-key.ts';
import { usesOneParty } from './i2-one-party.ts';
import { showsTheRightCertificate } from './i4-shown-certificate.ts';
import { stopsRingingAtOnce } from './i10-answered-elsewhere.ts';
import type { Monitor } from './monitor.ts';

const INVARIANT_MONITORS = {
  I1: goesOnWithTheOffered,
  I2: usesOneParty,
  I3: neverPlainAfterEncrypted,
  I4: showsTheRightCertificate,
  I5: alwaysHasADeadline,
  I10: stopsRingingAtOnce,
} as const;

export const MODEL_MONITORS = Object.values(INVARIANT_MONITORS) as unknown as readonly Monitor<unknown>[];
