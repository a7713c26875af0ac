/** A4: a copy of what somebody said to our account may ring and stop ringing, and binds no call to a device. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareOf } from '../../src/jid.ts';
import { writeJingleMessage } from '../../src/stanzas/jingle-message.ts';
import type { JingleMessage } from '../../src/stanzas/jingle-message.ts';
import { writeMessage } from '../../src/stanzas/stanza.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { FUZZ_TIMEOUT_MS } from '../../test/support/fuzz.ts';
import { isCallStep } from '../../test/support/call-steps.ts';
import { createPair, ring } from '../../test/support/pair.ts';
import { JULIET, JULIETS_TABLET, ROMEO } from '../../test/support/parties.ts';
import { carbon } from '../../test/support/stanzas.ts';
import { jingleMessage } from '../arbitraries/jingle-message.ts';

const sender = fc.constantFrom(JULIET.account, JULIETS_TABLET.account);
const receiver = fc.constantFrom(ROMEO.contact, ROMEO.account);
const direction = fc.constantFrom('received', 'sent');

describe('copies of words about a call that we are placing', () => {
  test('A4 C15: never take it out of the state in which nobody has answered, but to its end', {
    timeout: FUZZ_TIMEOUT_MS,
  }, async () => {
    const said = fc.array(fc.tuple(jingleMessage, sender, receiver, direction), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(said, async (words) => {
        const pair = await createPair();
        const sessionId = await ring(pair);
        const { romeo } = pair;
        for (const [word, from, to, way] of words) {
          const about: JingleMessage = { ...word, sessionId };
          const children = [writeJingleMessage(about)];
          const inner = writeMessage({ kind: 'message', type: 'chat', id: undefined, from, to, children });
          romeo.receive(carbon(bareOf(ROMEO.account), ROMEO.account, way, serializeXml(inner, 'jabber:client')));
          await pair.settle();
        }
        // A propose that crosses ours is a call of its own, in which we are called.
        const placed = romeo.trace.flatMap((entry) => (isCallStep(entry) && entry.role === 'caller' ? [entry.to] : []));
        expect(placed.filter((state) => !/^(?:proposed\.|ended$)/.test(state))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
