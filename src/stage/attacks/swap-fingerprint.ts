/** The classic: the server in the middle gives each side its own certificate for the other's. */
import type { Attack } from './attack.ts';
import { plainInsteadOf, requestOf, withFingerprints, withJingle } from './edit.ts';

export const swapFingerprint: Attack = {
  name: 'swap-fingerprint',
  summary: 'The server replaces each certificate by its own, to sit in the middle of the media.',
  lesson:
    'It has no OMEMO key of either, so its own certificate can only stand in the clear. But what was offered ' +
    'encrypted is answered encrypted, or there is no call.',
  expected: { opportunistic: 'refused', expect: 'refused', require: 'refused' },
  start: ({ certificate, say }) =>
    Promise.resolve({
      tamper: (passing) => {
        const request = requestOf(passing, 'session-initiate', 'session-accept');
        if (request === undefined) return [passing];
        const { action } = request.jingle;
        say(`puts its own certificate into the ${action === 'session-accept' ? 'answer' : 'offer'}`);
        const swapped = withFingerprints(request.jingle, (theirs) => [plainInsteadOf(theirs, certificate)]);
        return [withJingle(passing, request, swapped)];
      },
    }),
};
