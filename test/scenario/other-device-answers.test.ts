/**
 * Somebody has another device of Juliet's: a stolen tablet, whose keys Romeo's OMEMO would take. It tries to take the
 * call over.
 */
import { expect, test } from 'vitest';
import type { BareJid } from '../../src/jid.ts';
import type { OmemoAccount } from '../../src/omemo/create.ts';
import { accept, answer, createPair, ring, states, told, verdicts } from '../support/pair.ts';
import { encryptedFingerprint, tampering, withDevice, withFingerprints } from '../support/hostile.ts';
import { notingDecryptions, openAccount } from '../support/omemo-accounts.ts';
import { JULIETS_TABLET, ROMEO, TYBALT } from '../support/parties.ts';
import { content, device, jingle, word } from '../support/stanzas.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { parse } from '../support/world.ts';

/** The tablet's OMEMO, with a session with romeo's device: as good as the phone's, but another. */
async function stolenTablet(romeos: OmemoAccount): Promise<OmemoAccount> {
  const { omemo } = await openAccount(JULIETS_TABLET, 'new');
  const bundle = await romeos.ownBundle();
  if (!bundle.ok) throw new Error('no bundle');
  await omemo.startSession(romeos.ownDevice, bundle.value);
  return omemo;
}

test('an answer that it encrypted is refused before it is decrypted [the draft, one device]', async () => {
  const decrypted: BareJid[] = [];
  const pair = await createPair({
    romeo: {
      wrapOmemo: notingDecryptions(decrypted),
    },
    tamper: tampering('session-accept', (stanza) => withFingerprints(stanza, () => answerOfTablet)),
  });
  const tablet = await stolenTablet(pair.romeo.omemo!);
  const romeosDevice = pair.romeo.omemo!.ownDevice;
  const answerOfTablet = await encryptedFingerprint(tablet, romeosDevice, TYBALT.dtlsFingerprint, 'active');
  await answer(pair);
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by core: security-error']);
  expect(decrypted).toEqual([]);
  expect(states(pair.romeo)).not.toContain('initiated.decrypting');
});

test('an answer that only pretends to be of the announced device does not decrypt', async () => {
  const pair = await createPair({
    tamper: tampering('session-accept', (stanza) => withFingerprints(stanza, () => pretending)),
  });
  const tablet = await stolenTablet(pair.romeo.omemo!);
  const encrypted = await encryptedFingerprint(tablet, pair.romeo.omemo!.ownDevice, TYBALT.dtlsFingerprint, 'active');
  const pretending = parse(serializeXml(encrypted).replace('sid="2223"', 'sid="2222"'));
  await answer(pair);
  // A known device under another key is never silent, whoever says so.
  expect(told(pair.romeo)).toEqual(['ringing', 'keyChanged', 'ended by core: security-error']);
  expect(states(pair.romeo)).toContain('initiated.decrypting');
});

test('a proceed that the server sends in its name takes the call to it, and the verdict names its key', async () => {
  // Romeo has met the tablet, so that there is a session. The attack is visible in the verdict and nowhere else.
  const pair = await createPair({ tamper: tampering('proceed', (stanza) => withDevice(stanza, '2223')) });
  const tablet = await stolenTablet(pair.romeo.omemo!);
  const hello = await tablet.encrypt(pair.romeo.omemo!.ownDevice, 'hello', undefined);
  if (!hello.ok) throw new Error(hello.error.kind);
  await pair.romeo.omemo!.decrypt({ ...tablet.ownDevice, identityKey: undefined }, hello.value.message);
  const sessionId = await ring(pair);
  accept(pair.juliet, pair.romeo, sessionId);
  await pair.settle();
  // Juliet's phone cannot read an offer for the tablet, and ends the call.
  expect(told(pair.juliet)).toEqual(['incoming', 'ended by core: security-error']);
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by peer: security-error']);
});

test('the tablet itself may answer first: then it is the peer, by its own key', async () => {
  const pair = await createPair();
  const tablet = await stolenTablet(pair.romeo.omemo!);
  const { romeo, juliet } = pair;
  const hello = await tablet.encrypt(romeo.omemo!.ownDevice, 'hello', undefined);
  if (!hello.ok) throw new Error(hello.error.kind);
  await romeo.omemo!.decrypt({ ...tablet.ownDevice, identityKey: undefined }, hello.value.message);
  const sessionId = await ring(pair);
  romeo.receive(word(JULIETS_TABLET.account, ROMEO.account, 'proceed', sessionId, device('2223')));
  await romeo.manager.settled();
  const encrypted = await encryptedFingerprint(tablet, romeo.omemo!.ownDevice, TYBALT.dtlsFingerprint, 'active');
  const audio = content({ fingerprints: serializeXml(encrypted) });
  romeo.receive(jingle(JULIETS_TABLET.account, ROMEO.account, 'session-accept', sessionId, audio));
  await romeo.manager.settled();
  expect(verdicts(romeo)).toEqual([
    { state: 'authenticated', deviceId: JULIETS_TABLET.deviceId, identityKey: tablet.ownIdentityKey, trust: 'blind' },
  ]);
  expect(tablet.ownIdentityKey).not.toBe(juliet.omemo!.ownIdentityKey);
});
