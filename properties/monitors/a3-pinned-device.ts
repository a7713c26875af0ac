/** Rule A3: which device an OMEMO session is touched for. */
import type { Monitor } from './monitor.ts';
import { has, isDirect, violation } from './monitor.ts';
import type { Travel } from './travel.ts';
import { descriptionIn, NOTHING_TRAVELLED, travelled } from './travel.ts';

export const decryptsFromPinnedDevice: Monitor<Travel> = {
  rule: 'A3',
  sentence:
    'once we encrypted, nothing is decrypted but an encrypted answer of the pinned device, and we encrypt to no other',
  start: () => NOTHING_TRAVELLED,
  next(travel, moment, call) {
    const { role } = call;
    // The caller of a call has its device from the proceed; the callee learns it with the first decryption.
    if (role === 'callee' && has(moment, 'encryptFingerprints') && travelled(travel, moment).received !== 'encrypted') {
      return violation('an encryption before the device is known');
    }
    if (has(moment, 'decryptFingerprints')) {
      const description = descriptionIn(moment);
      // What was called directly has its offer from before its user's answer.
      const isHeld = description === undefined && isDirect(call) && travel.received === 'held';
      if (!isHeld && description?.protection !== 'encrypted')
        return violation('a decryption without an encrypted description');
      if (travel.sent === 'encrypted') {
        if (description?.type !== 'peer.sessionAccept' || description.device !== 'pinned') {
          return violation('a decryption of what another device encrypted');
        }
      }
    }
    return travelled(travel, moment);
  },
};
