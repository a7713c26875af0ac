import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../src/base/bytes.ts';
import { systemRandom } from '../../src/omemo/curve.ts';
import { encryptedPayloadOf, openPayload, sealPayload } from '../../src/omemo/payload.ts';
import { platformInUse } from '../../src/omemo/platform.ts';
import type { OmemoMessage } from '../../src/stanzas/omemo.ts';
import { deviceOf } from '../../src/testing/omemo/check.ts';

const { aesGcm } = platformInUse();

describe('sealPayload', () => {
  test('cuts the tag off the ciphertext and appends it to the key [XEP-0384 #usecases-messagesend]', async () => {
    const sealed = await sealPayload(aesGcm, systemRandom, 'romeo');
    expect(sealed.iv).toHaveLength(12);
    expect(sealed.payload).toHaveLength(5);
    expect(sealed.keyAndTag).toHaveLength(32);
    const { subtle } = globalThis.crypto;
    const key = await subtle.importKey('raw', sealed.keyAndTag.slice(0, 16), 'AES-GCM', false, ['decrypt']);
    const whole = concatBytes(sealed.payload, sealed.keyAndTag.subarray(16));
    const iv = new Uint8Array(sealed.iv);
    expect(new TextDecoder().decode(await subtle.decrypt({ name: 'AES-GCM', iv }, key, whole))).toBe('romeo');
  });

  test('uses a key and an IV once', async () => {
    const [one, other] = [await sealPayload(aesGcm, systemRandom, 'x'), await sealPayload(aesGcm, systemRandom, 'x')];
    expect(one.iv).not.toEqual(other.iv);
    expect(one.keyAndTag.subarray(0, 16)).not.toEqual(other.keyAndTag.subarray(0, 16));
  });
});

describe('openPayload', () => {
  test.each([16, 31, 33, 0])('refuses a key of %i bytes', async (byteLength) => {
    const sealed = await sealPayload(aesGcm, systemRandom, 'x');
    const key = concatBytes(sealed.keyAndTag, Uint8Array.of(0)).subarray(0, byteLength);
    expect(await openPayload(aesGcm, key, sealed)).toEqual({ ok: false, error: 'malformed' });
  });

  test('refuses a tag left on the payload, the older form', async () => {
    const { iv, keyAndTag, payload } = await sealPayload(aesGcm, systemRandom, 'x');
    const older = { iv, payload: concatBytes(payload, keyAndTag.subarray(16)) };
    expect(await openPayload(aesGcm, keyAndTag.subarray(0, 16), older)).toEqual({ ok: false, error: 'malformed' });
  });

  test('opens a payload with an IV of 16 bytes, as older clients write it', async () => {
    const [key, iv] = [systemRandom(16), systemRandom(16)];
    const sealed = await aesGcm.encrypt(key, iv, new TextEncoder().encode('juliet'));
    const keyAndTag = concatBytes(key, sealed.subarray(-16));
    const payload = sealed.subarray(0, -16);
    expect(await openPayload(aesGcm, keyAndTag, { iv, payload })).toEqual({ ok: true, value: 'juliet' });
  });

  test('refuses bytes that are no UTF-8', async () => {
    const [key, iv] = [systemRandom(16), systemRandom(12)];
    const sealed = await aesGcm.encrypt(key, iv, Uint8Array.of(0xc3, 0x28));
    const keyAndTag = concatBytes(key, sealed.subarray(-16));
    const payload = sealed.subarray(0, -16);
    expect(await openPayload(aesGcm, keyAndTag, { iv, payload })).toEqual({ ok: false, error: 'malformed' });
  });
});

describe('encryptedPayloadOf', () => {
  const message: OmemoMessage = {
    senderDeviceId: deviceOf('', 1).deviceId,
    keys: [],
    iv: new Uint8Array(12),
    payload: new Uint8Array(1),
  };

  test.each([12, 16])('takes an IV of %i bytes', (byteLength) => {
    expect(encryptedPayloadOf({ ...message, iv: new Uint8Array(byteLength) })).toBeDefined();
  });

  test.each([0, 11, 13, 15, 17])('takes no IV of %i bytes', (byteLength) => {
    expect(encryptedPayloadOf({ ...message, iv: new Uint8Array(byteLength) })).toBeUndefined();
  });

  test('finds none in a message that only carries keys', () => {
    expect(encryptedPayloadOf({ ...message, payload: undefined })).toBeUndefined();
  });
});
