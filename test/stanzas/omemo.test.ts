import { describe, expect, test } from 'vitest';
import { encodeBase64 } from '../../src/base/base64.ts';
import { identityKeyOfBytes, parseDeviceId, parseIdentityKey, readOmemoMessage } from '../../src/stanzas/omemo.ts';
import { elementOf } from './cases.ts';
import type { Refusal } from './refusals.ts';
import { expectRefusal, times } from './refusals.ts';

const bytes = (count: number): string => encodeBase64(new Uint8Array(count).fill(7));
const KEY = `<key rid='1234'>${bytes(60)}</key>`;
const IV_TEXT = encodeBase64(new Uint8Array(12).fill(9));
const IV = `<iv>${IV_TEXT}</iv>`;
const PAYLOAD = `<payload>${bytes(95)}</payload>`;
const MESSAGE =
  "<encrypted xmlns='eu.siacs.conversations.axolotl'>" +
  `<header sid='5678'>${KEY}${IV}</header>${PAYLOAD}</encrypted>`;

const header = 'encrypted/header';
const key = 'encrypted/header/key[1]';

describe('readOmemoMessage', () => {
  const refusals: readonly Refusal[] = [
    [
      'no header',
      `<header sid='5678'>${KEY}${IV}</header>`,
      '',
      { kind: 'missingElement', path: 'encrypted', name: 'header' },
    ],
    ['two headers', '<header', "<header sid='1'/><header", { kind: 'duplicate', path: 'encrypted', name: 'header' }],
    ['no sender', " sid='5678'", '', { kind: 'missingAttribute', path: header, name: 'sid' }],
    ['sender 0', '5678', '0', { kind: 'badValue', path: header, name: 'sid' }],
    ['a sender of 32 bits', '5678', '2147483648', { kind: 'badValue', path: header, name: 'sid' }],
    ['no key', KEY, '', { kind: 'missingElement', path: header, name: 'key' }],
    [
      '33 keys',
      KEY,
      times(33, (at) => KEY.replace('1234', String(at + 1))),
      { kind: 'tooMany', path: header, name: 'key' },
    ],
    ['two keys for one device', KEY, KEY + KEY, { kind: 'duplicate', path: header, name: 'key' }],
    ['a key for nobody', " rid='1234'", '', { kind: 'missingAttribute', path: key, name: 'rid' }],
    ['a key for device ` 222`', '1234', ' 222', { kind: 'badValue', path: key, name: 'rid' }],
    [
      'a prekey that is neither',
      "rid='1234'",
      "rid='1234' prekey='yes'",
      { kind: 'badValue', path: key, name: 'prekey' },
    ],
    ['an empty key', bytes(60), '', { kind: 'missingText', path: key }],
    ['a key of 1,025 bytes', bytes(60), bytes(1025), { kind: 'badValue', path: key, name: 'text' }],
    ['a key that is no base64', bytes(60), 'AQ=', { kind: 'badValue', path: key, name: 'text' }],
    ['a key with stray bits [RFC 4648 #3.5]', bytes(60), 'AR==', { kind: 'badValue', path: key, name: 'text' }],
    ['a key interrupted by an element', bytes(60), 'AQ<x/>ID', { kind: 'unexpectedElement', path: key }],
    ['no IV', IV, '', { kind: 'missingElement', path: header, name: 'iv' }],
    ['two IVs', IV, IV + IV, { kind: 'duplicate', path: header, name: 'iv' }],
    ['an IV of 11 bytes', IV_TEXT, bytes(11), { kind: 'badValue', path: `${header}/iv`, name: 'text' }],
    ['an IV of 13 bytes', IV_TEXT, bytes(13), { kind: 'badValue', path: `${header}/iv`, name: 'text' }],
    ['two payloads', PAYLOAD, PAYLOAD + PAYLOAD, { kind: 'duplicate', path: 'encrypted', name: 'payload' }],
    ['an empty payload', bytes(95), '', { kind: 'missingText', path: 'encrypted/payload' }],
    ['a payload of 4,097 bytes', bytes(95), bytes(4097), { kind: 'badValue', path: 'encrypted/payload', name: 'text' }],
    [
      'newer OMEMO',
      'eu.siacs.conversations.axolotl',
      'urn:xmpp:omemo:2',
      { kind: 'unexpectedElement', path: 'encrypted' },
    ],
  ];
  test.each(refusals)('refuses %s', (...refusal) => {
    expectRefusal((candidate) => readOmemoMessage(candidate), MESSAGE, refusal);
  });

  test.each([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
  ])('reads prekey=%j as %j', (word, preKey) => {
    const message = readOmemoMessage(elementOf(MESSAGE.replace("rid='1234'", `rid='1234' prekey='${word}'`)));
    expect(message).toMatchObject({ ok: true, value: { keys: [{ recipientDeviceId: 1234, preKey }] } });
  });

  test('takes an IV of 16 bytes, as older clients write it', () => {
    const message = readOmemoMessage(elementOf(MESSAGE.replace(IV_TEXT, bytes(16))));
    expect(message).toMatchObject({ ok: true, value: { iv: new Uint8Array(16).fill(7) } });
  });

  test('takes wrapped lines', () => {
    const wrapped = bytes(95).replace(/.{64}/g, '$&\n');
    const message = readOmemoMessage(elementOf(MESSAGE.replace(bytes(95), wrapped)));
    expect(message).toMatchObject({ ok: true, value: { payload: new Uint8Array(95).fill(7) } });
  });

  test('takes a message without payload [XEP-0384 #usecases-keysend]', () => {
    expect(readOmemoMessage(elementOf(MESSAGE.replace(PAYLOAD, '')))).toMatchObject({
      ok: true,
      value: { payload: undefined },
    });
  });

  test('takes 32 keys, 1,024 bytes of key and 4,096 of payload', () => {
    const keys = times(32, (at) => `<key rid='${at + 1}'>${bytes(1024)}</key>`);
    expect(readOmemoMessage(elementOf(MESSAGE.replace(KEY, keys).replace(bytes(95), bytes(4096)))).ok).toBe(true);
  });
});

describe('parseDeviceId', () => {
  test.each(['1', '2147483647'])('takes %s', (text) => {
    expect(parseDeviceId(text)).toBe(Number(text));
  });

  test.each(['', '0', '-1', '2147483648', ' 222', '222\n', 'abc', '007', '1.5', '0x1', '1e3', '٣'])(
    'refuses %j',
    (text) => {
      expect(parseDeviceId(text)).toBeUndefined();
    },
  );
});

describe('parseIdentityKey', () => {
  const KEY_BYTES = Uint8Array.from({ length: 33 }, (_, at) => (at === 0 ? 5 : at));
  const text = encodeBase64(KEY_BYTES);

  test('gives equal keys one spelling', () => {
    expect(parseIdentityKey(text)).toBe(text);
    expect(parseIdentityKey(` ${text.slice(0, 20)}\n${text.slice(20)} `)).toBe(text);
    expect(identityKeyOfBytes(KEY_BYTES)).toBe(text);
  });

  test.each([
    ['32 bytes, without the type', encodeBase64(KEY_BYTES.subarray(1))],
    ['34 bytes', encodeBase64(new Uint8Array(34).fill(5))],
    ['a type that is not Curve25519', encodeBase64(new Uint8Array(33).fill(6))],
    ['no base64', 'key'],
    ['nothing', ''],
  ])('refuses %s', (_, wrong) => {
    expect(parseIdentityKey(wrong)).toBeUndefined();
  });

  test('identityKeyOfBytes refuses the same', () => {
    expect(identityKeyOfBytes(KEY_BYTES.subarray(1))).toBeUndefined();
    expect(identityKeyOfBytes(new Uint8Array(33))).toBeUndefined();
  });
});
