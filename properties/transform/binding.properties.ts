/** The single-device invariant, over anything that can happen to a binding; and which certificate counts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Binding } from '../../src/transform/binding.ts';
import { compareDevice, confirmIdentityKey } from '../../src/transform/binding.ts';
import { certificateOf, readCertificate } from '../../src/transform/certificate.ts';
import { binding, contentsWith, identityKey } from '../arbitraries/description.ts';
import { dtlsFingerprint } from '../arbitraries/dtls.ts';
import { deviceId } from '../arbitraries/omemo-message.ts';
import { frozenCopy } from '../support/frozen-copy.ts';

describe('a binding', () => {
  test('A4: never changes once it is set: not its account, not its device, not its identity key', () => {
    fc.assert(
      fc.property(binding.map(frozenCopy), fc.array(identityKey, { maxLength: 8 }), (first, keys) => {
        let bound: Binding = first;
        for (const key of keys) {
          const confirmed = confirmIdentityKey(bound, key);
          if (bound.identityKey !== undefined && bound.identityKey !== key) {
            expect(confirmed).toBeUndefined();
            continue;
          }
          expect(confirmed).toEqual({ ...first, identityKey: key });
          bound = frozenCopy(confirmed ?? first);
        }
        expect(bound.identityKey).toBe(first.identityKey ?? keys[0]);
      }),
    );
  });

  test('A3: is of exactly one device, and before it is set of none', () => {
    const oneOfTwo = fc.constantFrom(1, 2).map((id) => id as Binding['deviceId']);
    fc.assert(
      fc.property(binding, fc.oneof(deviceId, oneOfTwo), fc.oneof(deviceId, oneOfTwo), (any, bound, sender) => {
        const isSame = bound === sender;
        expect(compareDevice({ ...any, deviceId: bound }, sender)).toBe(isSame ? 'pinned' : 'other');
        expect(compareDevice(undefined, sender)).toBe('unbound');
      }),
    );
  });
});

/** Few certificates, so that equal ones come up. */
const someFingerprint = fc.constantFrom(...fc.sample(dtlsFingerprint, { numRuns: 4, seed: 1 }));
const certificates = fc.array(someFingerprint.map(certificateOf), { maxLength: 2 });
const before = fc.option(someFingerprint.map(certificateOf), { nil: undefined });

describe('the certificate of a description', () => {
  test('A6 A7: is the one that all contents name, if it is not ours nor of another call, and the one before', () => {
    const key = (certificate: { readonly hash: string; readonly value: string }): string =>
      `${certificate.hash} ${certificate.value}`;
    fc.assert(
      fc.property(contentsWith(someFingerprint), certificates, certificates, before, (jingle, own, others, ofPeer) => {
        const read = readCertificate(frozenCopy(jingle), { own, ofOtherCalls: others, ofPeer });
        const named = new Set(jingle.contents.map(({ transport }) => key(transport!.fingerprint)));
        const known = new Set([...own, ...others].map(key));
        const isForeign = (name: string) => known.has(name) || (ofPeer !== undefined && key(ofPeer) !== name);
        expect(read.ok).toBe(named.size === 1 && ![...named].some(isForeign));
        if (read.ok) expect([key(read.value)]).toEqual([...named]);
      }),
      { numRuns: 300 },
    );
  });
});
