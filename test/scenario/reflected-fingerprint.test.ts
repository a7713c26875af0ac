/**
 * The server sends each side its own fingerprint back: DTLS would then run against itself, or against whoever holds
 * that key.
 */
import { expect, test } from 'vitest';
import { answer, createPair, engineOf, told } from '../support/pair.ts';
import { encryptedFingerprint, plainFingerprint, tampering, withFingerprints } from '../support/hostile.ts';
import { JULIET, ROMEO } from '../support/parties.ts';

test('in a plain answer it is refused', async () => {
  const own = plainFingerprint(ROMEO.dtlsFingerprint, 'active');
  const pair = await createPair({
    both: { omemo: 'none' },
    tamper: tampering('session-accept', (stanza) => withFingerprints(stanza, () => own)),
  });
  await answer(pair);
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by core: security-error']);
  expect(engineOf(pair.romeo).orders.map(({ order }) => order)).toEqual(['createOffer', 'close']);
});

test('in a plain offer it is refused as soon as we have a certificate of our own to compare', async () => {
  const own = plainFingerprint(JULIET.dtlsFingerprint.toLowerCase(), 'actpass');
  const pair = await createPair({
    both: { omemo: 'none' },
    tamper: tampering('session-initiate', (stanza) => withFingerprints(stanza, () => own)),
  });
  await answer(pair);
  expect(told(pair.juliet)).toEqual(['incoming', 'ended by core: failed-application']);
});

test.each(['offer', 'answer'] as const)(
  'through OMEMO, from a peer who lies about it, it is refused in the %s',
  async (where) => {
    const action = where === 'offer' ? 'session-initiate' : 'session-accept';
    const pair = await createPair({ tamper: tampering(action, (stanza) => withFingerprints(stanza, () => reflected)) });
    const [liar, victim] = where === 'offer' ? [pair.romeo, pair.juliet] : [pair.juliet, pair.romeo];
    const setup = where === 'offer' ? 'actpass' : 'active';
    const reflected = await encryptedFingerprint(liar.omemo!, victim.omemo!.ownDevice, victim.dtlsFingerprint, setup);
    await answer(pair);
    expect(told(victim).at(-1)).toMatch(/^ended by core: (security-error|failed-application)$/);
    expect(told(victim).join()).not.toContain('authenticated');
  },
);
