import { describe, expect, test } from 'vitest';
import { createOmemo } from '../../src/omemo/create.ts';
import type { RandomBytes } from '../../src/omemo/curve.ts';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import {
  bundleOf,
  createDevice,
  createPair,
  createStrangers,
  encrypted,
  juliet,
  openDevice,
  romeo,
} from './devices.ts';
import { valueOf } from './value-of.ts';

const STORE_FAILED = { ok: false, error: { kind: 'storeFailed' } };

/** Bytes that look random and come again for the same seed. */
function seeded(seed: number): RandomBytes {
  let state = seed;
  return (byteLength) =>
    Uint8Array.from({ length: byteLength }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state >>> 24;
    });
}

describe('createOmemo', () => {
  test('makes a device with a bundle to publish [XEP-0384 #usecases-announcing]', async () => {
    const { omemo } = await createDevice(romeo);
    expect(omemo.ownDevice).toEqual(romeo);
    expect(omemo.bundleChanged()).toBe(true);
    const bundle = valueOf(await omemo.ownBundle());
    expect(bundle.identityKey).toBe(omemo.ownIdentityKey);
    expect([bundle.signedPreKey.length, bundle.signedPreKeySignature.length]).toEqual([33, 64]);
    expect(new Set(bundle.preKeys.map(({ publicKey }) => publicKey.join())).size).toBe(100);
    expect(omemo.bundleChanged()).toBe(false);
  });

  test('opens the device a store has, with all it knew', async () => {
    const { romeos } = await createPair();
    const opened = await createOmemo({ account: romeo.account, store: createMemoryStore(romeos.store.exportText()) });
    expect(opened.ownDevice).toEqual(romeo);
    expect(opened.ownIdentityKey).toBe(romeos.omemo.ownIdentityKey);
    expect(opened.identityKeysOf(juliet.account)).toEqual(romeos.omemo.identityKeysOf(juliet.account));
    expect(opened.bundleChanged()).toBe(romeos.omemo.bundleChanged());
    expect(await opened.hasSession(juliet)).toEqual({ ok: true, value: true });
  });

  test('gives a new device an id of 31 bits, never 0 [XEP-0384 #usecases-setup]', async () => {
    const withBits = async (byte: number) => {
      const random: RandomBytes = (byteLength) => new Uint8Array(byteLength).fill(byte);
      const { ownDevice } = await createOmemo({ account: romeo.account, store: createMemoryStore(), random });
      return ownDevice.deviceId;
    };
    expect(await withBits(0xff)).toBe(2 ** 31 - 1);
    expect(await withBits(0)).toBe(1);
  });

  test('makes the same keys from the same bytes', async () => {
    const make = (seed: number) =>
      createOmemo({ account: romeo.account, store: createMemoryStore(), random: seeded(seed) });
    const [one, same, other] = [await make(1), await make(1), await make(2)];
    expect(await one.ownBundle()).toEqual(await same.ownBundle());
    expect(one.ownIdentityKey).not.toBe(other.ownIdentityKey);
  });

  test.each([
    ['another account', { account: juliet.account }],
    ['another id', { ...romeo, deviceId: juliet.deviceId }],
  ])('throws UsageError where the store has a device of %s', async (_, own) => {
    const { store } = await createDevice(romeo);
    await expect(createOmemo({ ...own, store })).rejects.toMatchObject({ kind: 'storeOfAnotherDevice' });
  });

  test.each(['own-device', 'bundle-state', `trust/${juliet.deviceId}/${juliet.account}`])(
    'throws UsageError where nobody wrote what lies under %s',
    async (key) => {
      const { store } = await createDevice(romeo);
      await store.write(new Map([[key, '[]']]));
      await expect(createOmemo({ ...romeo, store })).rejects.toMatchObject({ kind: 'unreadableStore' });
    },
  );

  test('rejects as the store does', async () => {
    const store = { ...createMemoryStore(), read: () => Promise.reject(new Error('locked')) };
    await expect(createOmemo({ ...romeo, store })).rejects.toThrow('locked');
  });
});

describe('ownBundle', () => {
  test('has a new signed prekey after it was replaced, and the bundle has changed', async () => {
    const { juliets, romeos } = await createStrangers();
    const before = await bundleOf(juliets);
    valueOf(await juliets.omemo.replaceSignedPreKey());
    expect(juliets.omemo.bundleChanged()).toBe(true);
    const after = await bundleOf(juliets);
    expect(after.signedPreKeyId).toBe(before.signedPreKeyId + 1);
    expect(after.signedPreKey).not.toEqual(before.signedPreKey);
    expect(after.preKeys).toEqual(before.preKeys);
    valueOf(await romeos.omemo.startSession(juliet, after));
  });

  test('keeps two signed prekeys beside the current one', async () => {
    const { juliets } = await createStrangers();
    for (let times = 0; times < 5; times += 1) valueOf(await juliets.omemo.replaceSignedPreKey());
    expect([...(await juliets.store.readAll('signed-pre-key/')).keys()].toSorted()).toEqual([
      'signed-pre-key/4',
      'signed-pre-key/5',
      'signed-pre-key/6',
    ]);
  });

  test('counts as published in another process as well', async () => {
    const { juliets } = await createStrangers();
    await bundleOf(juliets);
    expect((await openDevice(juliet, juliets.store.exportText())).omemo.bundleChanged()).toBe(false);
  });

  test.each(['pre-key/7', 'signed-pre-key/1'])('fails where nobody wrote what lies under %s', async (key) => {
    const { juliets } = await createStrangers();
    await juliets.store.write(new Map([[key, '{"publicKey":"?"}']]));
    expect(await juliets.omemo.ownBundle()).toEqual(STORE_FAILED);
  });
});

describe('startSession', () => {
  test('gives the identity key, and records it as first seen', async () => {
    const { romeos, juliets } = await createStrangers();
    const { ownIdentityKey } = juliets.omemo;
    const started = await romeos.omemo.startSession(juliet, await bundleOf(juliets));
    expect(started).toEqual({ ok: true, value: ownIdentityKey });
    expect(romeos.omemo.trustOf(juliet, ownIdentityKey)).toBe('blind');
    expect(romeos.omemo.identityKeysOf(juliet.account)).toEqual([
      { deviceId: juliet.deviceId, identityKey: ownIdentityKey, trustLevel: 'blind' },
    ]);
  });

  test('refuses a key that was distrusted in advance, and stores nothing', async () => {
    const { romeos, juliets } = await createStrangers();
    valueOf(await romeos.omemo.setTrust({ ...juliet, identityKey: undefined }, 'distrusted'));
    const before = romeos.store.exportText();
    const refused = { ok: false, error: { kind: 'distrusted' } };
    expect(await romeos.omemo.startSession(juliet, await bundleOf(juliets))).toEqual(refused);
    expect(romeos.store.exportText()).toBe(before);
  });

  test('refuses another key than the device is known by, remembers it, and takes it after a decision', async () => {
    const { romeos } = await createPair();
    const reinstalled = await createDevice(juliet);
    const bundle = await bundleOf(reinstalled);
    const refused = { ok: false, error: { kind: 'identityKeyChanged' } };
    expect(await romeos.omemo.startSession(juliet, bundle)).toEqual(refused);
    expect(romeos.omemo.trustOf(juliet, bundle.identityKey)).toBe('undecided');
    expect(romeos.omemo.identityKeysOf(juliet.account)).toHaveLength(2);
    expect(valueOf(await romeos.omemo.encrypt(juliet, 'hello', undefined)).identityKey).not.toBe(bundle.identityKey);
    valueOf(await romeos.omemo.setTrust({ ...juliet, identityKey: bundle.identityKey }, 'verified'));
    expect(await romeos.omemo.encrypt(juliet, 'x', undefined)).toEqual(refused);
    expect(await romeos.omemo.startSession(juliet, bundle)).toEqual({ ok: true, value: bundle.identityKey });
    expect((await encrypted(romeos, juliet, 'hello')).keys[0]!.preKey).toBe(true);
  });

  test.each([
    ['a signature too short', { signedPreKeySignature: new Uint8Array(63) }],
    ['a signed prekey too short', { signedPreKey: new Uint8Array(32) }],
    ['a prekey numbered 0', { preKeys: [{ preKeyId: 0, publicKey: new Uint8Array(33).fill(5) }] }],
    ['an identity key of no base64', { identityKey: '?' as never }],
  ])('refuses a bundle with %s', async (_, change) => {
    const { romeos, juliets } = await createStrangers();
    const bundle = { ...(await bundleOf(juliets)), ...change };
    const refused = { ok: false, error: { kind: 'invalidBundle' } };
    expect(await romeos.omemo.startSession(juliet, bundle)).toEqual(refused);
  });

  test('picks a prekey at random', async () => {
    const { romeos, juliets } = await createStrangers();
    const bundle = await bundleOf(juliets);
    const picked = new Set<number>();
    for (let times = 0; times < 8; times += 1) {
      valueOf(await romeos.omemo.startSession(juliet, bundle));
      const text = (await romeos.store.read(`sessions/${juliet.deviceId}/${juliet.account}`))!;
      picked.add(JSON.parse(text).sessions[0].pending.preKeyId);
    }
    expect(picked.size).toBeGreaterThan(2);
  });

  test('keeps eight sessions with a device', async () => {
    const { romeos, juliets } = await createStrangers();
    const bundle = await bundleOf(juliets);
    for (let times = 0; times < 10; times += 1) valueOf(await romeos.omemo.startSession(juliet, bundle));
    const text = (await romeos.store.read(`sessions/${juliet.deviceId}/${juliet.account}`))!;
    expect(JSON.parse(text).sessions).toHaveLength(8);
  });
});

describe('encrypt', () => {
  test('makes one key, for the one device, and prekey messages until it has answered', async () => {
    const { romeos, juliets } = await createStrangers();
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    const { message, identityKey } = valueOf(await romeos.omemo.encrypt(juliet, 'hello', undefined));
    expect(identityKey).toBe(juliets.omemo.ownIdentityKey);
    expect(message.senderDeviceId).toBe(romeo.deviceId);
    expect(message.keys.map(({ recipientDeviceId, preKey }) => [recipientDeviceId, preKey])).toEqual([
      [juliet.deviceId, true],
    ]);
    const { romeos: acquainted } = await createPair();
    expect((await encrypted(acquainted, juliet, 'hello')).keys[0]!.preKey).toBe(false);
  });

  test('has no session with a stranger', async () => {
    const { romeos } = await createStrangers();
    expect(await romeos.omemo.encrypt(juliet, 'hello', undefined)).toEqual({ ok: false, error: { kind: 'noSession' } });
  });

  test('refuses where the call expects another key', async () => {
    const { romeos } = await createPair();
    const result = await romeos.omemo.encrypt(juliet, 'hello', romeos.omemo.ownIdentityKey);
    expect(result).toEqual({ ok: false, error: { kind: 'identityKeyChanged' } });
  });
});

describe('a store that fails', () => {
  test('leaves trust as it was', async () => {
    let isFailing = false;
    const { romeos, juliets } = await createPair((store) => ({
      ...store,
      write: (changes) => (isFailing ? Promise.reject(new Error('full')) : store.write(changes)),
    }));
    isFailing = true;
    expect(await romeos.omemo.setTrust({ ...juliet, identityKey: undefined }, 'distrusted')).toEqual(STORE_FAILED);
    expect(await romeos.omemo.replaceSignedPreKey()).toEqual(STORE_FAILED);
    expect(romeos.omemo.trustOf(juliet, juliets.omemo.ownIdentityKey)).toBe('blind');
  });

  test('that throws at once is no exception', async () => {
    let isFailing = false;
    const { romeos } = await createPair((store) => ({
      ...store,
      read: (key) => {
        if (isFailing) throw new Error('closed');
        return store.read(key);
      },
    }));
    isFailing = true;
    expect(await romeos.omemo.hasSession(juliet)).toEqual(STORE_FAILED);
    expect(await romeos.omemo.encrypt(juliet, 'hello', undefined)).toEqual(STORE_FAILED);
  });
});
