/** A peer that announces a device in every proceed, and never encrypts; and one that encrypts although nobody did. */
import { expect, test } from 'vitest';
import { answer, createPair, ring, told } from '../support/pair.ts';
import { encryptedFingerprint, plainFingerprint, tampering, withFingerprints } from '../support/hostile.ts';
import { openAccount } from '../support/omemo-accounts.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { content, device, jingle, word } from '../support/stanzas.ts';
import { serializeXml } from '../../src/xml/serialize.ts';

test('a plain answer to an encrypted offer ends the call under every policy [the draft, fallback]', async () => {
  for (const policy of ['opportunistic', 'expect', 'require'] as const) {
    const pair = await createPair({
      romeo: { policy },
      tamper: tampering('session-accept', (stanza) =>
        withFingerprints(stanza, () => plainFingerprint(JULIET.dtlsFingerprint, 'active')),
      ),
    });
    await answer(pair);
    expect(told(pair.romeo)).toEqual(['ringing', 'ended by core: security-error']);
  }
});

test('a plain offer after our announcement is told as announcedNotUsed, or refused', async () => {
  for (const [policy, words] of [
    ['opportunistic', ['incoming', 'accepted', 'unauthenticated (announcedNotUsed)']],
    ['expect', ['incoming', 'ended by core: security-error']],
    ['require', ['incoming', 'ended by core: security-error']],
  ] as const) {
    const pair = await createPair({ romeo: { omemo: 'none' }, juliet: { policy } });
    await answer(pair);
    expect(told(pair.juliet)).toEqual(words);
  }
});

test('an encrypted answer to a plain offer is never authenticated: only one way came through OMEMO', async () => {
  const pair = await createPair({ juliet: { omemo: 'none', wrapWire: () => ({ send: () => {} }) } });
  const { romeo } = pair;
  const juliets = await openAccount(JULIET, 'acquainted');
  const sessionId = await ring(pair);
  romeo.receive(word(JULIET.account, ROMEO.account, 'proceed', sessionId));
  await romeo.manager.settled();
  const encrypted = await encryptedFingerprint(juliets.omemo, romeo.omemo!.ownDevice, JULIET.dtlsFingerprint, 'active');
  const audio = content({ fingerprints: serializeXml(encrypted) });
  romeo.receive(jingle(JULIET.account, ROMEO.account, 'session-accept', sessionId, audio));
  await romeo.manager.settled();
  expect(told(romeo)).toEqual(['accepted', 'unauthenticated (oneWay)']);
});

test('a device that is announced and never answers for its keys leaves a plain call with noSession', async () => {
  const pair = await createPair({
    romeo: { omemo: 'new' },
    juliet: { omemo: 'none', wrapWire: () => ({ send: () => {} }) },
  });
  const { romeo } = pair;
  const sessionId = await ring(pair);
  romeo.receive(word(JULIET.account, ROMEO.account, 'proceed', sessionId, device('2222')));
  await pair.settle();
  const sent = romeo.sent.at(-1)!;
  expect(serializeXml(sent)).toContain('urn:xmpp:jingle:apps:dtls:0');
});
