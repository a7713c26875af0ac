/**
 * The encrypted text is bare: it does not say for which call, direction or content it was made. The server moves
 * ciphertexts around, used and unused ones, and the cores have to notice, or at least never run media on anything but
 * what the peer's device once encrypted.
 */
import { expect, test } from 'vitest';
import type { XmlElement } from '../../src/xml/element.ts';
import { answer, createPair, engineOf, told } from '../support/pair.ts';
import { encryptedFingerprint, fingerprintsIn, isJingle, tampering, withFingerprints } from '../support/hostile.ts';
import { TYBALT } from '../support/parties.ts';

test('audio’s in video’s place as well: each key opens once, and the call ends', async () => {
  const pair = await createPair({
    tamper: tampering('session-initiate', (stanza) => withFingerprints(stanza, () => fingerprintsIn(stanza)[0])),
  });
  await answer(pair, ['audio', 'video']);
  expect(told(pair.juliet)).toEqual(['incoming', 'ended by core: security-error']);
});

test('the two exchanged: both are romeo’s, and so is the certificate', async () => {
  const pair = await createPair({
    tamper: tampering('session-initiate', (stanza) =>
      withFingerprints(stanza, (_, index) => fingerprintsIn(stanza)[1 - index]),
    ),
  });
  await answer(pair, ['audio', 'video']);
  expect(told(pair.juliet)).toEqual(['incoming', 'accepted', 'authenticated (blind)']);
  const [order] = engineOf(pair.juliet).orders;
  expect(order).toMatchObject({ order: 'createAnswer' });
  expect(JSON.stringify(order)).toContain(pair.romeo.dtlsFingerprint);
});

test('the offer’s in the answer: it was not made for the one who gets it back', async () => {
  let offered: readonly XmlElement[] = [];
  const pair = await createPair({
    tamper: (passing) => {
      if (isJingle(passing.stanza, 'session-initiate')) offered = fingerprintsIn(passing.stanza);
      return tampering('session-accept', (stanza) => withFingerprints(stanza, (_, index) => offered[index]))(passing);
    },
  });
  await answer(pair);
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by core: security-error']);
});

test('an old message of juliet’s about something else, never delivered: its text is no fingerprint', async () => {
  const pair = await createPair({
    tamper: tampering('session-accept', (stanza) => withFingerprints(stanza, () => held)),
  });
  const { omemo } = pair.juliet;
  const held = await encryptedFingerprint(omemo!, pair.romeo.omemo!.ownDevice, 'Good night, good night!', 'active');
  await answer(pair);
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by core: security-error']);
});

test('a fingerprint of juliet’s held back from elsewhere: media cannot run on it [docs/security.md]', async () => {
  const pair = await createPair({
    tamper: tampering('session-accept', (stanza) => withFingerprints(stanza, () => held)),
  });
  const { omemo } = pair.juliet;
  const held = await encryptedFingerprint(omemo!, pair.romeo.omemo!.ownDevice, TYBALT.dtlsFingerprint, 'active');
  await answer(pair);
  // What the draft cannot give: romeo believes the held one. Juliet's device made it, and her media does not use it.
  expect(told(pair.romeo)).toEqual(['ringing', 'accepted', 'authenticated (blind)']);
  engineOf(pair.romeo).connected(pair.juliet.dtlsFingerprint);
  expect(told(pair.romeo).at(-1)).toBe('ended by core: security-error');
});
