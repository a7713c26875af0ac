/** What goes out encrypted, whatever we describe and however OMEMO fails. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../src/base/result.ts';
import { toReceivedForm } from '../../src/stanzas/jingle.ts';
import type { IdentityKey } from '../../src/stanzas/omemo.ts';
import { decryptFingerprints } from '../../src/transform/decrypt-fingerprints.ts';
import { encryptFingerprints } from '../../src/transform/encrypt-fingerprints.ts';
import { readProtection } from '../../src/transform/protection.ts';
import { fakeOmemo } from '../../test/transform/fake-omemo.ts';
import { binding, identityKey, plainDescription } from '../arbitraries/description.ts';
import { frozenCopy } from '../support/frozen-copy.ts';

const KEY = 'BWFh' as IdentityKey;

describe('an encrypted description of ours', () => {
  test('B11: has one encrypted fingerprint in each content, all for the bound device and nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(plainDescription, binding, async (jingle, bound) => {
        const omemo = fakeOmemo({ encrypts: () => ok({ identityKey: bound.identityKey ?? KEY }) });
        const result = await encryptFingerprints(jingle, bound, omemo);
        expect(result.ok).toBe(true);
        if (!result.ok) return;
        const { account, deviceId } = bound;
        expect(omemo.encryptions.map(({ device }) => device)).toEqual(
          jingle.contents.map(() => ({ account, deviceId })),
        );
        const whole = { ...result.value.jingle, ...REST_OF_JINGLE };
        expect(readProtection(toReceivedForm(whole)).protection).toBe('encrypted');
        expect(JSON.stringify(whole)).not.toContain(jingle.contents[0]!.transport!.fingerprint.value);
      }),
    );
  });

  test('B11: is not there at all when any one of its contents fails', async () => {
    await fc.assert(
      fc.asyncProperty(plainDescription, binding, fc.nat(2), async (jingle, bound, at) => {
        const failing = at % jingle.contents.length;
        const works = ok({ identityKey: bound.identityKey ?? KEY });
        const omemo = fakeOmemo({ encrypts: (nth) => (nth === failing ? err({ kind: 'noSession' }) : works) });
        expect(await encryptFingerprints(jingle, bound, omemo)).toEqual(err({ kind: 'noSession' }));
        expect(omemo.encryptions).toHaveLength(failing + 1);
      }),
    );
  });

  test('A3: is not there when the identity key is not the bound one, or changes within the stanza', async () => {
    const keys = fc.array(identityKey, { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(plainDescription, binding, keys, async (jingle, bound, used) => {
        const omemo = fakeOmemo({ encrypts: (nth) => ok({ identityKey: used[nth]! }) });
        const result = await encryptFingerprints(jingle, bound, omemo);
        const seen = new Set([bound.identityKey ?? used[0]!, ...used.slice(0, jingle.contents.length)]);
        expect(result.ok).toBe(seen.size === 1);
        if (result.ok) expect(result.value.binding).toEqual({ ...bound, identityKey: used[0] });
        else expect(result.error).toEqual({ kind: 'identityKeyChanged' });
      }),
      { numRuns: 300 },
    );
  });

  test('I9: is what the peer gets back by decrypting it', async () => {
    await fc.assert(
      fc.asyncProperty(plainDescription.map(frozenCopy), binding.map(frozenCopy), async (jingle, bound) => {
        const before = JSON.stringify(jingle);
        const identityKeyUsed = ok({ identityKey: bound.identityKey ?? KEY });
        const omemo = fakeOmemo({ encrypts: () => identityKeyUsed, decrypts: () => identityKeyUsed });
        const sent = await encryptFingerprints(jingle, bound, omemo);
        if (!sent.ok) throw new Error(sent.error.kind);
        const read = readProtection(toReceivedForm({ ...sent.value.jingle, ...REST_OF_JINGLE }));
        if (read.protection !== 'encrypted') throw new Error(read.protection);
        // The peer's binding is to our device, which is the one the message names.
        const theirs = { ...bound, deviceId: read.senderDeviceId };
        const got = await decryptFingerprints(read.jingle, theirs, omemo);
        expect(got).toMatchObject({ ok: true, value: { jingle } });
        expect(JSON.stringify(jingle)).toBe(before);
      }),
    );
  });
});

const REST_OF_JINGLE = {
  action: 'session-initiate',
  sessionId: 'ca3cf894' as never,
  initiator: undefined,
  responder: undefined,
  reason: undefined,
  extensions: [],
} as const;
