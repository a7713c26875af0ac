/** Which certificate a description stands for, and whether it can be the peer's. RFC 8122, RFC 5763. */
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../src/base/result.ts';
import type { DtlsFingerprint } from '../../src/stanzas/dtls.ts';
import { certificateOf, isSameCertificate, readCertificate } from '../../src/transform/certificate.ts';
import type { KnownCertificates } from '../../src/transform/certificate.ts';
import { describedAs, plain } from './descriptions.ts';

const NONE: KnownCertificates = { own: [], ofOtherCalls: [], ofPeer: undefined };
const theirs = certificateOf(plain('02'));
const ours = certificateOf(plain('A1'));
const elsewhere = certificateOf(plain('B2'));

describe('readCertificate', () => {
  test('gives the one certificate that all contents name [RFC 5763 #5]', () => {
    expect(readCertificate(describedAs(plain('02'), plain('02')), NONE)).toEqual(ok(theirs));
    const known = { own: [ours], ofOtherCalls: [elsewhere], ofPeer: theirs };
    expect(readCertificate(describedAs(plain('02')), known)).toEqual(ok(theirs));
  });

  test('A7: refuses contents that name several certificates, also by hash alone', () => {
    const refused = err({ kind: 'severalCertificates' });
    expect(readCertificate(describedAs(plain('02'), plain('03')), NONE)).toEqual(refused);
    expect(readCertificate(describedAs(plain('02'), plain('02'), plain('03')), NONE)).toEqual(refused);
    expect(readCertificate(describedAs(plain('02'), plain('02', 'sha-384')), NONE)).toEqual(refused);
  });

  test('A7: refuses our own fingerprint, which only a reflected stanza has', () => {
    const known = { ...NONE, own: [elsewhere, ours] };
    expect(readCertificate(describedAs(plain('A1')), known)).toEqual(err({ kind: 'ownCertificate' }));
  });

  test('A7: refuses the fingerprint of another live call with that peer: it was spliced in', () => {
    const known = { ...NONE, own: [ours], ofOtherCalls: [theirs, elsewhere] };
    expect(readCertificate(describedAs(plain('B2')), known)).toEqual(err({ kind: 'certificateOfOtherCall' }));
  });

  test('A6: refuses another certificate than the one the peer has in the running call', () => {
    const known = { ...NONE, ofPeer: theirs };
    expect(readCertificate(describedAs(plain('03')), known)).toEqual(err({ kind: 'otherCertificate' }));
    expect(readCertificate(describedAs(plain('02', 'sha-384')), known)).toEqual(err({ kind: 'otherCertificate' }));
  });

  test('finds none where no content has a transport', () => {
    expect(readCertificate(describedAs<DtlsFingerprint>(undefined), NONE)).toEqual(err({ kind: 'noCertificate' }));
    expect(readCertificate(describedAs(), NONE)).toEqual(err({ kind: 'noCertificate' }));
  });
});

describe('isSameCertificate', () => {
  test('compares hash function and value [RFC 8122 #5]', () => {
    expect(isSameCertificate(theirs, { ...theirs })).toBe(true);
    expect(isSameCertificate(theirs, ours)).toBe(false);
    expect(isSameCertificate(theirs, { ...theirs, hash: 'sha-512' })).toBe(false);
  });
});
