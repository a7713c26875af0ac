/** The server keeps Romeo's encrypted offer and delivers it again: in the same call, and in a later one. */
import { expect, test } from 'vitest';
import type { BareJid } from '../../src/jid.ts';
import { notingDecryptions } from '../support/omemo-accounts.ts';
import type { Passing } from '../../src/adapters/memory-wire.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { connect, createPair, dropped, engineOf, keyWith, told } from '../support/pair.ts';
import {
  edit,
  editAttributes,
  isJingle,
  tampering,
  withAttributes,
  withFingerprints,
  fingerprintsIn,
} from '../support/hostile.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { sentDuring } from '../support/solo.ts';

function offerIn(delivered: readonly Passing[]): XmlElement {
  return delivered.find(({ stanza }) => isJingle(stanza, 'session-initiate'))!.stanza;
}

test('in the same call: the same stanza gets the same answer, decrypted once [RFC 6120 #8.2.3]', async () => {
  const decrypted: BareJid[] = [];
  const pair = await createPair({
    juliet: {
      wrapOmemo: notingDecryptions(decrypted),
    },
  });
  await connect(pair);
  const { juliet } = pair;
  const offer = offerIn(pair.delivered);
  expect(decrypted).toHaveLength(1);
  expect(sentDuring(juliet, () => juliet.receive(offer))).toEqual(['ok']);
  const underOtherId = withAttributes(offer, { id: 'replayed' });
  expect(sentDuring(juliet, () => juliet.receive(underOtherId))).toEqual(['error unexpected-request out-of-order']);
  await pair.settle();
  expect(decrypted).toHaveLength(1);
  expect(told(juliet).at(-1)).toBe('connected');
  expect(engineOf(juliet).orders.map(({ order }) => order)).toEqual(['createAnswer']);
});

test('after the call: it is of a session nobody knows', async () => {
  const pair = await createPair();
  const sessionId = await connect(pair);
  const { romeo, juliet } = pair;
  romeo.manager.hangUp(keyWith(juliet, sessionId));
  await pair.settle();
  const offer = offerIn(pair.delivered);
  expect(sentDuring(juliet, () => juliet.receive(offer))).toEqual(['error item-not-found unknown-session']);
  expect(juliet.manager.stats()).toEqual({ calls: 0, buffered: 0, timers: 0, pending: 0, remembered: 1 });
});

test('in a later call, in the place of its offer: the ciphertext was used, and the call ends', async () => {
  const held: { offer?: XmlElement } = {};
  const pair = await createPair({
    tamper: (passing) =>
      tampering('session-initiate', (stanza) => (held.offer === undefined ? stanza : inThePlaceOf(stanza, held.offer)))(
        passing,
      ),
  });
  const first = await connect(pair);
  pair.romeo.manager.hangUp(keyWith(JULIET, first));
  await pair.settle();
  held.offer = offerIn(pair.delivered);
  const second = pair.romeo.manager.placeCall({ to: pair.juliet.contact, media: ['audio'] });
  await pair.settle();
  pair.juliet.manager.accept({ ...second, peer: pair.romeo.contact });
  await pair.settle();
  expect(told(pair.juliet).slice(-2)).toEqual(['incoming', 'ended by core: security-error']);
  expect(told(pair.romeo).at(-1)).toBe('ended by peer: security-error');
});

test('the whole first call replayed: it neither rings nor is answered', async () => {
  const pair = await createPair();
  const sessionId = await connect(pair);
  pair.romeo.manager.hangUp(keyWith(JULIET, sessionId));
  await pair.settle();
  const { juliet, romeo } = pair;
  const before = [juliet.reports.length, romeo.reports.length];
  const answers = sentDuring(juliet, () => {
    for (const { to, stanza } of pair.delivered) if (to.startsWith('juliet')) juliet.receive(stanza);
  });
  for (const { to, stanza } of pair.delivered) if (to === ROMEO.account) romeo.receive(stanza);
  await pair.settle();
  expect(answers).toEqual(['error item-not-found unknown-session', 'error item-not-found unknown-session']);
  expect([juliet.reports.length, romeo.reports.length]).toEqual(before);
  expect(dropped(juliet)).toContain('notRinging');
});

/** The old stanza under the new one's id and session. */
function inThePlaceOf(stanza: XmlElement, old: XmlElement): XmlElement {
  const fingerprints = fingerprintsIn(old);
  const sid = edit(stanza, (found) => found).children.flatMap((child) =>
    typeof child === 'string' ? [] : [child.attributes.get('sid')],
  )[0];
  const relabelled = editAttributes(old, 'jingle', { sid });
  const inNewFrame = { ...relabelled, attributes: stanza.attributes };
  return withFingerprints(inNewFrame, (_, index) => fingerprints[index]);
}
