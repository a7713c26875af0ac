/**
 * Which certificate a peer's description stands for, and whether it can be the peer's at all.
 *
 * The draft encrypts a bare fingerprint: nothing in the ciphertext says for which call, direction or content it was
 * made. So a fingerprint that is known from somewhere else is refused here: our own coming back, or one of another live
 * call with the same peer. What these checks cannot give is told in docs/security.md.
 *
 * Spec: RFC 8122 #5; RFC 5763 #5 (one association, one certificate).
 */
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { DtlsFingerprint, DtlsHash } from '../stanzas/dtls.ts';
import type { PlainJingle } from './protection.ts';

/** A certificate, as far as its hash names it. */
export interface Certificate {
  readonly hash: DtlsHash;
  readonly value: DtlsFingerprint['value'];
}

export type CertificateError =
  /** The contents name different certificates. */
  | { readonly kind: 'severalCertificates' }
  /** It is our own fingerprint: a reflected stanza. */
  | { readonly kind: 'ownCertificate' }
  /** It belongs to another call that is going on with this peer: a spliced stanza. */
  | { readonly kind: 'certificateOfOtherCall' }
  /** The call has one of the peer's already, and this is not it: nothing replaces a certificate in a running call. */
  | { readonly kind: 'otherCertificate' }
  | { readonly kind: 'noCertificate' };

export interface KnownCertificates {
  /** Ours, in this call. */
  readonly own: readonly Certificate[];
  /** The same peer's, in its other live calls with us. */
  readonly ofOtherCalls: readonly Certificate[];
  /** The peer's, in this call; undefined before both sides have agreed on descriptions. */
  readonly ofPeer: Certificate | undefined;
}

/** The one certificate all contents of `jingle` name, or why it is refused. */
export function readCertificate(jingle: PlainJingle, known: KnownCertificates): Result<Certificate, CertificateError> {
  const certificates = jingle.contents.flatMap(({ transport }) =>
    transport === undefined ? [] : [certificateOf(transport.fingerprint)],
  );
  const [first] = certificates;
  if (first === undefined) return err({ kind: 'noCertificate' });
  if (!certificates.every((certificate) => isSameCertificate(certificate, first))) {
    return err({ kind: 'severalCertificates' });
  }
  if (known.own.some((own) => isSameCertificate(own, first))) return err({ kind: 'ownCertificate' });
  if (known.ofOtherCalls.some((other) => isSameCertificate(other, first))) {
    return err({ kind: 'certificateOfOtherCall' });
  }
  if (known.ofPeer !== undefined && !isSameCertificate(known.ofPeer, first)) return err({ kind: 'otherCertificate' });
  return ok(first);
}

export function certificateOf({ hash, value }: DtlsFingerprint): Certificate {
  return { hash, value };
}

/** Fingerprints are public, so this needs no constant time; both are in canonical form. */
export function isSameCertificate(one: Certificate, other: Certificate): boolean {
  return one.hash === other.hash && one.value === other.value;
}
