import { describe, expect, test } from 'vitest';
import { createPair, decrypted, deviceOf, encrypted, from, juliet, openDevice, refusalOf, romeo } from './devices.ts';

describe('operations at the same time', () => {
  test('on one device take turns: every message is of its own key', async () => {
    const { romeos, juliets } = await createPair();
    const texts = Array.from({ length: 20 }, (_, at) => `${at}`);
    const messages = await Promise.all(texts.map((text) => encrypted(romeos, juliet, text)));
    const results = await Promise.all(messages.map((message) => decrypted(juliets, romeo, message)));
    expect(results).toEqual(texts);
  });

  test('open a message once, however often it is given at the same time', async () => {
    const { romeos, juliets } = await createPair();
    const message = await encrypted(romeos, juliet, 'hello');
    const results = await Promise.all([1, 2, 3].map(() => juliets.omemo.decrypt(from(romeo), message)));
    expect(results.map(({ ok }) => ok)).toEqual([true, false, false]);
  });

  test('of encryption and decryption do not lose a step of the ratchet', async () => {
    const { romeos, juliets } = await createPair();
    for (let round = 0; round < 5; round += 1) {
      const [his, hers] = await Promise.all([encrypted(romeos, juliet, 'his'), encrypted(juliets, romeo, 'hers')]);
      const [further, hersRead, hisRead] = await Promise.all([
        encrypted(romeos, juliet, 'further'),
        decrypted(romeos, juliet, hers),
        decrypted(juliets, romeo, his),
      ]);
      expect([hersRead, hisRead, await decrypted(juliets, romeo, further)]).toEqual(['hers', 'his', 'further']);
    }
  });
});

describe('a store', () => {
  test('carries everything: a device opened from its text goes on where the other was', async () => {
    const { romeos, juliets } = await createPair();
    const skipped = await encrypted(romeos, juliet, 'skipped');
    await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'read'));
    const reopened = await openDevice(juliet, juliets.store.exportText());
    expect(await decrypted(reopened, romeo, skipped)).toBe('skipped');
    expect(await decrypted(romeos, juliet, await encrypted(reopened, romeo, 'as before'))).toBe('as before');
    expect(reopened.omemo.ownIdentityKey).toBe(juliets.omemo.ownIdentityKey);
  });

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
