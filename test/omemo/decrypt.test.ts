import { describe, expect, test } from 'vitest';
import type { OmemoMessage } from '../../src/stanzas/omemo.ts';
import { damaged, deviceOf, from } from '../../src/testing/omemo/check.ts';
import {
  bundleOf,
  createDevice,
  createPair,
  createStrangers,
  decrypted,
  encrypted,
  juliet,
  keyBytesOf,
  refusalOf,
  romeo,
  withKeyBytes,
} from './devices.ts';
import { someKey } from './sessions.ts';
import { whisperMessage } from './signal-bytes.ts';
import { keepConsoleQuiet } from './quiet-console.ts';
import { valueOf } from './value-of.ts';

keepConsoleQuiet();

describe('decrypt', () => {
  test('gives the text and the identity key it came with [XEP-0384 #usecases-receiving]', async () => {
    const { romeos, juliets } = await createPair();
    const message = await encrypted(romeos, juliet, 'what light through yonder window breaks');
    expect(await juliets.omemo.decrypt(from(romeo), message)).toEqual({
      ok: true,
      value: { plaintext: 'what light through yonder window breaks', identityKey: romeos.omemo.ownIdentityKey },
    });
  });

  test.each(['', 'é\u{1f339}\0', '\ufeffBOM', 'x'.repeat(5_000)])('gives any text as it was: %#', async (text) => {
    const { romeos, juliets } = await createPair();
    expect(await decrypted(juliets, romeo, await encrypted(romeos, juliet, text))).toBe(text);
  });

  test('refuses another sender than the expected one before it looks at anything', async () => {
    const { romeos, juliets } = await createPair();
    const message = await encrypted(romeos, juliet, 'hello');
    const other = { ...message, senderDeviceId: deviceOf('', 1112).deviceId, keys: [] };
    expect(await refusalOf(juliets, romeo, other)).toBe('unexpectedDevice');
    expect(await refusalOf(juliets, deviceOf(romeo.account, 1112), message)).toBe('unexpectedDevice');
  });

  test('refuses a message of the right number and another account', async () => {
    const { romeos, juliets } = await createPair();
    const message = await encrypted(romeos, juliet, 'hello');
    expect(await refusalOf(juliets, deviceOf('tybalt@capulet.example', romeo.deviceId), message)).toBe('noSession');
  });

  test('refuses no key, two keys, and a key for another device', async () => {
    const { romeos, juliets } = await createPair();
    const message = await encrypted(romeos, juliet, 'hello');
    const [key] = message.keys;
    const elsewhere = { ...key!, recipientDeviceId: deviceOf('', 2223).deviceId };
    expect(await refusalOf(juliets, romeo, { ...message, keys: [] })).toBe('notForThisDevice');
    expect(await refusalOf(juliets, romeo, { ...message, keys: [key!, key!] })).toBe('notForThisDevice');
    expect(await refusalOf(juliets, romeo, { ...message, keys: [key!, elsewhere] })).toBe('notForThisDevice');
    expect(await refusalOf(juliets, romeo, { ...message, keys: [elsewhere] })).toBe('notForThisDevice');
  });

  test('refuses a replay', async () => {
    const { romeos, juliets } = await createPair();
    const message = await encrypted(romeos, juliet, 'hello');
    await decrypted(juliets, romeo, message);
    expect(await refusalOf(juliets, romeo, message)).toBe('replayed');
  });

  test('refuses the replay of a first message', async () => {
    const { romeos, juliets } = await createStrangers();
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    const message = await encrypted(romeos, juliet, 'hello');
    await decrypted(juliets, romeo, message);
    expect(await refusalOf(juliets, romeo, message)).toBe('replayed');
  });

  test('opens messages in any order, each once', async () => {
    const { romeos, juliets } = await createPair();
    const messages: OmemoMessage[] = [];
    for (let at = 0; at < 6; at += 1) messages.push(await encrypted(romeos, juliet, `${at}`));
    for (const at of [3, 0, 5, 1, 4, 2]) expect(await decrypted(juliets, romeo, messages[at]!)).toBe(`${at}`);
    for (const message of messages) expect(await refusalOf(juliets, romeo, message)).toBe('replayed');
  });

  test.each([-1, -8])('refuses a damaged MAC, byte %i, and still opens the message as it was sent', async (at) => {
    const { romeos, juliets } = await createPair();
    const message = await encrypted(romeos, juliet, 'hello');
    const forged = withKeyBytes(message, damaged(keyBytesOf(message), at));
    expect(await refusalOf(juliets, romeo, forged)).toBe('badMac');
    expect(await decrypted(juliets, romeo, message)).toBe('hello');
  });

  test('refuses a damaged copy of a message that was skipped, and still opens it as it was sent', async () => {
    const { romeos, juliets } = await createPair();
    const skipped = await encrypted(romeos, juliet, 'skipped');
    await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'read'));
    const forged = withKeyBytes(skipped, damaged(keyBytesOf(skipped), -1));
    expect(await refusalOf(juliets, romeo, forged)).toBe('badMac');
    expect(await decrypted(juliets, romeo, skipped)).toBe('skipped');
  });

  test('forgets nothing over forged ratchet keys', async () => {
    const { romeos, juliets } = await createPair();
    const skipped = await encrypted(romeos, juliet, 'skipped');
    await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'read'));
    await decrypted(romeos, juliet, await encrypted(juliets, romeo, 'answer'));
    await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'in the next chain'));
    for (let mark = 1; mark <= 8; mark += 1) {
      const ratchetKey = new Uint8Array(someKey(mark));
      expect(await refusalOf(juliets, romeo, withKeyBytes(skipped, whisperMessage({ ratchetKey })))).toBe('badMac');
    }
    await decrypted(romeos, juliet, await encrypted(juliets, romeo, 'another answer'));
    await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'in the chain after'));
    expect(await decrypted(juliets, romeo, skipped)).toBe('skipped');
  });

  test('refuses a damaged first message, and still opens it as it was sent', async () => {
    const { romeos, juliets } = await createStrangers();
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    const message = await encrypted(romeos, juliet, 'hello');
    // The message inside comes last, and its MAC last in it.
    const forged = withKeyBytes(message, damaged(keyBytesOf(message), -1));
    expect(await refusalOf(juliets, romeo, forged)).toBe('badMac');
    expect(await decrypted(juliets, romeo, message)).toBe('hello');
  });

  test('refuses a changed payload or IV, and still opens the message as it was sent', async () => {
    const { romeos, juliets } = await createPair();
    const message = await encrypted(romeos, juliet, 'hello');
    expect(await refusalOf(juliets, romeo, { ...message, payload: damaged(message.payload!, 0) })).toBe('badMac');
    expect(await refusalOf(juliets, romeo, { ...message, payload: new Uint8Array() })).toBe('badMac');
    expect(await refusalOf(juliets, romeo, { ...message, iv: damaged(message.iv, 0) })).toBe('badMac');
    expect(await refusalOf(juliets, romeo, { ...message, payload: undefined })).toBe('malformed');
    expect(await refusalOf(juliets, romeo, { ...message, iv: message.iv.subarray(1) })).toBe('malformed');
    expect(await decrypted(juliets, romeo, message)).toBe('hello');
  });

  test('refuses our own message sent back to us', async () => {
    const { romeos } = await createPair();
    const message = await encrypted(romeos, juliet, 'hello');
    const reflected = {
      ...message,
      senderDeviceId: juliet.deviceId,
      keys: [{ ...message.keys[0]!, recipientDeviceId: romeo.deviceId }],
    };
    expect(await refusalOf(romeos, juliet, reflected)).toBe('badMac');
  });

  test('refuses a counter beyond the end of a finished chain', async () => {
    const { romeos, juliets } = await createPair();
    const first = await encrypted(romeos, juliet, 'first');
    await decrypted(juliets, romeo, first);
    await decrypted(romeos, juliet, await encrypted(juliets, romeo, 'answer'));
    await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'in the next chain'));
    const ratchetKey = keyBytesOf(first).subarray(3, 36);
    const forged = withKeyBytes(first, whisperMessage({ ratchetKey, counter: 1 }));
    expect(await refusalOf(juliets, romeo, forged)).toBe('badMac');
  });

  test('has no session with a device that never wrote', async () => {
    const { romeos, juliets } = await createPair();
    const strangers = await createDevice(deviceOf('paris@verona.example', 9));
    const message = { ...(await encrypted(romeos, juliet, 'hello')), senderDeviceId: deviceOf('', 9).deviceId };
    expect(await refusalOf(juliets, strangers.omemo.ownDevice, message)).toBe('noSession');
  });
});

describe('decrypt, a first message', () => {
  test('uses up a prekey: it is gone from the bundle, a new one is in it [XEP-0384 #usecases-receiving]', async () => {
    const { romeos, juliets } = await createStrangers();
    const before = await bundleOf(juliets);
    expect(juliets.omemo.bundleChanged()).toBe(false);
    valueOf(await romeos.omemo.startSession(juliet, before));
    await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'hello'));
    expect(juliets.omemo.bundleChanged()).toBe(true);
    const after = await bundleOf(juliets);
    expect(juliets.omemo.bundleChanged()).toBe(false);
    const idsBefore = new Set(before.preKeys.map(({ preKeyId }) => preKeyId));
    const idsAfter = new Set(after.preKeys.map(({ preKeyId }) => preKeyId));
    expect(after.preKeys).toHaveLength(100);
    expect([...idsBefore].filter((id) => !idsAfter.has(id))).toHaveLength(1);
    expect([...idsAfter].filter((id) => !idsBefore.has(id))).toEqual([101]);
  });

  test('may be the second that arrives', async () => {
    const { romeos, juliets } = await createStrangers();
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    const [first, second] = [await encrypted(romeos, juliet, 'first'), await encrypted(romeos, juliet, 'second')];
    expect(second.keys[0]!.preKey).toBe(true);
    expect(await decrypted(juliets, romeo, second)).toBe('second');
    expect(await decrypted(juliets, romeo, first)).toBe('first');
  });

  test('opens although its prekey was just used by somebody else, who may have come with it by chance', async () => {
    const { romeos, juliets } = await createStrangers();
    const bundle = await bundleOf(juliets);
    const oneKey = { ...bundle, preKeys: bundle.preKeys.slice(0, 1) };
    const nurse = deviceOf('nurse@capulet.example', 3);
    const nurses = await createDevice(nurse);
    valueOf(await romeos.omemo.startSession(juliet, oneKey));
    valueOf(await nurses.omemo.startSession(juliet, oneKey));
    const [his, hers] = [await encrypted(romeos, juliet, 'his'), await encrypted(nurses, juliet, 'hers')];
    const results = await Promise.all([
      juliets.omemo.decrypt(from(romeo), his),
      juliets.omemo.decrypt(from(nurse), hers),
    ]);
    expect(results.map((result) => (result.ok ? 'opened' : result.error.kind))).toEqual(['opened', 'opened']);
  });

  test('is refused where its signed prekey is not known any more', async () => {
    const { romeos, juliets } = await createStrangers();
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    const message = await encrypted(romeos, juliet, 'hello');
    for (let times = 0; times < 3; times += 1) valueOf(await juliets.omemo.replaceSignedPreKey());
    expect(await refusalOf(juliets, romeo, message)).toBe('unknownPreKey');
  });

  test('opens with a signed prekey that has been replaced lately', async () => {
    const { romeos, juliets } = await createStrangers();
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    const message = await encrypted(romeos, juliet, 'hello');
    for (let times = 0; times < 2; times += 1) valueOf(await juliets.omemo.replaceSignedPreKey());
    expect(await decrypted(juliets, romeo, message)).toBe('hello');
  });

  test('that repeats the start of a session with another identity key is refused', async () => {
    const { romeos, juliets } = await createStrangers();
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'first'));
    const second = await encrypted(romeos, juliet, 'second');
    const bytes = Buffer.from(keyBytesOf(second));
    const own = Buffer.from(romeos.omemo.ownIdentityKey, 'base64');
    const someones = Buffer.from((await createDevice(deviceOf('a@b', 1))).omemo.ownIdentityKey, 'base64');
    const at = bytes.indexOf(own);
    const forged = new Uint8Array(Buffer.concat([bytes.subarray(0, at), someones, bytes.subarray(at + 33)]));
    expect(await refusalOf(juliets, romeo, withKeyBytes(second, forged))).toBe('badMac');
    expect(await decrypted(juliets, romeo, second)).toBe('second');
  });
});
