/** Denial: nothing a client could check, only something it must not wait for for ever. */
import type { Attack } from './attack.ts';
import { requestOf } from './edit.ts';

export const dropAccept: Attack = {
  name: 'drop-accept',
  summary: "The server keeps juliet's answer for itself.",
  lesson:
    'Nobody can make a server deliver. But every waiting state has a deadline, so both phones know that there is ' +
    'no call. The default is 30 seconds; here it is one and a half.',
  deadlines: { acceptMs: 1_500 },
  expected: { opportunistic: 'refused', expect: 'refused', require: 'refused' },
  start: ({ say }) =>
    Promise.resolve({
      tamper: (passing) => {
        if (requestOf(passing, 'session-accept') === undefined) return [passing];
        say('keeps the answer; romeo waits');
        return [];
      },
    }),
};
