import { describe, expect, test } from 'vitest';
import { encodeBase64 } from '../../src/base/base64.ts';
import { parseBareJid } from '../../src/jid.ts';
import { identityKeyFingerprint, readVerificationUri, writeVerificationUri } from '../../src/omemo/key-fingerprint.ts';
import { parseDeviceId, parseIdentityKey } from '../../src/stanzas/omemo.ts';

const DIGITS = '00112233445566778899aabbccddeeff102132435465768798a9bacbdcedfe0f';
const OTHER_DIGITS = DIGITS.replaceAll('0', '1');

function keyOf(digits: string) {
  const bytes = digits.match(/../g)!.map((pair) => Number.parseInt(pair, 16));
  return parseIdentityKey(encodeBase64(Uint8Array.of(5, ...bytes)))!;
}

const JULIET = parseBareJid('juliet@capulet.example')!;
const DEVICE = parseDeviceId('222')!;
const TABLET = parseDeviceId('223')!;

describe('identityKeyFingerprint', () => {
  test('is what users read to one another: eight groups of eight digits, without the type byte', () => {
    expect(identityKeyFingerprint(keyOf(DIGITS))).toBe(
      '00112233 44556677 8899aabb ccddeeff 10213243 54657687 98a9bacb dcedfe0f',
    );
  });
});

describe('writeVerificationUri', () => {
  test('writes the URI that Conversations and Dino read', () => {
    const keys = [
      { deviceId: DEVICE, identityKey: keyOf(DIGITS) },
      { deviceId: TABLET, identityKey: keyOf(OTHER_DIGITS) },
    ];
    expect(writeVerificationUri({ account: JULIET, keys })).toBe(
      `xmpp:juliet@capulet.example?omemo-sid-222=${DIGITS};omemo-sid-223=${OTHER_DIGITS}`,
    );
  });

  test.each(['o=hare;x@capulet.example', 'julia%40@capulet.example', 'ромео@пример.example', 'a?b#c@x.example'])(
    'writes an address that comes back: %s [RFC 5122 #2]',
    (text) => {
      const account = parseBareJid(text)!;
      const uri = { account, keys: [{ deviceId: DEVICE, identityKey: keyOf(DIGITS) }] };
      expect(readVerificationUri(writeVerificationUri(uri))).toEqual({ ok: true, value: uri });
    },
  );
});

describe('readVerificationUri', () => {
  const read = (query: string) => readVerificationUri(`xmpp:juliet@capulet.example?${query}`);
  const KEYS = [{ deviceId: DEVICE, identityKey: keyOf(DIGITS) }];

  test.each([
    ['as it is written', `omemo-sid-222=${DIGITS}`],
    ['in capitals', `omemo-sid-222=${DIGITS.toUpperCase()}`],
    ['with the type byte', `omemo-sid-222=05${DIGITS}`],
    ['beside another query', `message;body=hello;omemo-sid-222=${DIGITS}`],
    ['as links on web pages have it', `omemo-sid-222=${DIGITS}&omemo-sid-222=${DIGITS}`],
  ])('reads a key %s', (_, query) => {
    expect(read(query)).toEqual({ ok: true, value: { account: JULIET, keys: KEYS } });
  });

  test.each([
    ['notAUri', 'https://example.org/?omemo-sid-222=00'],
    ['notAUri', 'xmpp:juliet@capulet.example'],
    ['notAUri', `xmpp:juliet@capulet.example?omemo-sid-222=${DIGITS}${'x'.repeat(8_192)}`],
    ['badAccount', `xmpp:juliet@capulet.example%2Fbalcony?omemo-sid-222=${DIGITS}`],
    ['badAccount', `xmpp:%E0%A4%A?omemo-sid-222=${DIGITS}`],
    ['noKeys', 'xmpp:juliet@capulet.example?message'],
    ['badKey', 'xmpp:juliet@capulet.example?omemo-sid-222=0011'],
    ['badKey', `xmpp:juliet@capulet.example?omemo-sid-0=${DIGITS}`],
    ['badKey', `xmpp:juliet@capulet.example?omemo-sid-2147483648=${DIGITS}`],
    ['badKey', `xmpp:juliet@capulet.example?omemo-sid-222=06${DIGITS}`],
    ['badKey', `xmpp:juliet@capulet.example?omemo-sid-222=${DIGITS};omemo-sid-223=zz`],
    ['contradictoryKeys', `xmpp:juliet@capulet.example?omemo-sid-222=${DIGITS};omemo-sid-222=${OTHER_DIGITS}`],
  ])('refuses with %s: %s', (kind, text) => {
    expect(readVerificationUri(text)).toEqual({ ok: false, error: { kind } });
  });
});
