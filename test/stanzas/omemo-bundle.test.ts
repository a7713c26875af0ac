import { describe, expect, test } from 'vitest';
import { encodeBase64 } from '../../src/base/base64.ts';
import { ok } from '../../src/base/result.ts';
import { readOmemoBundle, readOmemoDeviceList } from '../../src/stanzas/omemo-bundle.ts';
import { elementOf } from './cases.ts';
import type { Refusal } from './refusals.ts';
import { expectRefusal, times } from './refusals.ts';

const publicKey = (last: number): string =>
  encodeBase64(Uint8Array.from({ length: 33 }, (_, at) => (at === 0 ? 5 : last)));
const SIGNATURE = encodeBase64(new Uint8Array(64).fill(3));
const SIGNED = `<signedPreKeyPublic signedPreKeyId='1'>${publicKey(1)}</signedPreKeyPublic>`;
const IDENTITY = `<identityKey>${publicKey(2)}</identityKey>`;
const PRE_KEY = `<preKeyPublic preKeyId='7'>${publicKey(7)}</preKeyPublic>`;
const BUNDLE =
  `<bundle xmlns='eu.siacs.conversations.axolotl'>${SIGNED}` +
  `<signedPreKeySignature>${SIGNATURE}</signedPreKeySignature>` +
  `${IDENTITY}<prekeys>${PRE_KEY}</prekeys></bundle>`;

describe('readOmemoBundle', () => {
  const preKey = 'bundle/prekeys/preKeyPublic[1]';
  const refusals: readonly Refusal[] = [
    ['no signed prekey', SIGNED, '', { kind: 'missingElement', path: 'bundle', name: 'signedPreKeyPublic' }],
    ['two signed prekeys', SIGNED, SIGNED + SIGNED, { kind: 'duplicate', path: 'bundle', name: 'signedPreKeyPublic' }],
    [
      'a signed prekey without number',
      " signedPreKeyId='1'",
      '',
      { kind: 'missingAttribute', path: 'bundle/signedPreKeyPublic', name: 'signedPreKeyId' },
    ],
    [
      'a signed prekey of 32 bytes',
      publicKey(1),
      encodeBase64(new Uint8Array(32)),
      { kind: 'badValue', path: 'bundle/signedPreKeyPublic', name: 'text' },
    ],
    [
      'no signature',
      `<signedPreKeySignature>${SIGNATURE}</signedPreKeySignature>`,
      '',
      { kind: 'missingElement', path: 'bundle', name: 'signedPreKeySignature' },
    ],
    [
      'a signature of 63 bytes',
      SIGNATURE,
      encodeBase64(new Uint8Array(63)),
      { kind: 'badValue', path: 'bundle/signedPreKeySignature', name: 'text' },
    ],
    ['no identity key', IDENTITY, '', { kind: 'missingElement', path: 'bundle', name: 'identityKey' }],
    [
      'an identity key without type',
      publicKey(2),
      encodeBase64(new Uint8Array(33)),
      { kind: 'badValue', path: 'bundle/identityKey', name: 'text' },
    ],
    ['no prekeys', `<prekeys>${PRE_KEY}</prekeys>`, '', { kind: 'missingElement', path: 'bundle', name: 'prekeys' }],
    ['an empty list of prekeys', PRE_KEY, '', { kind: 'missingElement', path: 'bundle/prekeys', name: 'preKeyPublic' }],
    [
      'two prekeys of one number',
      PRE_KEY,
      PRE_KEY + PRE_KEY,
      { kind: 'duplicate', path: 'bundle/prekeys', name: 'preKeyPublic' },
    ],
    ['a prekey without number', " preKeyId='7'", '', { kind: 'missingAttribute', path: preKey, name: 'preKeyId' }],
    ['a prekey with a negative number', "'7'", "'-7'", { kind: 'badValue', path: preKey, name: 'preKeyId' }],
    ['a prekey with a number of 33 bits', "'7'", "'4294967296'", { kind: 'badValue', path: preKey, name: 'preKeyId' }],
    ['an empty prekey', publicKey(7), '', { kind: 'missingText', path: preKey }],
    [
      '513 prekeys',
      PRE_KEY,
      times(513, (at) => PRE_KEY.replace("'7'", `'${at}'`)),
      { kind: 'tooMany', path: 'bundle/prekeys', name: 'preKeyPublic' },
    ],
    [
      'another namespace',
      'eu.siacs.conversations.axolotl',
      'urn:xmpp:omemo:1',
      { kind: 'unexpectedElement', path: 'bundle' },
    ],
  ];
  test.each(refusals)('refuses %s [XEP-0384 #usecases-announcing]', (...refusal) => {
    expectRefusal((candidate) => readOmemoBundle(candidate), BUNDLE, refusal);
  });

  test('takes number 0, and all 32 bits of one', () => {
    const bundle = elementOf(BUNDLE.replace("'7'", "'0'").replace("'1'", "'4294967295'"));
    expect(readOmemoBundle(bundle)).toMatchObject({
      ok: true,
      value: { signedPreKeyId: 4_294_967_295, preKeys: [{ preKeyId: 0 }] },
    });
  });
});

describe('readOmemoDeviceList', () => {
  const listOf = (children: string): string => `<list xmlns='eu.siacs.conversations.axolotl'>${children}</list>`;

  test('leaves out what no device can have, and what is there twice', () => {
    const ids = ['12345', '0', '-3', '2147483648', 'abc', '', '4223', '12345'];
    const list = elementOf(listOf(`${ids.map((id) => `<device id='${id}'/>`).join('')}<device/>`));
    expect(readOmemoDeviceList(list)).toEqual(ok({ deviceIds: [12345, 4223], extensions: [] }));
  });

  test('keeps what it does not know', () => {
    const list = readOmemoDeviceList(elementOf(listOf("<device xmlns='urn:x' id='1'/><labels/>")));
    expect(list).toMatchObject({
      ok: true,
      value: { deviceIds: [], extensions: [{ name: 'device' }, { name: 'labels' }] },
    });
  });

  test('refuses 513 devices, and another namespace', () => {
    const list = elementOf(listOf(times(513, (at) => `<device id='${at + 1}'/>`)));
    expect(readOmemoDeviceList(list)).toEqual({ ok: false, error: { kind: 'tooMany', path: 'list', name: 'device' } });
    expect(readOmemoDeviceList(elementOf("<list xmlns='urn:x'/>"))).toMatchObject({ ok: false });
  });
});
