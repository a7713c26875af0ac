import { describe, expect, test } from 'vitest';
import type { DtlsHash } from '../../src/stanzas/dtls.ts';
import { parseDtlsFingerprintValue, readDtlsFingerprint } from '../../src/stanzas/dtls.ts';
import { elementOf } from './cases.ts';
import type { Refusal } from './refusals.ts';
import { expectRefusal } from './refusals.ts';

const pairs = (count: number, pair = 'AB'): string => Array.from({ length: count }, () => pair).join(':');
const SHA_256 = pairs(32);

describe('parseDtlsFingerprintValue', () => {
  test.each<[DtlsHash, number]>([
    ['sha-256', 32],
    ['sha-384', 48],
    ['sha-512', 64],
  ])('takes as many pairs as %s has octets [RFC 8122 #5]', (hash, bytes) => {
    expect(parseDtlsFingerprintValue(pairs(bytes), hash)).toBe(pairs(bytes));
    expect(parseDtlsFingerprintValue(pairs(bytes - 1), hash)).toBeUndefined();
    expect(parseDtlsFingerprintValue(pairs(bytes + 1), hash)).toBeUndefined();
  });

  test('takes either case, and answers in upper case', () => {
    expect(parseDtlsFingerprintValue(pairs(32, 'aB'), 'sha-256')).toBe(SHA_256);
  });

  test.each([
    ['nothing', ''],
    ['no colons', 'AB'.repeat(32)],
    ['other separators', SHA_256.replaceAll(':', '-')],
    ['a missing digit', SHA_256.replace('AB:', 'A:')],
    ['a digit that is none', SHA_256.replace('AB', 'AG')],
    ['a colon at the end', `${pairs(31)}:A:`],
    ['a colon at the start', `:A:${pairs(31)}`],
    ['a line end behind it', `${SHA_256}\n`],
    ['a line end instead of the last digit', `${SHA_256.slice(0, -1)}\n`],
    ['a space before it', ` ${SHA_256}`],
    ['another attribute behind it', `${SHA_256}\r\na=setup:active`],
    ['full-width digits', SHA_256.replace('A', '\uff21')],
    ['a hash in front', `sha-256 ${SHA_256}`],
  ])('refuses %s', (_, text) => {
    expect(parseDtlsFingerprintValue(text, 'sha-256')).toBeUndefined();
  });
});

describe('readDtlsFingerprint', () => {
  const OPEN = "<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' hash='sha-256' setup='actpass'>";
  const FINGERPRINT = `${OPEN}${SHA_256}</fingerprint>`;
  const path = 'fingerprint';
  const refusals: readonly Refusal[] = [
    ['no value', SHA_256, '', { kind: 'missingText', path }],
    ['white space alone', SHA_256, ' \n ', { kind: 'badValue', path, name: 'text' }],
    ['a value of another length', SHA_256, pairs(31), { kind: 'badValue', path, name: 'text' }],
    ['a value with a line end in it', SHA_256, SHA_256.replace(':', '&#10;'), { kind: 'badValue', path, name: 'text' }],
    [
      'a value interrupted by an element',
      SHA_256,
      `${pairs(16)}<x/>:${pairs(16)}`,
      { kind: 'unexpectedElement', path },
    ],
    [
      'an encrypted value',
      SHA_256,
      "<encrypted xmlns='eu.siacs.conversations.axolotl'/>",
      { kind: 'unexpectedElement', path },
    ],
    ['no hash', " hash='sha-256'", '', { kind: 'missingAttribute', path, name: 'hash' }],
    ['SHA-1', 'sha-256', 'sha-1', { kind: 'badValue', path, name: 'hash' }],
    ['MD5', 'sha-256', 'md5', { kind: 'badValue', path, name: 'hash' }],
    ['a hash in upper case', 'sha-256', 'SHA-256', { kind: 'badValue', path, name: 'hash' }],
    ['a hash the value does not fit', 'sha-256', 'sha-512', { kind: 'badValue', path, name: 'text' }],
    ['a hash with a line end', 'sha-256', 'sha-256&#13;', { kind: 'badValue', path, name: 'hash' }],
    ['no setup', " setup='actpass'", '', { kind: 'missingAttribute', path, name: 'setup' }],
    ['holdconn', 'actpass', 'holdconn', { kind: 'badValue', path, name: 'setup' }],
    ['an empty setup', 'actpass', '', { kind: 'badValue', path, name: 'setup' }],
    [
      'another namespace',
      'urn:xmpp:jingle:apps:dtls:0',
      'urn:xmpp:jingle:apps:dtls:1',
      { kind: 'unexpectedElement', path },
    ],
  ];
  test.each(refusals)('refuses %s [XEP-0320 #protocol]', (...refusal) => {
    expectRefusal((candidate) => readDtlsFingerprint(candidate), FINGERPRINT, refusal);
  });

  test.each(['active', 'passive', 'actpass'])('takes setup %s [XEP-0320 #protocol]', (setup) => {
    const fingerprint = readDtlsFingerprint(elementOf(FINGERPRINT.replace('actpass', setup)));
    expect(fingerprint).toEqual({ ok: true, value: { kind: 'plain', hash: 'sha-256', setup, value: SHA_256 } });
  });
});
