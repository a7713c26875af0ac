/**
 * The server makes a key of its own and begins a session in the name of Romeo's device, which Juliet's knows by another
 * key. OMEMO cannot tell that from a device that was set up anew. What it can do is say so.
 */
import { expect, test } from 'vitest';
import type { XmlElement } from '../../src/xml/element.ts';
import { createOmemo } from '../../src/omemo/create.ts';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import { encryptedFingerprint, tampering, withFingerprints } from '../support/hostile.ts';
import { answer, createPair, engineOf, told, verdicts } from '../support/pair.ts';
import type { Pair } from '../support/pair.ts';
import { ROMEO, TYBALT } from '../support/parties.ts';

/** The fingerprint of tybalt's certificate, encrypted by a device that has romeo's number and a key of its own. */
async function forged({ juliet }: Pair) {
  const { contact: account, deviceId } = ROMEO;
  const server = await createOmemo({ account, deviceId, store: createMemoryStore() });
  const bundle = await juliet.omemo!.ownBundle();
  if (!bundle.ok) throw new Error(bundle.error.kind);
  await server.startSession(juliet.omemo!.ownDevice, bundle.value);
  const device = juliet.omemo!.ownDevice;
  return { server, fingerprint: await encryptedFingerprint(server, device, TYBALT.dtlsFingerprint, 'actpass') };
}

test.each(['blind', 'verified'] as const)(
  'the verdict names the new key and says that nobody has decided on it, where the old one was %s',
  async (known) => {
    const held: { fingerprint?: XmlElement } = {};
    const pair = await createPair({
      tamper: tampering('session-initiate', (stanza) => withFingerprints(stanza, () => held.fingerprint)),
    });
    const { romeo, juliet } = pair;
    await juliet.manager.setTrust({ ...romeo.omemo!.ownDevice, identityKey: romeo.omemo!.ownIdentityKey }, known);
    const { server, fingerprint } = await forged(pair);
    held.fingerprint = fingerprint;
    await answer(pair);

    expect(verdicts(juliet)).toEqual([
      {
        state: 'authenticated',
        deviceId: ROMEO.deviceId,
        identityKey: server.ownIdentityKey,
        trust: 'undecided',
      },
    ]);
    expect(server.ownIdentityKey).not.toBe(romeo.omemo!.ownIdentityKey);
    // Romeo's own core is not deceived: the answer is for somebody else's session.
    expect(told(romeo)).toEqual(['ringing', 'ended by core: security-error']);
    engineOf(juliet).connected(ROMEO.dtlsFingerprint);
    expect(told(juliet).at(-1)).toMatch(/^ended by (core|peer): security-error$/);
  },
);

test('a key that the user has distrusted for the device does not come back under its number', async () => {
  const held: { fingerprint?: XmlElement } = {};
  const pair = await createPair({
    tamper: tampering('session-initiate', (stanza) => withFingerprints(stanza, () => held.fingerprint)),
  });
  const { juliet } = pair;
  const { server, fingerprint } = await forged(pair);
  held.fingerprint = fingerprint;
  await juliet.manager.setTrust({ ...server.ownDevice, identityKey: server.ownIdentityKey }, 'distrusted');
  await answer(pair);
  expect(told(juliet)).toEqual(['incoming', 'ended by core: security-error']);
});
