/**
 * Why these tests? Each is a defect that was seen in @privacyresearch/libsignal-protocol-typescript 0.0.16, which this
 * ran on at first, and that whoever writes the same protocol can make again. The comment says what the library does.
 */
import { describe, expect, test, vi } from 'vitest';
import { platformInUse } from '../../src/omemo/platform.ts';
import { readPreKeyWhisperMessage } from '../../src/omemo/signal-message.ts';
import { storeKey } from '../../src/omemo/store.ts';
import { damaged, deviceOf, from } from '../../src/testing/omemo/check.ts';
import {
  bundleOf,
  createPair,
  createStrangers,
  decrypted,
  encrypted,
  juliet,
  keyBytesOf,
  openDevice,
  refusalOf,
  romeo,
  withKeyBytes,
} from './devices.ts';
import { keepConsoleQuiet } from './quiet-console.ts';
import { preKeyWhisperMessage, whisperMessage } from './signal-bytes.ts';
import { valueOf } from './value-of.ts';

keepConsoleQuiet();

describe('trust in a key that a prekey message brings', () => {
  // `processV3` asks `isTrustedIdentity` and does not wait for the answer, so every key is trusted.
  test('is decided before anything is decrypted, and a distrusted key refused', async () => {
    const { romeos, juliets } = await createStrangers();
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    const message = await encrypted(romeos, juliet, 'hello');
    valueOf(await juliets.omemo.setTrust({ ...romeo, identityKey: undefined }, 'distrusted'));
    const before = juliets.store.exportText();
    expect(await juliets.omemo.decrypt(from(romeo), message)).toEqual({ ok: false, error: { kind: 'distrusted' } });
    expect(juliets.store.exportText()).toBe(before);
  });

  // Where `isTrustedIdentity` rejects, nobody listens, and Node ends the process.
  test('is no promise left alone where the store rejects', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { romeos, juliets } = await createStrangers();
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    const message = await encrypted(romeos, juliet, 'hello');
    const rejecting = await openDevice(juliet, juliets.store.exportText(), (store) => ({
      ...store,
      read: (key) => (key.startsWith('pre-key/') ? Promise.reject(new Error('disk')) : store.read(key)),
    }));
    const result = await rejecting.omemo.decrypt(from(romeo), message);
    expect(result).toEqual({ ok: false, error: { kind: 'storeFailed' } });
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('receiving chains', () => {
  // `removeOldChains` deletes a field that does not exist: 3,000 round trips make a record of 317 kB.
  test('are dropped in time: the record stays small over 120 round trips', async () => {
    const { romeos, juliets } = await createPair();
    for (let round = 0; round < 120; round += 1) {
      await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'ping'));
      await decrypted(romeos, juliet, await encrypted(juliets, romeo, 'pong'));
    }
    expect((await romeos.store.read(storeKey.sessions(juliet)))!.length).toBeLessThan(3_000);
    expect((await juliets.store.read(storeKey.sessions(romeo)))!.length).toBeLessThan(3_000);
  });

  test('are kept for a few round trips, so that a late message opens', async () => {
    const { romeos, juliets } = await createPair();
    await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'in time'));
    const late = await encrypted(romeos, juliet, 'late');
    for (let round = 0; round < 4; round += 1) {
      await decrypted(romeos, juliet, await encrypted(juliets, romeo, 'pong'));
      await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'ping'));
    }
    expect(await decrypted(juliets, romeo, late)).toBe('late');
  });
});

// The library's hook for `verify` takes true for a bad signature.
describe('the signature of the signed prekey', () => {
  test.each([0, 31, 32, 63])('has to be good: byte %i of it is changed', async (at) => {
    const { romeos, juliets } = await createStrangers();
    const bundle = await bundleOf(juliets);
    const forged = { ...bundle, signedPreKeySignature: damaged(bundle.signedPreKeySignature, at) };
    expect(await romeos.omemo.startSession(juliet, forged)).toEqual({ ok: false, error: { kind: 'invalidBundle' } });
    expect(await romeos.omemo.hasSession(juliet)).toEqual({ ok: true, value: false });
  });

  test('has to be by the identity key of the bundle', async () => {
    const { romeos, juliets } = await createStrangers();
    const forged = { ...(await bundleOf(juliets)), identityKey: romeos.omemo.ownIdentityKey };
    expect(await romeos.omemo.startSession(juliet, forged)).toEqual({ ok: false, error: { kind: 'invalidBundle' } });
  });
});

// Up to 2,000 keys are derived before the MAC is looked at: 0.8 s for one forged message.
describe('a counter far ahead', () => {
  test.each([
    ['of a new ratchet key', { counter: 1_000 }],
    ['that takes up the 32 bits', { counter: 0xffff_ffff }],
    ['of the chain before', { previousCounter: 1_001 }],
    ['of both', { counter: 500, previousCounter: 600 }],
  ])('%s is refused without deriving a key', async (_, parts) => {
    const { romeos, juliets } = await createPair();
    const message = withKeyBytes(await encrypted(romeos, juliet, 'hello'), whisperMessage(parts));
    const platform = platformInUse();
    const { curve } = platform;
    const work = [vi.spyOn(platform, 'hmacSha256'), vi.spyOn(curve, 'sharedSecret'), vi.spyOn(curve, 'keyPair')];
    expect(await refusalOf(juliets, romeo, message)).toBe('counterTooFar');
    expect(work.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0]);
  });

  test('of the chain in use is refused, a gap within the bound is not', async () => {
    const { romeos, juliets } = await createPair();
    const first = await encrypted(romeos, juliet, 'first');
    await decrypted(juliets, romeo, first);
    const ratchetKey = keyBytesOf(first).subarray(3, 36);
    const ahead = (counter: number) =>
      juliets.omemo.decrypt(from(romeo), withKeyBytes(first, whisperMessage({ ratchetKey, counter })));
    expect(await ahead(1_001)).toEqual({ ok: false, error: { kind: 'counterTooFar' } });
    expect(await ahead(1_000)).toEqual({ ok: false, error: { kind: 'badMac' } });
  });

  test('costs no more where many sessions could be meant: the bound is on all tries together', async () => {
    const { romeos, juliets } = await createPair();
    for (let more = 0; more < 7; more += 1) {
      valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
      await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'again'));
    }
    const { keys, ...message } = await encrypted(romeos, juliet, 'hello');
    const forged = { ...keys[0]!, preKey: false, bytes: whisperMessage({ counter: 900 }) };
    const hmacs = vi.spyOn(platformInUse(), 'hmacSha256');
    expect(await refusalOf(juliets, romeo, { ...message, keys: [forged] })).toBe('badMac');
    // Two for each key derived, and some for each session tried.
    expect(hmacs.mock.calls.length).toBeGreaterThan(1_800);
    expect(hmacs.mock.calls.length).toBeLessThan(2_200);
  });
});

// `SignalProtocolAddress.fromString` cuts at the first dot; `isTrustedIdentity` is given the name without the device.
describe('accounts', () => {
  test.each([
    'r.o.m.e.o@montague.example',
    'romeo@montague.example',
    'montague.example',
    'ромео@пример.example',
    '.1@1.2',
  ])('may be called %s', async (account) => {
    const { juliets } = await createStrangers();
    const sender = deviceOf(account, 77);
    const senders = await openDevice(sender, undefined);
    valueOf(await senders.omemo.startSession(juliet, await bundleOf(juliets)));
    expect(await decrypted(juliets, sender, await encrypted(senders, juliet, 'it is I'))).toBe('it is I');
    expect(await decrypted(senders, juliet, await encrypted(juliets, sender, 'indeed'))).toBe('indeed');
  });

  test('with several devices have a session and trust for each', async () => {
    const { romeos, juliets } = await createStrangers();
    const tablet = { ...juliet, deviceId: deviceOf('', 22).deviceId };
    const tablets = await openDevice(tablet, undefined);
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    valueOf(await romeos.omemo.startSession(tablet, await bundleOf(tablets)));
    valueOf(await romeos.omemo.setTrust({ ...tablet, identityKey: undefined }, 'distrusted'));
    expect(await romeos.omemo.encrypt(tablet, 'hello', undefined)).toEqual({
      ok: false,
      error: { kind: 'distrusted' },
    });
    expect(await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'hello'))).toBe('hello');
  });
});

// `saveIdentity` is called and not waited for: what it rejects with ends the process.
describe('a store that fails while a message is encrypted', () => {
  test('makes an answer of it, and the session goes on as if nothing had been encrypted', async () => {
    let isFailing = false;
    const { romeos, juliets } = await createPair((store) => ({
      ...store,
      write: (changes) => (isFailing ? Promise.reject(new Error('disk full')) : store.write(changes)),
    }));
    isFailing = true;
    const result = await romeos.omemo.encrypt(juliet, 'hello', undefined);
    isFailing = false;
    expect(result).toEqual({ ok: false, error: { kind: 'storeFailed' } });
    expect(await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'hello'))).toBe('hello');
  });
});

// `hasOpenSession` is false without a registration id, which no OMEMO bundle has.
describe('a session made from a bundle', () => {
  test('is known to be there', async () => {
    const { romeos, juliets } = await createStrangers();
    expect(await romeos.omemo.hasSession(juliet)).toEqual({ ok: true, value: false });
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    expect(await romeos.omemo.hasSession(juliet)).toEqual({ ok: true, value: true });
  });
});

// A session without prekey writes the number 0, which others refuse; an incoming 0 reads the prekey of that number.
describe('prekeys', () => {
  test('are needed: a bundle without any is refused', async () => {
    const { romeos, juliets } = await createStrangers();
    const bundle = { ...(await bundleOf(juliets)), preKeys: [] };
    expect(await romeos.omemo.startSession(juliet, bundle)).toEqual({ ok: false, error: { kind: 'invalidBundle' } });
  });

  test('are numbered from 1, in a bundle of 100', async () => {
    const { juliets } = await createStrangers();
    const { preKeys, signedPreKeyId } = await bundleOf(juliets);
    const ids = preKeys.map(({ preKeyId }) => preKeyId).toSorted((one, other) => one - other);
    expect(ids).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    expect(signedPreKeyId).toBe(1);
  });

  test.each([undefined, 0])('are needed: a message that says it used %s is refused', async (preKeyId) => {
    const { romeos, juliets } = await createStrangers();
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    const message = await encrypted(romeos, juliet, 'hello');
    const header = readPreKeyWhisperMessage(keyBytesOf(message))!;
    const { signedPreKeyId, baseKey, identityKeyBytes: identityKey, whisperMessage: inner } = header;
    const without = preKeyWhisperMessage({ preKeyId, signedPreKeyId, baseKey, identityKey, message: inner });
    const result = await juliets.omemo.decrypt(from(romeo), withKeyBytes(message, without));
    expect(result).toEqual({ ok: false, error: { kind: 'unknownPreKey' } });
  });
});

// The library tries a message on every session of its record, and stores those that failed with a ratchet that has
// stepped.
describe('a message of an earlier session', () => {
  test('does not spoil the later one it was tried in', async () => {
    const { romeos, juliets } = await createStrangers();
    // Both start at once, and each receives what the other has sent.
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    valueOf(await juliets.omemo.startSession(romeo, await bundleOf(romeos)));
    const [romeosFirst, julietsFirst] = [
      await encrypted(romeos, juliet, 'romeo begins'),
      await encrypted(juliets, romeo, 'juliet begins'),
    ];
    await decrypted(juliets, romeo, romeosFirst);
    await decrypted(romeos, juliet, julietsFirst);
    // Each now answers in the other's session, so that each gets a message for the session it has out of use.
    const [romeosAnswer, julietsAnswer] = [
      await encrypted(romeos, juliet, 'in hers'),
      await encrypted(juliets, romeo, 'in his'),
    ];
    expect(await decrypted(juliets, romeo, romeosAnswer)).toBe('in hers');
    expect(await decrypted(romeos, juliet, julietsAnswer)).toBe('in his');
    for (let round = 0; round < 3; round += 1) {
      expect(await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'ping'))).toBe('ping');
      expect(await decrypted(romeos, juliet, await encrypted(juliets, romeo, 'pong'))).toBe('pong');
    }
  });
});
