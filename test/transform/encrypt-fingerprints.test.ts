/** Our fingerprints on their way out: encrypted for one device, all of them or none. The draft; XEP-0384 0.3.0. */
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../src/base/errors.ts';
import { err, ok } from '../../src/base/result.ts';
import type { EncryptError } from '../../src/omemo/port.ts';
import type { Binding } from '../../src/transform/binding.ts';
import { encryptFingerprints } from '../../src/transform/encrypt-fingerprints.ts';
import { describedAs, plain, valueOf } from './descriptions.ts';
import { fakeOmemo, JULIET, JULIETS_DEVICE, JULIETS_KEY, OTHER_KEY } from './fake-omemo.ts';

const announced: Binding = { account: JULIET, deviceId: JULIETS_DEVICE, identityKey: undefined };
const bound: Binding = { ...announced, identityKey: JULIETS_KEY };

describe('encryptFingerprints', () => {
  test('encrypts each fingerprint for the bound device alone [XEP-0384 #usecases-messagesend]', async () => {
    const omemo = fakeOmemo();
    const result = await encryptFingerprints(describedAs(plain('01'), plain('02')), announced, omemo);
    const device = { account: JULIET, deviceId: JULIETS_DEVICE };
    expect(omemo.encryptions).toEqual([
      { device, plaintext: valueOf('01'), expected: undefined },
      { device, plaintext: valueOf('02'), expected: JULIETS_KEY },
    ]);
    const contents = result.ok ? result.value.jingle.contents : [];
    expect(contents.map(({ transport }) => transport?.fingerprint)).toMatchObject([
      { kind: 'omemo', hash: 'sha-256', setup: 'actpass' },
      { kind: 'omemo', hash: 'sha-256', setup: 'actpass' },
    ]);
  });

  test('leaves the rest of the description as it is, and no plain text in it', async () => {
    const result = await encryptFingerprints(describedAs(plain('AB')), announced, fakeOmemo());
    const [content] = result.ok ? result.value.jingle.contents : [];
    const [before] = describedAs(plain('AB')).contents;
    expect(content).toMatchObject({ ...before, transport: { ...before!.transport, fingerprint: {} } });
    expect(JSON.stringify(content)).not.toContain('AB:AB');
  });

  test('answers the binding with the identity key that was encrypted to', async () => {
    const result = await encryptFingerprints(describedAs(plain()), announced, fakeOmemo());
    expect(result).toMatchObject({ ok: true, value: { binding: bound } });
    const again = await encryptFingerprints(describedAs(plain()), bound, fakeOmemo());
    expect(again).toMatchObject({ ok: true, value: { binding: bound } });
  });

  test('asks the session to be with the identity key of the binding', async () => {
    const omemo = fakeOmemo();
    await encryptFingerprints(describedAs(plain()), bound, omemo);
    expect(omemo.encryptions[0]?.expected).toBe(JULIETS_KEY);
  });

  test.each([
    { kind: 'noSession' },
    { kind: 'distrusted' },
    { kind: 'identityKeyChanged' },
    { kind: 'storeFailed' },
  ] as const)(
    'B11: gives nothing, when one of several contents cannot be encrypted: $kind',
    async (error: EncryptError) => {
      const omemo = fakeOmemo({ encrypts: (nth) => (nth === 1 ? err(error) : ok({ identityKey: JULIETS_KEY })) });
      const result = await encryptFingerprints(describedAs(plain(), plain(), plain()), announced, omemo);
      expect(result).toEqual(err(error));
      expect(omemo.encryptions).toHaveLength(2);
    },
  );

  test('A3: refuses an identity key that is not the one of the binding', async () => {
    const omemo = fakeOmemo({ encrypts: () => ok({ identityKey: OTHER_KEY }) });
    const result = await encryptFingerprints(describedAs(plain()), bound, omemo);
    expect(result).toEqual(err({ kind: 'identityKeyChanged' }));
  });

  test('A3: refuses an identity key that changes from one content to the next', async () => {
    const omemo = fakeOmemo({ encrypts: (nth) => ok({ identityKey: nth === 0 ? JULIETS_KEY : OTHER_KEY }) });
    const result = await encryptFingerprints(describedAs(plain(), plain()), announced, omemo);
    expect(result).toEqual(err({ kind: 'identityKeyChanged' }));
  });

  test('takes a content of our own without a fingerprint for a bug of ours', async () => {
    const jingle = describedAs(plain(), undefined);
    await expect(encryptFingerprints(jingle, announced, fakeOmemo())).rejects.toThrow(
      new InvariantError('bug: our own description has a fingerprint in each content'),
    );
  });
});
