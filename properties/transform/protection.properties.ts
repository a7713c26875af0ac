/** What counts as a protected description, for any fingerprints in any contents. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReceivedFingerprint } from '../../src/stanzas/ice-udp.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import { readProtection } from '../../src/transform/protection.ts';
import { sealed } from '../../test/transform/fake-omemo.ts';
import { anyDescription } from '../arbitraries/description.ts';
import type { ReceivedDescription } from '../arbitraries/description.ts';
import { dtlsFingerprint } from '../arbitraries/dtls.ts';
import { receivedJingle } from '../arbitraries/jingle.ts';
import { omemoDtlsFingerprint } from '../arbitraries/omemo-message.ts';
import { frozenCopy } from '../support/frozen-copy.ts';

/** Two devices only: with any ids, no two contents would ever be of one. */
const encrypted: fc.Arbitrary<ReceivedFingerprint> = fc
  .tuple(omemoDtlsFingerprint, fc.constantFrom(1, 2))
  .map(([fingerprint, id]) => ({ ...fingerprint, encrypted: sealed('', id as DeviceId) }));
const fingerprint = fc.oneof(dtlsFingerprint, { arbitrary: encrypted, weight: 2 });
/** Half of them with exactly one fingerprint each, or the good shapes would be too rare. */
const description = fc.oneof(
  anyDescription(fingerprint),
  anyDescription(dtlsFingerprint),
  anyDescription(encrypted),
  receivedJingle,
);

function fingerprintsOf({ contents }: ReceivedDescription): readonly (readonly ReceivedFingerprint[])[] {
  return contents.map(({ transport }) => transport?.fingerprint ?? []);
}

/** The rule in other words than the code's: by counting over the whole stanza. */
function isWhole(jingle: ReceivedDescription, kind: ReceivedFingerprint['kind']): boolean {
  const each = fingerprintsOf(jingle);
  return each.length > 0 && each.every((list) => list.length === 1 && list[0]?.kind === kind);
}

function sendersOf(jingle: ReceivedDescription): ReadonlySet<DeviceId> {
  const all = fingerprintsOf(jingle).flat();
  return new Set(all.flatMap((each) => (each.kind === 'omemo' ? [each.encrypted.senderDeviceId] : [])));
}

describe('readProtection, for any description', () => {
  test('A1: tells encrypted exactly when each content has one fingerprint, encrypted, all by one device', () => {
    fc.assert(
      fc.property(description, (jingle) => {
        const read = readProtection(jingle);
        expect(read.protection === 'encrypted').toBe(isWhole(jingle, 'omemo') && sendersOf(jingle).size === 1);
        if (read.protection === 'encrypted') expect([read.senderDeviceId]).toEqual([...sendersOf(jingle)]);
      }),
      { numRuns: 400 },
    );
  });

  test('A2: tells plain exactly when each content has one fingerprint, and it is plain', () => {
    fc.assert(
      fc.property(description, (jingle) => {
        expect(readProtection(jingle).protection === 'plain').toBe(isWhole(jingle, 'plain'));
      }),
      { numRuns: 400 },
    );
  });

  test('B12: tells none where a content lacks a fingerprint and none has several', () => {
    fc.assert(
      fc.property(description, (jingle) => {
        const each = fingerprintsOf(jingle);
        const lacks = each.length === 0 || each.some(({ length }) => length === 0);
        const hasSeveral = each.some(({ length }) => length > 1);
        if (lacks && !hasSeveral) expect(readProtection(jingle)).toEqual({ protection: 'none' });
        if (lacks || hasSeveral) expect(['mixed', 'none']).toContain(readProtection(jingle).protection);
      }),
      { numRuns: 400 },
    );
  });

  test('B11: hands on the very fingerprints that came, one a content, and changes nothing it was given', () => {
    fc.assert(
      fc.property(description.map(frozenCopy), (jingle) => {
        const read = readProtection(jingle);
        if (read.protection === 'mixed' || read.protection === 'none') return;
        const handedOn = read.jingle.contents.map(({ transport }) => transport?.fingerprint);
        expect(handedOn).toEqual(fingerprintsOf(jingle).flat());
        expect(read.jingle.contents.map(({ name }) => name)).toEqual(jingle.contents.map(({ name }) => name));
      }),
    );
  });
});
