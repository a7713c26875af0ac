import { describe, expect, test } from 'vitest';
import { readOmemoDtlsFingerprint, writeAnnouncedDevice } from '../../src/stanzas/omemo-verification.ts';
import { elementOf } from './cases.ts';
import type { Refusal } from './refusals.ts';
import { expectRefusal } from './refusals.ts';

const ENCRYPTED =
  "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='5678'><key rid='1234'>AQID</key>" +
  '<iv>AAECAwQFBgcICQoL</iv></header><payload>AQ==</payload></encrypted>';
const OPEN =
  "<fingerprint xmlns='http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification' hash='sha-256' setup='actpass'>";
const FINGERPRINT = `${OPEN}${ENCRYPTED}</fingerprint>`;
const PLAIN = '02:1A:CC:54:27:AB:EB:9C:53:3F:3E:4B:65:2E:7D:46:3F:54:42:CD:54:F1:7A:03:A2:7D:F9:B0:7F:46:19:B2';

describe('readOmemoDtlsFingerprint', () => {
  const path = 'fingerprint';
  const refusals: readonly Refusal[] = [
    ['no message', ENCRYPTED, '', { kind: 'missingElement', path, name: 'encrypted' }],
    ['a plain value', ENCRYPTED, PLAIN, { kind: 'missingElement', path, name: 'encrypted' }],
    ['a plain value before the message', ENCRYPTED, PLAIN + ENCRYPTED, { kind: 'unexpectedElement', path }],
    ['a plain value after the message', ENCRYPTED, ENCRYPTED + PLAIN, { kind: 'unexpectedElement', path }],
    ['two messages', ENCRYPTED, ENCRYPTED + ENCRYPTED, { kind: 'duplicate', path, name: 'encrypted' }],
    ['an unknown child', ENCRYPTED, `<x xmlns='urn:x'/>${ENCRYPTED}`, { kind: 'unexpectedElement', path }],
    ['text that is no XML white space', ENCRYPTED, `\u00a0${ENCRYPTED}`, { kind: 'unexpectedElement', path }],
    [
      'a message of newer OMEMO',
      'eu.siacs.conversations.axolotl',
      'urn:xmpp:omemo:2',
      { kind: 'missingElement', path, name: 'encrypted' },
    ],
    [
      'a message that is malformed',
      '<iv>AAECAwQFBgcICQoL</iv>',
      '',
      { kind: 'missingElement', path: 'fingerprint/encrypted/header', name: 'iv' },
    ],
    ['no hash', " hash='sha-256'", '', { kind: 'missingAttribute', path, name: 'hash' }],
    ['a weak hash', 'sha-256', 'sha-1', { kind: 'badValue', path, name: 'hash' }],
    ['no setup', " setup='actpass'", '', { kind: 'missingAttribute', path, name: 'setup' }],
    ['a setup that starts no DTLS', 'actpass', 'holdconn', { kind: 'badValue', path, name: 'setup' }],
    [
      'the namespace of a plain one',
      OPEN,
      "<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' hash='sha-256' setup='actpass'>",
      { kind: 'unexpectedElement', path },
    ],
  ];
  test.each(refusals)('refuses %s', (...refusal) => {
    expectRefusal((candidate) => readOmemoDtlsFingerprint(candidate), FINGERPRINT, refusal);
  });

  test('takes indentation around the message', () => {
    const indented = FINGERPRINT.replace(ENCRYPTED, `\n\t ${ENCRYPTED}\r\n`);
    expect(readOmemoDtlsFingerprint(elementOf(indented)).ok).toBe(true);
  });
});

describe('writeAnnouncedDevice', () => {
  test('writes nothing where there is nothing to announce', () => {
    expect(writeAnnouncedDevice({ kind: 'none' })).toBeUndefined();
  });

  test('never makes an invalid announcement look like none', () => {
    expect(writeAnnouncedDevice({ kind: 'invalid' })).toMatchObject({ name: 'device', attributes: new Map() });
  });
});
