import { describe, expect, test } from 'vitest';
import { createOmemo } from '../../src/omemo/create.ts';
import { importKeys } from '../../src/omemo/import-keys.ts';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import { readPreKeyWhisperMessage } from '../../src/omemo/signal-message.ts';
import { concatBytes } from '../../src/base/bytes.ts';
import { from } from '../../src/testing/omemo/check.ts';
import { bundleOf, createDevice, decrypted, encrypted, refusalOf, romeo, type TestDevice } from './devices.ts';
import { alice, bob, type Recording, recordedKeys, recordedMessages, recordedSession } from './recorded-keys.ts';
import { field } from './signal-bytes.ts';
import { valueOf } from './value-of.ts';

/** The recorded device, moved here. */
async function moved(recording: Recording, own: typeof alice): Promise<TestDevice> {
  const store = createMemoryStore();
  valueOf(await importKeys(store, own.account, recordedKeys(recording, own)));
  return { omemo: await createOmemo({ ...own, store }), store };
}

async function movedWithSession(recording: Recording, own: typeof alice, peer: typeof alice): Promise<TestDevice> {
  const device = await moved(recording, own);
  valueOf(await device.omemo.importSession(peer, recordedSession(recording, own, peer)));
  return device;
}

describe.each(['dino-0.4.2-audio.json', 'dino-0.4.2-prekey-audio.json'] as const)('a call recorded in %s', (name) => {
  const [initiate, accept] = recordedMessages(name);

  test("opens: the caller's fingerprint with the callee's keys and session", async () => {
    const callee = await movedWithSession(name, bob, alice);
    expect(await callee.omemo.decrypt(from(alice), initiate!.message)).toEqual({
      ok: true,
      value: { plaintext: initiate!.plaintext, identityKey: recordedKeys(name, alice).identityKeyPublic },
    });
    expect(await refusalOf(callee, alice, initiate!.message)).toBe('replayed');
  });

  test("opens: the callee's fingerprint with the caller's keys and session", async () => {
    const caller = await movedWithSession(name, alice, bob);
    expect(await decrypted(caller, bob, accept!.message)).toBe(accept!.plaintext);
  });

  test('goes on here, with both devices moved', async () => {
    const caller = await movedWithSession(name, alice, bob);
    const callee = await movedWithSession(name, bob, alice);
    await decrypted(callee, alice, initiate!.message);
    for (let round = 0; round < 3; round += 1) {
      expect(await decrypted(caller, bob, await encrypted(callee, alice, 'pong'))).toBe('pong');
      expect(await decrypted(callee, alice, await encrypted(caller, bob, 'ping'))).toBe('ping');
    }
  });
});

describe('a device moved here', () => {
  test('publishes the bundle it had, signed as it was', async () => {
    const { signedPreKeys, preKeys, identityKeyPublic } = recordedKeys('dino-0.4.2-audio.json', alice);
    const bundle = await bundleOf(await moved('dino-0.4.2-audio.json', alice));
    expect(bundle).toMatchObject({ identityKey: identityKeyPublic, signedPreKeyId: signedPreKeys[0]!.id });
    expect(bundle.preKeys.map(({ preKeyId }) => preKeyId)).toEqual(preKeys.map(({ id }) => id));
    const romeos = await createDevice(romeo);
    expect(await romeos.omemo.startSession(alice, bundle)).toEqual({ ok: true, value: identityKeyPublic });
  });

  test('goes on with the numbers of its prekeys', async () => {
    const callee = await moved('dino-0.4.2-audio.json', bob);
    const before = await bundleOf(callee);
    const romeos = await createDevice(romeo);
    valueOf(await romeos.omemo.startSession(bob, before));
    await decrypted(callee, romeo, await encrypted(romeos, bob, 'hello'));
    const known = new Set(before.preKeys.map(({ preKeyId }) => preKeyId));
    const added = (await bundleOf(callee)).preKeys.filter(({ preKeyId }) => !known.has(preKeyId));
    // It had 99.
    const next = Math.max(...known) + 1;
    expect(added.map(({ preKeyId }) => preKeyId)).toEqual([next, next + 1]);
  });
});

describe('importSession', () => {
  const record = recordedSession('dino-0.4.2-audio.json', bob, alice);

  test.each([
    ['nothing', new Uint8Array()],
    ['what is no record', Uint8Array.of(1, 2, 3)],
    ['a record cut short', record.subarray(0, -1)],
    ['a record without session', field(1, new Uint8Array())],
    ['a session of another version', record.with(4, 2)],
    ["the other side's record", recordedSession('dino-0.4.2-audio.json', alice, bob)],
    ['a record whose earlier session is none', concatBytes(record, field(2, Uint8Array.of(8, 3)))],
  ])('refuses %s', async (_, bytes) => {
    const callee = await moved('dino-0.4.2-audio.json', bob);
    const before = callee.store.exportText();
    expect(await callee.omemo.importSession(alice, bytes)).toEqual({ ok: false, error: { kind: 'invalidRecord' } });
    expect(callee.store.exportText()).toBe(before);
  });

  test('goes on sending prekey messages where the peer has not answered', async () => {
    const caller = await movedWithSession('dino-0.4.2-prekey-audio.json', alice, bob);
    const [key] = (await encrypted(caller, bob, 'hello')).keys;
    const [recorded] = recordedMessages('dino-0.4.2-prekey-audio.json');
    const recordedHeader = readPreKeyWhisperMessage(recorded!.message.keys[0]!.bytes)!;
    const { preKeyId, signedPreKeyId, baseKey, identityKey, registrationId } = recordedHeader;
    const same = { preKeyId, signedPreKeyId, baseKey, identityKey, registrationId };
    expect(key!.preKey).toBe(true);
    expect(readPreKeyWhisperMessage(key!.bytes)).toMatchObject(same);
  });

  test('takes earlier sessions over as well', async () => {
    const callee = await moved('dino-0.4.2-audio.json', bob);
    const earlier = record.subarray(1 + 2);
    const both = concatBytes(recordedSession('dino-0.4.2-prekey-audio.json', bob, alice), field(2, earlier));
    valueOf(await callee.omemo.importSession(alice, both));
    const [initiate] = recordedMessages('dino-0.4.2-audio.json');
    expect(await decrypted(callee, alice, initiate!.message)).toBe(initiate!.plaintext);
  });
});

describe('importKeys', () => {
  const keys = recordedKeys('dino-0.4.2-audio.json', alice);
  const others = recordedKeys('dino-0.4.2-audio.json', bob);
  const [signedPreKey] = keys.signedPreKeys;
  const [preKey] = keys.preKeys;

  test.each([
    ['a device id of 0', { ...keys, deviceId: 0 }],
    ['a device id beyond 31 bits', { ...keys, deviceId: 2 ** 31 }],
    ['an identity of two halves that do not belong together', { ...keys, identityKeyPublic: others.identityKeyPublic }],
    ['a private key of no base64', { ...keys, identityKeyPrivate: 'secret' }],
    ['no signed prekey', { ...keys, signedPreKeys: [] }],
    ['a signed prekey that others signed', { ...keys, signedPreKeys: others.signedPreKeys }],
    ['a signature of no length', { ...keys, signedPreKeys: [{ ...signedPreKey!, signature: '' }] }],
    ['a signed prekey numbered 0', { ...keys, signedPreKeys: [{ ...signedPreKey!, id: 0 }] }],
    ['a prekey numbered 0', { ...keys, preKeys: [{ ...preKey!, id: 0 }] }],
    ['a prekey without type byte', { ...keys, preKeys: [{ ...preKey!, public: preKey!.private }] }],
  ])('refuses %s, and stores nothing', async (_, material) => {
    const store = createMemoryStore();
    expect(await importKeys(store, alice.account, material)).toEqual({ ok: false, error: { kind: 'invalidKeys' } });
    expect(store.exportText()).toBe('{}');
  });

  test('refuses a store that has a device', async () => {
    const { store } = await createDevice(romeo);
    const before = store.exportText();
    expect(await importKeys(store, alice.account, keys)).toEqual({ ok: false, error: { kind: 'storeNotEmpty' } });
    expect(store.exportText()).toBe(before);
  });
});
