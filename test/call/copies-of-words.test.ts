/** What the server delivers to the resource of the highest priority, and tells the others of in carbons. */
import { describe, expect, test } from 'vitest';
import { createPair, dropped, ring, states, told } from '../support/pair.ts';
import { JULIET, JULIETS_TABLET, ROMEO } from '../support/parties.ts';
import { S1, idle, ringing, sentDuring } from '../support/solo.ts';
import { carbon, device, propose, reason, word } from '../support/stanzas.ts';

const JULIETS_ACCOUNT = 'juliet@capulet.example';
/** A day before the test's clock. */
const LATE = "<delay xmlns='urn:xmpp:delay' stamp='2025-12-31T00:00:00Z'/>";

describe('a copy of what a contact said to our account', () => {
  const copyOf = (inner: string) => carbon(JULIETS_ACCOUNT, JULIET.account, 'received', inner);

  test('rings here, too, and stops ringing [XEP-0280 #inbound]', async () => {
    const { juliet } = await idle();
    const proposed = copyOf(propose(ROMEO.account, JULIETS_ACCOUNT, S1));
    expect(sentDuring(juliet, () => juliet.receive(proposed))).toEqual(['ringing']);
    juliet.receive(copyOf(word(ROMEO.account, JULIETS_ACCOUNT, 'retract', S1)));
    expect(told(juliet)).toEqual(['incoming', 'missed', 'ended by peer: cancel']);
  });

  test('rings once, where it comes live as well', async () => {
    const { juliet } = await ringing();
    juliet.receive(copyOf(propose(ROMEO.account, JULIETS_ACCOUNT, S1)));
    expect(told(juliet)).toEqual(['incoming']);
  });

  test('A4: names no device: a proceed counts as it was sent, to the resource that called', async () => {
    const pair = await createPair();
    const sessionId = await ring(pair);
    const { romeo } = pair;
    const proceed = word(JULIETS_TABLET.account, romeo.contact, 'proceed', sessionId, device('2223'));
    romeo.receive(carbon(romeo.contact, romeo.account, 'received', proceed));
    expect(dropped(romeo)).toEqual(['wordForOtherResource']);
    expect(states(romeo).at(-1)).toBe('proposed.ringing');
  });

  test('declines our call', async () => {
    const pair = await createPair();
    const sessionId = await ring(pair);
    const { romeo } = pair;
    const rejected = word(JULIET.account, romeo.contact, 'reject', sessionId, reason('decline'));
    romeo.receive(carbon(romeo.contact, romeo.account, 'received', rejected));
    expect(told(romeo).at(-1)).toBe('ended by peer: decline');
  });

  test.each([
    ['the copy', (copy: string) => copy.replace('<received', `${LATE}<received`)],
    ['what is copied', (copy: string) => copy.replace('<propose', `${LATE}<propose`)],
    ['the server’s note about it', (copy: string) => copy.replace(/(<forwarded[^>]*>)/, `$1${LATE}`)],
  ])('that was held back for a day, as %s says, does not ring', async (_what, held) => {
    const { juliet } = await idle();
    juliet.receive(held(copyOf(propose(ROMEO.account, JULIETS_ACCOUNT, S1))));
    expect(told(juliet)).not.toContain('incoming');
  });
});
