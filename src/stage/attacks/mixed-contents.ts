/** One content stays encrypted and is to vouch for the other. */
import type { Attack } from './attack.ts';
import { plainInsteadOf, requestOf, withFingerprints, withJingle } from './edit.ts';

export const mixedContents: Attack = {
  name: 'mixed-contents',
  summary: 'The server leaves the audio encrypted and puts its own certificate into the video, in the clear.',
  lesson:
    'A client that is content with one decryption would show the whole call as authenticated. All contents of a ' +
    'stanza are encrypted, or all are plain; one that decrypts does not carry the others.',
  media: ['audio', 'video'],
  expected: { opportunistic: 'refused', expect: 'refused', require: 'refused' },
  start: ({ certificate, say }) =>
    Promise.resolve({
      tamper: (passing) => {
        const request = requestOf(passing, 'session-initiate');
        if (request === undefined) return [passing];
        say('puts its own certificate into the second content');
        const mixed = withFingerprints(request.jingle, (theirs, index) =>
          index === 0 ? theirs : [plainInsteadOf(theirs, certificate)],
        );
        return [withJingle(passing, request, mixed)];
      },
    }),
};
