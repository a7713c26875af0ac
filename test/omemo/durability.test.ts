/** Stores that are set back, damaged or used by themselves. What every store carries: test/testing/omemo/. */
import { describe, expect, test } from 'vitest';
import { deviceOf } from '../../src/testing/omemo/check.ts';
import { createPair, decrypted, encrypted, juliet, openDevice, refusalOf, romeo } from './devices.ts';

describe('a store', () => {
  test('that others write to is read anew, never remembered', async () => {
    const { romeos, juliets } = await createPair();
    const before = juliets.store.exportText();
    const message = await encrypted(romeos, juliet, 'hello');
    await decrypted(juliets, romeo, message);
    const restored = new Map(Object.entries(JSON.parse(before) as Record<string, string>));
    await juliets.store.write(restored);
    expect(await decrypted(juliets, romeo, message)).toBe('hello');
  });

  // Why this test? libsignal says 2^32 - 1 for "no message before this one", and the peer takes that for a gap.
  test('that was set back does not end the session, once the peer has answered', async () => {
    const { romeos, juliets } = await createPair();
    const backup = romeos.store.exportText();
    await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'forgotten by romeo'));
    const restored = await openDevice(romeo, backup);
    expect(await decrypted(restored, juliet, await encrypted(juliets, romeo, 'answer'))).toBe('answer');
    expect(await decrypted(juliets, romeo, await encrypted(restored, juliet, 'I forgot'))).toBe('I forgot');
  });

  test('whose session lacks a part fails', async () => {
    const { romeos } = await createPair();
    const key = `sessions/${juliet.deviceId}/${juliet.account}`;
    const record = JSON.parse((await romeos.store.read(key))!) as { sessions: { chains: unknown }[] };
    record.sessions[0]!.chains = {};
    await romeos.store.write(new Map([[key, JSON.stringify(record)]]));
    const result = await romeos.omemo.encrypt(juliet, 'x', undefined);
    expect(result).toEqual({ ok: false, error: { kind: 'storeFailed' } });
  });

  test('whose session nobody wrote fails', async () => {
    const { romeos, juliets } = await createPair();
    const message = await encrypted(romeos, juliet, 'hello');
    for (const text of ['', '{}', '{"version":2,"sessions":[]}', '{"version":1,"sessions":[{}]}']) {
      await juliets.store.write(new Map([[`sessions/${romeo.deviceId}/${romeo.account}`, text]]));
      expect(await refusalOf(juliets, romeo, message)).toBe('storeFailed');
      expect(await juliets.omemo.encrypt(romeo, 'x', undefined)).toEqual({ ok: false, error: { kind: 'storeFailed' } });
      expect(await juliets.omemo.hasSession(romeo)).toEqual({ ok: false, error: { kind: 'storeFailed' } });
    }
  });
});

// Calling a cipher from inside a store deadlocks in the library, for whichever device.
describe('a store that uses the device itself', () => {
  test('may do so for another device', async () => {
    const { romeos, juliets } = await createPair();
    let asked: unknown;
    const asking = await openDevice(romeo, romeos.store.exportText(), (store) => ({
      ...store,
      write: async (changes) => {
        asked ??= await asking.omemo.hasSession(deviceOf('nurse@capulet.example', 3));
        await store.write(changes);
      },
    }));
    expect(await decrypted(juliets, romeo, await encrypted(asking, juliet, 'hello'))).toBe('hello');
    expect(asked).toEqual({ ok: true, value: false });
  });
});
