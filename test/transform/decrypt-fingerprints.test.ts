/** The peer's fingerprints on their way in: from the one device, all of them or none. The draft; XEP-0320 1.0.0. */
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../src/base/errors.ts';
import { err, ok } from '../../src/base/result.ts';
import type { DecryptError } from '../../src/omemo/port.ts';
import type { Binding } from '../../src/transform/binding.ts';
import { decryptFingerprints } from '../../src/transform/decrypt-fingerprints.ts';
import { describedAs, omemo, plain, valueOf } from './descriptions.ts';
import { fakeOmemo, JULIET, JULIETS_DEVICE, JULIETS_KEY, OTHER_DEVICE, OTHER_KEY } from './fake-omemo.ts';

const announced: Binding = { account: JULIET, deviceId: JULIETS_DEVICE, identityKey: undefined };
const bound: Binding = { ...announced, identityKey: JULIETS_KEY };

describe('decryptFingerprints', () => {
  test('gives plain fingerprints, and the binding with the key they came through [XEP-0320 #protocol]', async () => {
    const result = await decryptFingerprints(
      describedAs(omemo(valueOf('01')), omemo(valueOf('02'))),
      announced,
      fakeOmemo(),
    );
    expect(result).toEqual(ok({ jingle: describedAs(plain('01'), plain('02')), binding: bound }));
  });

  test("A3: tells the decryptor the device and key it has to be, from the second content on the first's", async () => {
    const port = fakeOmemo();
    await decryptFingerprints(describedAs(omemo(), omemo()), announced, port);
    expect(port.decryptions).toEqual([announced, bound]);
  });

  test('A3: refuses another device than the bound one before anything is decrypted', async () => {
    for (const jingle of [
      describedAs(omemo(valueOf('02'), OTHER_DEVICE)),
      describedAs(omemo(), omemo(valueOf('02'), OTHER_DEVICE)),
    ]) {
      const port = fakeOmemo();
      const last = jingle.contents.at(-1)!.name;
      const result = await decryptFingerprints(jingle, bound, port);
      expect(result).toEqual(err({ kind: 'unexpectedDevice', content: last }));
      expect(port.decryptions).toEqual([]);
    }
  });

  test('takes a content without a fingerprint for a bug of ours, before anything is decrypted', async () => {
    const port = fakeOmemo();
    const bug = new InvariantError('bug: an encrypted description has a fingerprint in each content');
    await expect(decryptFingerprints(describedAs(omemo(), undefined), bound, port)).rejects.toThrow(bug);
    expect(port.decryptions).toEqual([]);
  });

  test('A3: refuses an identity key that is not the one of the binding', async () => {
    const port = fakeOmemo({ decrypts: () => ok({ identityKey: OTHER_KEY }) });
    const result = await decryptFingerprints(describedAs(omemo()), bound, port);
    expect(result).toEqual(err({ kind: 'identityKeyChanged', content: '0' }));
  });

  test('A3: refuses an identity key that changes from one content to the next', async () => {
    const port = fakeOmemo({ decrypts: (nth) => ok({ identityKey: nth === 0 ? JULIETS_KEY : OTHER_KEY }) });
    const result = await decryptFingerprints(describedAs(omemo(), omemo()), announced, port);
    expect(result).toEqual(err({ kind: 'identityKeyChanged', content: '1' }));
  });

  test.each([
    'badMac',
    'counterTooFar',
    'distrusted',
    'identityKeyChanged',
    'malformed',
    'noSession',
    'notForThisDevice',
    'replayed',
    'storeFailed',
    'unexpectedDevice',
    'unknownPreKey',
  ] as const)(
    'A2: gives nothing, when one of several contents does not decrypt: %s',
    async (kind: DecryptError['kind']) => {
      const port = fakeOmemo({ decrypts: (nth) => (nth === 1 ? err({ kind }) : ok({ identityKey: JULIETS_KEY })) });
      const result = await decryptFingerprints(describedAs(omemo(), omemo(), omemo()), announced, port);
      expect(result).toEqual(err({ kind: 'undecryptable', content: '1', cause: kind }));
      expect(port.decryptions).toHaveLength(2);
    },
  );

  test.each([
    ['nothing', ''],
    ['a pair too few', valueOf('02', 31)],
    ['a pair too many', valueOf('02', 33)],
    ['the length of another hash', valueOf('02', 48)],
    ['a line end after it', `${valueOf('02')}\n`],
    ['a line end that starts another SDP line', `${valueOf('02')}\r\na=candidate:1`],
    ['a space before it', ` ${valueOf('02')}`],
    ['the name of the hash before it', `sha-256 ${valueOf('02')}`],
    ['no colons', valueOf('02').replaceAll(':', '')],
    ['other separators', valueOf('02').replaceAll(':', '-')],
    ['what is no hex digit', valueOf('0G')],
    ['digits of another script', valueOf('0\uff12')],
    ['two fingerprints', `${valueOf('02')}:${valueOf('02')}`],
    ['a fingerprint element', `<fingerprint>${valueOf('02')}</fingerprint>`],
  ])('A7: refuses a text that is not exactly a fingerprint: %s [RFC 8122 #5]', async (_what, text) => {
    const result = await decryptFingerprints(describedAs(omemo(text)), announced, fakeOmemo());
    expect(result).toEqual(err({ kind: 'notAFingerprint', content: '0' }));
    const second = await decryptFingerprints(describedAs(omemo(), omemo(text)), announced, fakeOmemo());
    expect(second).toEqual(err({ kind: 'notAFingerprint', content: '1' }));
  });

  test('takes either case, and writes one [RFC 8122 #5]', async () => {
    const result = await decryptFingerprints(describedAs(omemo(valueOf('ab'))), announced, fakeOmemo());
    expect(result).toMatchObject({ ok: true, value: { jingle: describedAs(plain('AB')) } });
  });
});
