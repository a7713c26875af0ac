/**
 * The plain DTLS fingerprint of a content's transport, as in XEP-0320.
 *
 * Spec: XEP-0320 1.0.0 #protocol; RFC 8122 #5.
 */
import type { Brand } from '../base/brand.ts';

export const DTLS_HASHES = ['sha-256', 'sha-384', 'sha-512'] as const;
/** The hash functions accepted. Anything weaker is refused, not ignored. */
export type DtlsHash = (typeof DTLS_HASHES)[number];
/** Who starts DTLS: an offer says `actpass`, an answer `active` or `passive`. RFC 5763 #5. */
export type DtlsSetup = 'active' | 'passive' | 'actpass';
/** Upper-case hex pairs with colons between, as many as the hash has octets. */
export type DtlsFingerprintValue = Brand<string, 'DtlsFingerprintValue'>;

export interface DtlsFingerprint {
  readonly kind: 'plain';
  readonly hash: DtlsHash;
  readonly setup: DtlsSetup;
  readonly value: DtlsFingerprintValue;
}
