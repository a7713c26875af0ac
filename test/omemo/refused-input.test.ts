/**
 * Why these tests? @privacyresearch/libsignal-protocol-typescript 0.0.16 takes keys of low order, prints keys of a
 * wrong length to the console, and throws whatever happens to break. The comments say what the library does.
 */
import { describe, expect, test } from 'vitest';
import type { IdentityKey, OmemoBundle } from '../../src/stanzas/omemo.ts';
import { bundleOf, createPair, createStrangers, encrypted, juliet, refusalOf, romeo } from './devices.ts';
import { keepConsoleQuiet } from './quiet-console.ts';
import { preKeyWhisperMessage, SOME_KEY, whisperMessage } from './signal-bytes.ts';

keepConsoleQuiet();

/** Points of order 1, 2, 4 and 8, u in little endian behind the type byte; and one key written in a second way. */
const UNUSABLE_KEYS = [
  '050000000000000000000000000000000000000000000000000000000000000000',
  '050100000000000000000000000000000000000000000000000000000000000000',
  '05ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '05e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '055f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  '05f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '050900000000000000000000000000000000000000000000000000000000000080',
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));

// The library's curve makes the all-zero secret of a low-order key, which everybody knows.
describe.each(UNUSABLE_KEYS.map((key) => [Buffer.from(key).toString('hex').slice(0, 12), key] as const))(
  'a public key that must not be used, %s',
  (_, key) => {
    test.each<[string, (bundle: OmemoBundle) => OmemoBundle]>([
      ['prekey', (bundle) => ({ ...bundle, preKeys: [{ preKeyId: 1, publicKey: key }] })],
      ['signed prekey', (bundle) => ({ ...bundle, signedPreKey: key })],
      ['identity key', (bundle) => ({ ...bundle, identityKey: Buffer.from(key).toString('base64') as IdentityKey })],
    ])('is refused as %s of a bundle', async (_name, change) => {
      const { romeos, juliets } = await createStrangers();
      const result = await romeos.omemo.startSession(juliet, change(await bundleOf(juliets)));
      expect(result).toEqual({ ok: false, error: { kind: 'invalidBundle' } });
    });

    test.each([
      ['ratchet key', false, whisperMessage({ ratchetKey: key })],
      ['base key', true, preKeyWhisperMessage({ preKeyId: 1, baseKey: key })],
      ['identity key', true, preKeyWhisperMessage({ preKeyId: 1, identityKey: key })],
      ['first ratchet key', true, preKeyWhisperMessage({ preKeyId: 1, message: whisperMessage({ ratchetKey: key }) })],
    ])('is refused as %s of a message', async (_name, preKey, bytes) => {
      const { romeos, juliets } = await createPair();
      const message = await encrypted(romeos, juliet, 'hello');
      const forged = { ...message, keys: [{ recipientDeviceId: juliet.deviceId, preKey, bytes }] };
      expect(await refusalOf(juliets, romeo, forged)).toBe('malformed');
    });
  },
);

// The library throws Error, RangeError and TypeError with texts; only a replay has a name.
describe('what a message can be refused for', () => {
  test.each([
    ['nothing at all', false, new Uint8Array()],
    ['a version byte', false, Uint8Array.of(0x33)],
    ['another version', false, Uint8Array.of(0x23, ...whisperMessage().subarray(1))],
    ['a MAC only', false, Uint8Array.of(0x33, 1, 2, 3, 4, 5, 6, 7, 8)],
    ['a ratchet key of 32 bytes', false, whisperMessage({ ratchetKey: SOME_KEY.subarray(1) })],
    ['a prekey message that says it is none', false, preKeyWhisperMessage({ preKeyId: 1 })],
    ['a message that says it is a prekey message', true, whisperMessage()],
    ['a prekey message without message', true, preKeyWhisperMessage({ preKeyId: 1, message: new Uint8Array() })],
  ])('is a closed word: malformed for %s', async (_, preKey, bytes) => {
    const { romeos, juliets } = await createPair();
    const message = await encrypted(romeos, juliet, 'hello');
    const forged = { ...message, keys: [{ recipientDeviceId: juliet.deviceId, preKey, bytes }] };
    expect(await refusalOf(juliets, romeo, forged)).toBe('malformed');
  });
});
