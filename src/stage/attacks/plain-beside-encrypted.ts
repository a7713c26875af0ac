/** Two fingerprints in one transport: the hope is that a client reads the plain one. */
import type { Attack } from './attack.ts';
import { plainInsteadOf, requestOf, withFingerprints, withJingle } from './edit.ts';

export const plainBesideEncrypted: Attack = {
  name: 'plain-beside-encrypted',
  summary: 'The server leaves the encrypted certificate alone and puts its own beside it, in the clear.',
  lesson:
    'A client that takes whichever it finds first, or last, would talk to the server and show a shield. Exactly one ' +
    'fingerprint per content counts, over both namespaces, before anything is decrypted.',
  expected: { opportunistic: 'refused', expect: 'refused', require: 'refused' },
  start: ({ certificate, say }) =>
    Promise.resolve({
      tamper: (passing) => {
        const request = requestOf(passing, 'session-initiate');
        if (request === undefined) return [passing];
        say('puts its own certificate in front of the encrypted one');
        const both = withFingerprints(request.jingle, (theirs) => [plainInsteadOf(theirs, certificate), ...theirs]);
        return [withJingle(passing, request, both)];
      },
    }),
};
