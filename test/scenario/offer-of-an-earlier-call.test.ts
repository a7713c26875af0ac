/**
 * Romeo calls Juliet twice, and the server exchanges what it held back of the first call for the offer of the second.
 * The ciphertext does not say for which call it was made, so it opens: the draft's own gap. `npm run z3` tells the
 * story (`thisCall`, `oneDevice`), and proves that it ends where whole stanzas are encrypted.
 */
import { expect, test } from 'vitest';
import type { MediaSession, SessionDescription } from '../../src/media/port.ts';
import type { DtlsFingerprintValue } from '../../src/stanzas/dtls.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { fingerprintsIn, isJingle, withFingerprints } from '../support/hostile.ts';
import type { Tamper } from '../support/hostile.ts';
import { accept, answer, createPair, engineOf, keyWith, ring, told } from '../support/pair.ts';
import type { Pair } from '../support/pair.ts';
import { JULIET, NURSE, ROMEO, TYBALT } from '../support/parties.ts';

/** Romeo's certificates, one for each call. */
const FIRST = ROMEO.dtlsFingerprint;
const SECOND = NURSE.dtlsFingerprint;

/** Keeps the first offer from Juliet, and puts its fingerprints into each later one. */
function exchangingOffers(): Tamper {
  let held: readonly XmlElement[] | undefined;
  return (passing) => {
    if (!isJingle(passing.stanza, 'session-initiate')) return [passing];
    if (held !== undefined) {
      const fingerprints = held;
      return [{ ...passing, stanza: withFingerprints(passing.stanza, (_, index) => fingerprints[index]) }];
    }
    held = fingerprintsIn(passing.stanza);
    return [];
  };
}

/** The engine of each further call makes its offer with the second certificate. */
function withCertificateOfItsOwn(): (session: MediaSession) => MediaSession {
  let calls = 0;
  return (session) => {
    calls += 1;
    const value = calls === 1 ? FIRST : SECOND;
    return {
      ...session,
      async createOffer(media) {
        const offer = await session.createOffer(media);
        return offer.ok ? { ok: true, value: withCertificate(offer.value, value) } : offer;
      },
    };
  };
}

function withCertificate(offer: SessionDescription, value: DtlsFingerprintValue): SessionDescription {
  const contents = offer.contents.map((content) => {
    const fingerprint = { ...content.transport.fingerprint, value };
    return { ...content, transport: { ...content.transport, fingerprint } };
  });
  return { ...offer, contents };
}

async function callTwice(): Promise<Pair> {
  const pair = await createPair({
    tamper: exchangingOffers(),
    romeo: { wrapSession: withCertificateOfItsOwn() },
  });
  const first = await answer(pair);
  pair.romeo.manager.hangUp(keyWith(JULIET, first));
  await pair.settle();
  const second = await ring(pair);
  accept(pair.juliet, pair.romeo, second);
  await pair.settle();
  return pair;
}

test('Juliet is shown the second call as authenticated, over the certificate of the first', async () => {
  const { juliet } = await callTwice();
  expect(told(juliet).slice(-2)).toEqual(['accepted', 'authenticated (blind)']);
  const [order] = engineOf(juliet).orders;
  expect(JSON.stringify(order)).toContain(FIRST);
  expect(JSON.stringify(order)).not.toContain(SECOND);
});

test.each([
  ['Romeo’s end of the second call', SECOND],
  ['somebody in the middle', TYBALT.dtlsFingerprint],
])('nothing comes of it: media that meets %s ends the call', async (_, used) => {
  const { juliet } = await callTwice();
  engineOf(juliet).connected(used);
  expect(told(juliet).at(-1)).toBe('ended by core: security-error');
});
