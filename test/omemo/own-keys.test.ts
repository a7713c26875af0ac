/** The own keys over time: how many there are, how old they get, and what is kept of those replaced. */
import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/base/base64.ts';
import { deviceOf, from } from '../../src/testing/omemo/check.ts';
import { createOmemo } from '../../src/omemo/create.ts';
import { importKeys, type PreKeyMaterial } from '../../src/omemo/import-keys.ts';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import { alice, recordedKeys } from './recorded-keys.ts';
import { bundleOf, createDevice, decrypted, encrypted, juliet, openDevice, romeo, type TestDevice } from './devices.ts';
import { valueOf } from './value-of.ts';

const DAY_MS = 86_400_000;

/** Juliet's device and the time it believes in. */
async function julietsAt(startMs: number) {
  let nowMs = startMs;
  const store = createMemoryStore();
  const open = async () => createOmemo({ ...juliet, store, now: () => nowMs });
  const juliets: TestDevice = { omemo: await open(), store };
  return {
    juliets,
    reopened: async (): Promise<TestDevice> => ({ omemo: await open(), store }),
    setTime: (ms: number) => {
      nowMs = ms;
    },
  };
}

describe('the signed prekey', () => {
  const START_MS = Date.UTC(2026, 0, 1);

  test('is replaced after 30 days, as the bundle is published, and not before', async () => {
    const { juliets, setTime } = await julietsAt(START_MS);
    expect((await bundleOf(juliets)).signedPreKeyId).toBe(1);
    setTime(START_MS + 30 * DAY_MS - 1);
    expect(juliets.omemo.bundleChanged()).toBe(false);
    expect((await bundleOf(juliets)).signedPreKeyId).toBe(1);
    setTime(START_MS + 30 * DAY_MS);
    expect(juliets.omemo.bundleChanged()).toBe(true);
    expect((await bundleOf(juliets)).signedPreKeyId).toBe(2);
    expect(juliets.omemo.bundleChanged()).toBe(false);
    setTime(START_MS + 60 * DAY_MS - 1);
    expect(juliets.omemo.bundleChanged()).toBe(false);
  });

  test('is of the same age in another process', async () => {
    const { juliets, reopened, setTime } = await julietsAt(START_MS);
    await bundleOf(juliets);
    setTime(START_MS + 30 * DAY_MS);
    const again = await reopened();
    expect(again.omemo.bundleChanged()).toBe(true);
    expect((await bundleOf(again)).signedPreKeyId).toBe(2);
    expect((await reopened()).omemo.bundleChanged()).toBe(false);
  });

  test('opens first messages for two more months, and is then gone', async () => {
    const { juliets, setTime } = await julietsAt(START_MS);
    const bundle = await bundleOf(juliets);
    const late = async (device: TestDevice) => {
      valueOf(await device.omemo.startSession(juliet, bundle));
      return encrypted(device, juliet, 'late');
    };
    const [romeos, other] = [await createDevice(romeo), await createDevice({ ...romeo, deviceId: juliet.deviceId })];
    const messages = [await late(romeos), await late(other)];
    for (const months of [1, 2]) {
      setTime(START_MS + months * 30 * DAY_MS);
      await bundleOf(juliets);
    }
    expect(await decrypted(juliets, romeo, messages[0]!)).toBe('late');
    setTime(START_MS + 3 * 30 * DAY_MS);
    await bundleOf(juliets);
    const result = await juliets.omemo.decrypt({ ...other.omemo.ownDevice, identityKey: undefined }, messages[1]!);
    expect(result).toEqual({ ok: false, error: { kind: 'unknownPreKey' } });
  });

  test('does not stay because a clock was wrong when it was made', async () => {
    const { juliets, setTime } = await julietsAt(START_MS + 3_650 * DAY_MS);
    await bundleOf(juliets);
    setTime(START_MS);
    expect((await bundleOf(juliets)).signedPreKeyId).toBe(2);
    expect(juliets.omemo.bundleChanged()).toBe(false);
  });

  test('of unknown age counts as made when it is first published from here', async () => {
    const store = createMemoryStore();
    valueOf(await importKeys(store, alice.account, recordedKeys('dino-0.4.2-audio.json', alice)));
    let nowMs = START_MS;
    const omemo = await createOmemo({ account: alice.account, store, now: () => nowMs });
    const { signedPreKeyId } = valueOf(await omemo.ownBundle());
    nowMs += 30 * DAY_MS - 1;
    expect(valueOf(await omemo.ownBundle()).signedPreKeyId).toBe(signedPreKeyId);
    nowMs += 1;
    expect(valueOf(await omemo.ownBundle()).signedPreKeyId).toBe(signedPreKeyId + 1);
  });

  test('stays where the store fails as it is replaced', async () => {
    const { juliets, setTime } = await julietsAt(START_MS);
    await bundleOf(juliets);
    let isFailing = true;
    setTime(START_MS + 30 * DAY_MS);
    const failing = {
      ...juliets.store,
      write: (changes: ReadonlyMap<string, string | undefined>) =>
        isFailing ? Promise.reject(new Error('full')) : juliets.store.write(changes),
    };
    const omemo = await createOmemo({ ...juliet, store: failing, now: () => START_MS + 30 * DAY_MS });
    const before = juliets.store.exportText();
    expect(await omemo.ownBundle()).toEqual({ ok: false, error: { kind: 'storeFailed' } });
    expect(juliets.store.exportText()).toBe(before);
    expect(omemo.bundleChanged()).toBe(true);
    isFailing = false;
    expect(valueOf(await omemo.ownBundle()).signedPreKeyId).toBe(2);
  });
});

describe('one-time prekeys', () => {
  test('are a hundred after each use, none of them one that was there', async () => {
    const juliets = await createDevice(juliet);
    const seen = new Set((await bundleOf(juliets)).preKeys.map(({ publicKey }) => encodeBase64(publicKey)));
    for (let uses = 1; uses <= 5; uses += 1) {
      const romeos = await createDevice(romeo);
      valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
      await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'hello'));
      expect(juliets.omemo.bundleChanged()).toBe(true);
      const { preKeys } = await bundleOf(juliets);
      expect(new Set(preKeys.map(({ preKeyId }) => preKeyId)).size).toBe(100);
      for (const { publicKey } of preKeys) seen.add(encodeBase64(publicKey));
      expect(seen.size).toBe(100 + uses);
    }
  });

  // A client that was moved here may have had few, or many.
  test.each([
    [3, 100],
    [100, 100],
    [140, 139],
  ])('that came as %i are %i once one has been used', async (had, have) => {
    const maker = await createDevice(juliet);
    const store = createMemoryStore();
    const keys = recordedKeys('dino-0.4.2-audio.json', alice);
    const preKeys = await preKeysOf(maker, had);
    valueOf(await importKeys(store, alice.account, { ...keys, preKeys }));
    const moved = { omemo: await createOmemo({ account: alice.account, store }), store };
    const { ownDevice } = moved.omemo;
    expect((await bundleOf(moved)).preKeys).toHaveLength(had);
    const romeos = await createDevice(romeo);
    valueOf(await romeos.omemo.startSession(ownDevice, await bundleOf(moved)));
    await decrypted(moved, romeo, await encrypted(romeos, ownDevice, 'hello'));
    const after = await bundleOf(moved);
    expect(after.preKeys).toHaveLength(have);
    expect(new Set(after.preKeys.map(({ publicKey }) => encodeBase64(publicKey))).size).toBe(have);
    expect((await bundleOf(await openDevice(ownDevice, store.exportText()))).preKeys).toHaveLength(have);
  });
});

/** That many prekeys, of devices made for it: a device has a hundred. */
async function preKeysOf(first: TestDevice, count: number): Promise<readonly PreKeyMaterial[]> {
  const stores = [first.store, (await createDevice(juliet)).store];
  const texts = (await Promise.all(stores.map((store) => store.readAll('pre-key/')))).flatMap((all) => [
    ...all.values(),
  ]);
  return texts.slice(0, count).map((text, at) => {
    const { publicKey, privateKey } = JSON.parse(text) as { readonly publicKey: string; readonly privateKey: string };
    expect(decodeBase64(publicKey)).toHaveLength(33);
    return { id: at + 1, public: publicKey, private: privateKey };
  });
}

describe('a used prekey', () => {
  const START_MS = Date.UTC(2026, 0, 1);
  const TEN_MINUTES_MS = 600_000;

  /** First messages of several devices, all with the same prekey of Juliet's. */
  async function collided(juliets: TestDevice, count: number) {
    const bundle = await bundleOf(juliets);
    const only = { ...bundle, preKeys: bundle.preKeys.slice(0, 1) };
    return Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const device = deviceOf(`servant${index}@montague.example`, 3_000 + index);
        const made = await createDevice(device);
        valueOf(await made.omemo.startSession(juliet, only));
        return { device, message: await encrypted(made, juliet, 'hello') };
      }),
    );
  }

  const outcomeOf = async (juliets: TestDevice, { device, message }: Awaited<ReturnType<typeof collided>>[number]) => {
    const result = await juliets.omemo.decrypt(from(device), message);
    return result.ok ? 'opened' : result.error.kind;
  };

  test('starts sessions of others for ten minutes, also after a restart, and is then gone', async () => {
    const { juliets, reopened, setTime } = await julietsAt(START_MS);
    const [first, second, late] = await collided(juliets, 3);
    expect(await outcomeOf(juliets, first!)).toBe('opened');
    setTime(START_MS + TEN_MINUTES_MS - 1);
    const again = await reopened();
    await bundleOf(again);
    expect(await outcomeOf(again, second!)).toBe('opened');
    // From its first use on: the second did not make it younger.
    setTime(START_MS + TEN_MINUTES_MS);
    expect(await outcomeOf(again, late!)).toBe('unknownPreKey');
    const keys = async () => (await juliets.store.readAll('used-pre-key/')).size;
    expect(await keys()).toBe(1);
    await bundleOf(again);
    expect(await keys()).toBe(0);
  });

  test('asks to be forgotten when its time is over, also after a restart', async () => {
    const { juliets, reopened, setTime } = await julietsAt(START_MS);
    const [first] = await collided(juliets, 1);
    expect(await outcomeOf(juliets, first!)).toBe('opened');
    const published = await bundleOf(juliets);
    setTime(START_MS + TEN_MINUTES_MS - 1);
    expect(juliets.omemo.bundleChanged()).toBe(false);
    setTime(START_MS + TEN_MINUTES_MS);
    for (const each of [juliets, await reopened()]) expect(each.omemo.bundleChanged()).toBe(true);
    expect(await bundleOf(juliets)).toEqual(published);
    expect((await juliets.store.readAll('used-pre-key/')).size).toBe(0);
    for (const each of [juliets, await reopened()]) expect(each.omemo.bundleChanged()).toBe(false);
  });

  test('leaves the bundle as it is when it is used once more', async () => {
    const { juliets } = await julietsAt(START_MS);
    const [first, second] = await collided(juliets, 2);
    expect(await outcomeOf(juliets, first!)).toBe('opened');
    const before = await bundleOf(juliets);
    expect(await outcomeOf(juliets, second!)).toBe('opened');
    expect(juliets.omemo.bundleChanged()).toBe(false);
    expect(await bundleOf(juliets)).toEqual(before);
  });

  test('starts no session twice, though the session be forgotten', async () => {
    const { juliets } = await julietsAt(START_MS);
    const [first] = await collided(juliets, 1);
    expect(await outcomeOf(juliets, first!)).toBe('opened');
    await juliets.store.write(new Map([[`sessions/${first!.device.deviceId}/${first!.device.account}`, undefined]]));
    const forgetful: TestDevice = {
      omemo: await createOmemo({ ...juliet, store: juliets.store, now: () => START_MS }),
      store: juliets.store,
    };
    expect(await outcomeOf(forgetful, first!)).toBe('unknownPreKey');
  });

  test('starts eight sessions at most', async () => {
    const { juliets } = await julietsAt(START_MS);
    const outcomes: string[] = [];
    for (const each of await collided(juliets, 9)) outcomes.push(await outcomeOf(juliets, each));
    expect(outcomes).toEqual([...Array.from({ length: 8 }, () => 'opened'), 'unknownPreKey']);
  });

  test('is one of a hundred at most', async () => {
    const { juliets, setTime } = await julietsAt(START_MS);
    for (let uses = 0; uses < 102; uses += 1) {
      setTime(START_MS + uses);
      const romeos = await createDevice(romeo);
      valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
      await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'hello'));
    }
    const kept = await juliets.store.readAll('used-pre-key/');
    expect(kept.size).toBe(100);
    const times = [...kept.values()].map((text) => (JSON.parse(text) as { usedAtMs: number }).usedAtMs);
    expect(Math.min(...times)).toBe(START_MS + 2);
  });

  test('is not kept for years because a clock was wrong', async () => {
    const { juliets, setTime } = await julietsAt(START_MS + 3_650 * DAY_MS);
    const [first, second] = await collided(juliets, 2);
    expect(await outcomeOf(juliets, first!)).toBe('opened');
    setTime(START_MS);
    expect(await outcomeOf(juliets, second!)).toBe('unknownPreKey');
  });

  test('that nobody wrote is a store that failed', async () => {
    const { juliets } = await julietsAt(START_MS);
    const [first, second] = await collided(juliets, 2);
    expect(await outcomeOf(juliets, first!)).toBe('opened');
    const [key] = (await juliets.store.readAll('used-pre-key/')).keys();
    await juliets.store.write(new Map([[key!, '{"starts":[1]}']]));
    expect(await outcomeOf(juliets, second!)).toBe('storeFailed');
  });
});
