/** What comes in encrypted, under any tampering and any failure of OMEMO. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../src/base/result.ts';
import { DTLS_HASHES } from '../../src/stanzas/dtls.ts';
import type { Binding } from '../../src/transform/binding.ts';
import { compareDevice } from '../../src/transform/binding.ts';
import { decryptFingerprints } from '../../src/transform/decrypt-fingerprints.ts';
import { readProtection } from '../../src/transform/protection.ts';
import type { FakeOmemo } from '../../test/transform/fake-omemo.ts';
import { fakeOmemo, sealed } from '../../test/transform/fake-omemo.ts';
import { binding, encryptedBy, identityKey, tampering, tamperWith } from '../arbitraries/description.ts';
import type { ReceivedDescription } from '../arbitraries/description.ts';
import { dtlsFingerprint } from '../arbitraries/dtls.ts';
import { frozenCopy } from '../support/frozen-copy.ts';

/** A binding with a description that its device encrypted. */
const honest = binding.chain((bound) => fc.record({ bound: fc.constant(bound), jingle: encryptedBy(bound.deviceId) }));

/** As a call takes an answer where it has encrypted: classified first, and decrypted only if everything fits. */
async function take(jingle: ReceivedDescription, bound: Binding, omemo: FakeOmemo) {
  const read = readProtection(jingle);
  if (read.protection !== 'encrypted') return err({ kind: read.protection });
  if (compareDevice(bound, read.senderDeviceId) !== 'pinned') return err({ kind: 'otherDevice' });
  return decryptFingerprints(read.jingle, bound, omemo);
}

describe('an encrypted description', () => {
  test('I9: is decrypted once in each content, and nothing of it changes but the fingerprints', async () => {
    await fc.assert(
      fc.asyncProperty(honest, identityKey, async ({ bound, jingle }, key) => {
        const omemo = fakeOmemo({ decrypts: () => ok({ identityKey: bound.identityKey ?? key }) });
        const taken = await take(jingle, bound, omemo);
        expect(taken.ok).toBe(true);
        if (!taken.ok) return;
        expect(omemo.decryptions).toHaveLength(jingle.contents.length);
        expect(taken.value.binding).toEqual({ ...bound, identityKey: bound.identityKey ?? key });
        const plain = taken.value.jingle.contents.map(({ transport }) => transport!.fingerprint);
        const sent = jingle.contents.map(({ transport }) => transport!.fingerprint[0]!);
        expect(plain.map(({ kind, hash, setup }) => ({ kind, hash, setup }))).toEqual(
          sent.map(({ hash, setup }) => ({ kind: 'plain', hash, setup })),
        );
        expect(withoutFingerprints(taken.value.jingle)).toEqual(withoutFingerprints(jingle));
      }),
    );
  });

  test('A1: is refused under any tampering, before anything is decrypted', async () => {
    await fc.assert(
      fc.asyncProperty(honest, fc.nat(2), tampering, async ({ bound, jingle }, at, tampered) => {
        const omemo = fakeOmemo();
        const taken = await take(tamperWith(jingle, at, tampered), bound, omemo);
        // With its name, so that a failure says which tampering got through.
        const outcome = { tampered: tampered.name, isTaken: taken.ok, decryptions: omemo.decryptions.length };
        expect(outcome).toEqual({ tampered: tampered.name, isTaken: false, decryptions: 0 });
      }),
      { numRuns: 400 },
    );
  });

  test('A2: gives nothing when any one of its contents fails, and decrypts none after that one', async () => {
    await fc.assert(
      fc.asyncProperty(honest, fc.nat(2), async ({ bound, jingle }, at) => {
        const failing = at % jingle.contents.length;
        const works = ok({ identityKey: bound.identityKey ?? KEY });
        const omemo = fakeOmemo({ decrypts: (nth) => (nth === failing ? err({ kind: 'badMac' }) : works) });
        const content = jingle.contents[failing]!.name;
        expect(await take(jingle, bound, omemo)).toEqual(err({ kind: 'undecryptable', content, cause: 'badMac' }));
        expect(omemo.decryptions).toHaveLength(failing + 1);
      }),
    );
  });

  test('A3: is refused when the identity key is not the bound one, or changes within the stanza', async () => {
    const keys = fc.array(identityKey, { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(honest, keys, async ({ bound, jingle }, used) => {
        const omemo = fakeOmemo({ decrypts: (nth) => ok({ identityKey: used[nth]! }) });
        const taken = await take(jingle, bound, omemo);
        const seen = new Set([bound.identityKey ?? used[0]!, ...used.slice(0, jingle.contents.length)]);
        expect(taken.ok).toBe(seen.size === 1);
        if (!taken.ok) expect(taken.error.kind).toBe('identityKeyChanged');
        // Whatever came of it, the decryptor was always told the key that the call is bound to by then.
        expect(omemo.decryptions.map((expected) => expected.identityKey)).toEqual(
          omemo.decryptions.map((_, nth) => (nth === 0 ? bound.identityKey : (bound.identityKey ?? used[0]))),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('B11: is not changed by being decrypted, and neither is the binding', async () => {
    await fc.assert(
      fc.asyncProperty(honest.map(frozenCopy), async ({ bound, jingle }) => {
        const before = JSON.stringify({ bound, jingle });
        await take(jingle, bound, fakeOmemo({ decrypts: () => ok({ identityKey: bound.identityKey ?? KEY }) }));
        expect(JSON.stringify({ bound, jingle })).toBe(before);
      }),
    );
  });
});

describe('the decrypted text', () => {
  test('A7: is taken exactly when it is a fingerprint of the announced hash, to the letter [RFC 8122 #5]', async () => {
    await fc.assert(
      fc.asyncProperty(binding, fc.constantFrom(...DTLS_HASHES), nearlyFingerprint, async (bound, hash, text) => {
        const encrypted = { kind: 'omemo', hash, setup: 'actpass', encrypted: sealed(text, bound.deviceId) } as const;
        const omemo = fakeOmemo({ decrypts: () => ok({ identityKey: bound.identityKey ?? KEY }) });
        const taken = await decryptFingerprints(oneContent(encrypted), bound, omemo);
        expect({ text, isTaken: taken.ok }).toEqual({ text, isTaken: isFingerprint(text, hash) });
        if (taken.ok) {
          expect(taken.value.jingle.contents[0]?.transport?.fingerprint.value).toBe(text.toUpperCase());
        } else expect(taken.error.kind).toBe('notAFingerprint');
      }),
      { numRuns: 1000 },
    );
  });
});

const KEY = 'BWFh' as NonNullable<Binding['identityKey']>;

/** A fingerprint, as it is, in lower case, or with something put in, cut off or replaced; and any other text. */
const nearlyFingerprint: fc.Arbitrary<string> = fc.oneof(
  dtlsFingerprint.map(({ value }) => value),
  dtlsFingerprint.map(({ value }) => value.toLowerCase()),
  fc
    .tuple(
      dtlsFingerprint,
      fc.nat(191),
      fc.nat(3),
      fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('\n', '\r\n', ' ')),
    )
    .map(([{ value }, at, cut, put]) => `${value.slice(0, at)}${put}${value.slice(at + cut)}`),
  fc.string({ unit: 'binary' }),
);

/** The grammar in other words than the code's: pair by pair. */
function isFingerprint(text: string, hash: (typeof DTLS_HASHES)[number]): boolean {
  const octets = { 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 }[hash];
  const pairs = text.split(':');
  const isHex = (digit: string): boolean => '0123456789abcdefABCDEF'.includes(digit);
  return pairs.length === octets && pairs.every((pair) => pair.length === 2 && [...pair].every(isHex));
}

function oneContent<F>(fingerprint: F) {
  const [content] = encryptedSample.contents;
  return { contents: [{ ...content!, transport: { ...content!.transport!, fingerprint } }], groups: [] };
}

const encryptedSample = fc.sample(honest, { numRuns: 1, seed: 1 })[0]!.jingle;

function withoutFingerprints({ contents, groups }: { readonly contents: readonly object[]; readonly groups: unknown }) {
  const text = JSON.stringify({ contents, groups }, (name, value: unknown) => (name === 'fingerprint' ? null : value));
  return JSON.parse(text) as unknown;
}
