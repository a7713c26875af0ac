/** One content through OMEMO, the other not: the one that decrypts must not carry the other. */
import { expect, test } from 'vitest';
import { answer, createPair, told } from '../support/pair.ts';
import { encryptedFingerprint, plainFingerprint, tampering, withFingerprints } from '../support/hostile.ts';
import { openAccount } from '../support/omemo-accounts.ts';
import { JULIET, JULIETS_TABLET, ROMEO, TYBALT } from '../support/parties.ts';

test.each([
  ['session-initiate', 0],
  ['session-initiate', 1],
  ['session-accept', 0],
  ['session-accept', 1],
] as const)('a %s with a plain fingerprint in content %i is refused', async (action, plain) => {
  const setup = action === 'session-initiate' ? 'actpass' : 'active';
  const own = plainFingerprint(TYBALT.dtlsFingerprint, setup);
  const pair = await createPair({
    tamper: tampering(action, (stanza) =>
      withFingerprints(stanza, (fingerprint, index) => (index === plain ? own : fingerprint)),
    ),
  });
  await answer(pair, ['audio', 'video']);
  const receiver = action === 'session-initiate' ? pair.juliet : pair.romeo;
  expect(told(receiver).at(-1)).toBe('ended by core: security-error');
  expect(told(receiver).join()).not.toContain('authenticated');
});

test('contents encrypted by two devices of one account are refused', async () => {
  const tablet = await openAccount(JULIETS_TABLET, 'new');
  const romeos = await openAccount(ROMEO, 'new');
  const bundle = await romeos.omemo.ownBundle();
  if (!bundle.ok) throw new Error('no bundle');
  await tablet.omemo.startSession(romeos.omemo.ownDevice, bundle.value);
  const stolen = await encryptedFingerprint(tablet.omemo, romeos.omemo.ownDevice, TYBALT.dtlsFingerprint, 'active');
  const pair = await createPair({
    tamper: tampering('session-accept', (stanza) =>
      withFingerprints(stanza, (fingerprint, index) => (index === 1 ? stolen : fingerprint)),
    ),
  });
  await answer(pair, ['audio', 'video']);
  expect(told(pair.romeo)).toEqual(['ringing', 'ended by core: security-error']);
});

test('contents of two certificates are refused, encrypted or plain: media runs on one', async () => {
  for (const omemo of ['acquainted', 'none'] as const) {
    const pair = await createPair({ both: { omemo } });
    const other =
      omemo === 'none'
        ? () => Promise.resolve(plainFingerprint(TYBALT.dtlsFingerprint, 'actpass'))
        : () =>
            encryptedFingerprint(pair.romeo.omemo!, pair.juliet.omemo!.ownDevice, TYBALT.dtlsFingerprint, 'actpass');
    const { sessionId } = pair.romeo.manager.placeCall({ to: pair.juliet.contact, media: ['audio', 'video'] });
    await pair.clock.advance(2, () => pair.romeo.manager.settled());
    pair.juliet.manager.accept({ peer: pair.romeo.contact, sessionId });
    await pair.clock.advance(1, () => pair.romeo.manager.settled());
    const initiate = pair.romeo.sent.at(-1)!;
    const second = await other();
    const changed = withFingerprints(initiate, (fingerprint, index) => (index === 1 ? second : fingerprint));
    pair.juliet.receive({ ...changed, attributes: new Map([...initiate.attributes, ['from', ROMEO.account]]) });
    await pair.juliet.manager.settled();
    expect(told(pair.juliet)).toEqual(['incoming', 'ended by core: security-error']);
    expect(pair.juliet.media.engines).toEqual([]);
  }
  expect(JULIET.deviceId).not.toBe(JULIETS_TABLET.deviceId);
});
