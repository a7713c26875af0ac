/** An old ciphertext, authentic in itself, in the place of the new one. */
import type { ReceivedFingerprint } from '../../stanzas/ice-udp.ts';
import type { Attack } from './attack.ts';
import { requestOf, withFingerprints, withJingle } from './edit.ts';

export const replay: Attack = {
  name: 'replay',
  summary: "The server records the encrypted certificate of one call and puts it into the next call's offer.",
  lesson:
    'Whoever has got hold of an old certificate would be let into a new call with it. An OMEMO message opens ' +
    'once: its key is gone after that.',
  earlierCall: true,
  expected: { opportunistic: 'refused', expect: 'refused', require: 'refused' },
  start: ({ say, callNumber }) => {
    const recorded: (readonly ReceivedFingerprint[])[] = [];
    return Promise.resolve({
      tamper: (passing) => {
        const request = requestOf(passing, 'session-initiate');
        if (request === undefined) return [passing];
        if (callNumber() === 1) {
          say('copies the offer');
          for (const { transport } of request.jingle.contents) recorded.push(transport?.fingerprint ?? []);
          return [passing];
        }
        say('puts the copied certificate into this offer');
        const old = withFingerprints(request.jingle, (theirs, index) => recorded[index] ?? theirs);
        return [withJingle(passing, request, old)];
      },
    });
  },
};
