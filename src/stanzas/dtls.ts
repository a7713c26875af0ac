/**
 * The plain DTLS fingerprint of a content's transport, as in XEP-0320.
 *
 * Spec: XEP-0320 1.0.0 #protocol; RFC 8122 #5.
 */
import type { Brand } from '../base/brand.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_DTLS } from '../xml/namespaces.ts';
import { isNamed } from '../xml/read.ts';
import { readAttributes, readText, required, unexpected } from './fields.ts';
import { oneOf, trimmed } from './grammar.ts';
import type { Malformed } from './malformed.ts';

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

const HASH_BYTES: Readonly<Record<DtlsHash, number>> = { 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 };
const HEX_PAIRS = /^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})*$/;

/** The attributes of a fingerprint, plain or encrypted: a closed set of hashes, and of roles. */
export const fingerprintAttributes = {
  hash: required(oneOf(DTLS_HASHES)),
  setup: required(oneOf<DtlsSetup>(['active', 'passive', 'actpass'])),
};

/**
 * A fingerprint in the one spelling used from here on, or undefined where `text` is anything but hex pairs with colons
 * between, as many as `hash` has octets.
 *
 * Nothing may stand before or after it, not even white space: the text goes into an SDP line as it is.
 *
 * Spec: RFC 8122 #5 (upper case there; either case here, because clients write both).
 */
export function parseDtlsFingerprintValue(text: string, hash: DtlsHash): DtlsFingerprintValue | undefined {
  const bytes = HASH_BYTES[hash];
  if (text.length !== bytes * 3 - 1 || !HEX_PAIRS.test(text)) return undefined;
  return text.toUpperCase() as DtlsFingerprintValue;
}

/**
 * Reads a plain `<fingerprint/>`. White space around the text, as in the specification's examples, is not part of it.
 */
export function readDtlsFingerprint(fingerprint: XmlElement, path = 'fingerprint'): Result<DtlsFingerprint, Malformed> {
  if (!isNamed(fingerprint, NS_DTLS, 'fingerprint')) return unexpected(path);
  const attributes = readAttributes(fingerprint, path, fingerprintAttributes);
  if (!attributes.ok) return attributes;
  const { hash, setup } = attributes.value;
  const value = readText(
    fingerprint,
    path,
    trimmed((text) => parseDtlsFingerprintValue(text, hash)),
  );
  return value.ok ? ok({ kind: 'plain', hash, setup, value: value.value }) : err(value.error);
}

export function writeDtlsFingerprint(fingerprint: DtlsFingerprint): XmlElement {
  const { hash, setup, value } = fingerprint;
  return element(NS_DTLS, 'fingerprint', { hash, setup }, [value]);
}
