/** DTLS fingerprints, of every hash and in every role. */
import fc from 'fast-check';
import type { DtlsFingerprint, DtlsFingerprintValue, DtlsHash, DtlsSetup } from '../../src/stanzas/dtls.ts';
import { bytesOf } from './text.ts';

const BYTES_OF_HASH = [
  ['sha-256', 32],
  ['sha-384', 48],
  ['sha-512', 64],
] as const;

export const dtlsSetup = fc.constantFrom<DtlsSetup>('active', 'passive', 'actpass');

/** A hash with a value that fits it. */
const hashedValue: fc.Arbitrary<{ readonly hash: DtlsHash; readonly value: DtlsFingerprintValue }> = fc
  .constantFrom(...BYTES_OF_HASH)
  .chain(([hash, length]) =>
    bytesOf(length, length).map((bytes) => {
      const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase());
      return { hash, value: pairs.join(':') as DtlsFingerprintValue };
    }),
  );

export const dtlsFingerprint: fc.Arbitrary<DtlsFingerprint> = fc
  .record({ hashed: hashedValue, setup: dtlsSetup })
  .map(({ hashed, setup }) => ({ kind: 'plain', setup, ...hashed }));
