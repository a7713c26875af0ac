/**
 * Puts an OMEMO device together: keys, sessions, trust and store behind the port of the core. Makes the keys of a new
 * device.
 *
 * Spec: XEP-0384 0.3.0 #usecases-setup; port.ts.
 */
import { UsageError } from '../base/errors.ts';
import { OMEMO_LIMITS } from '../base/limits.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { BareJid } from '../jid.ts';
import type { DeviceId, IdentityKey } from '../stanzas/omemo.ts';
import { type RandomBytes, systemRandom } from './curve.ts';
import { addressedMessage, decrypt } from './decrypt.ts';
import { encrypt, sessionWith } from './encrypt.ts';
import { readForeignRecord } from './import-session.ts';
import { createKeyedQueue } from './keyed-queue.ts';
import { type OwnDevice, readBundleState, readOwnDevice, writeOwnDevice } from './own-key-text.ts';
import { generateKeyPair } from './key-pair.ts';
import { generatePreKeys, type KeySource, openOwnKeys, type PlannedChange } from './own-keys.ts';
import { commit, OWN_KEYS_QUEUE, type OwnDeviceParts } from './own-device.ts';
import { platformInUse } from './platform.ts';
import type { Omemo, OmemoDevice } from './port.ts';
import { identityKeyOf } from './public-key.ts';
import { createRecordCache } from './record-cache.ts';
import { identityKeyOfSession } from './session-record.ts';
import { startSession } from './start-session.ts';
import { deviceOfTrustKey, type OmemoStore, type StoreFailed, storeKey, tryStore } from './store.ts';
import {
  createTrustBook,
  type DeviceTrust,
  type KnownDeviceKey,
  readDeviceTrust,
  type TrustBook,
  writeDeviceTrust,
} from './trust.ts';

export interface OmemoOptions {
  readonly account: BareJid;
  /** Of a new device; a random one if left out. A store that has a device has its id as well. */
  readonly deviceId?: DeviceId;
  readonly store: OmemoStore;
  /** Bytes for keys, those of ratchets too, for the device id and for payloads. The platform's if left out. */
  readonly random?: RandomBytes;
  /**
   * Which of a bundle's prekeys to start a session with: a whole number below the one given. Left out, chance decides,
   * so that two who fetch a bundle at the same time do not take the same. For runs that are to repeat.
   */
  readonly choose?: (below: number) => number;
  /** Milliseconds from 1970, for the age of the signed prekey. Default `Date.now`. */
  readonly now?: () => number;
}

export type ImportSessionError = { readonly kind: 'invalidRecord' } | StoreFailed;

/** The port of the core, and what an application needs beside it. */
export interface OmemoAccount extends Omemo {
  /** The own identity key, for the user to show. */
  readonly ownIdentityKey: IdentityKey;
  /** Every key seen of an account's devices, and what was decided about it: what a user compares and decides on. */
  identityKeysOf(account: BareJid): readonly KnownDeviceKey[];
  /**
   * Makes a new signed prekey; the bundle has then changed. After 30 days `bundleChanged` asks for it and `ownBundle`
   * does it, so that an application need not.
   */
  replaceSignedPreKey(): Promise<Result<void, StoreFailed>>;
  /** Takes over the sessions of a device from a record of libsignal-protocol-c. Those here are dropped. */
  importSession(device: OmemoDevice, record: Uint8Array): Promise<Result<IdentityKey, ImportSessionError>>;
}

/**
 * Opens the device of a store, or makes a new one there.
 *
 * The promise rejects with whatever the store rejects with.
 *
 * @throws UsageError  `storeOfAnotherDevice`: the store's device has another account or id; `unreadableStore`: what
 *   is in the store was not written by this library, or is damaged
 */
export async function createOmemo(options: OmemoOptions): Promise<OmemoAccount> {
  const { store, random = systemRandom, now = Date.now } = options;
  const platform = platformInUse();
  const source: KeySource = { curve: platform.curve, random, now };
  const own = await openOrMakeDevice(options, source);
  const bundleState = readBundleState((await store.read(storeKey.bundleState)) ?? '');
  if (bundleState === undefined) throw unreadableStore();
  const parts: OwnDeviceParts = {
    identity: own,
    keys: openOwnKeys(store, source, own.keyPair, bundleState),
    trust: await readTrust(store),
    records: createRecordCache(store),
    store,
    queue: createKeyedQueue(),
    platform,
    random,
    choose: options.choose ?? ((below) => randomBelow(below, random)),
  };
  return accountOf(own, parts);
}

function accountOf({ account, deviceId, keyPair }: OwnDevice, parts: OwnDeviceParts): OmemoAccount {
  const { keys, trust, queue, records, store } = parts;
  const ownPublicKey = new Uint8Array(keyPair.pubKey);
  const ownIdentityKey = identityKeyOf(ownPublicKey);
  if (ownIdentityKey === undefined) throw unreadableStore();
  const inQueueOf = <T>(device: OmemoDevice, job: () => Promise<T>) => queue(storeKey.sessions(device), job);
  const storePlanned = async ({ changes, done }: PlannedChange): Promise<Result<void, StoreFailed>> => {
    const written = await tryStore(() => store.write(changes));
    if (written.ok) done();
    return written;
  };
  return {
    ownDevice: { account, deviceId },
    ownIdentityKey,
    ownBundle: () => queue(OWN_KEYS_QUEUE, () => keys.takeBundle()),
    bundleChanged: () => keys.bundleChanged(),
    replaceSignedPreKey: () =>
      queue(OWN_KEYS_QUEUE, async () => {
        const planned = await keys.planSignedPreKeyReplaced();
        return planned.ok ? storePlanned(planned.value) : planned;
      }),
    hasSession: (device) =>
      inQueueOf(device, async () => {
        const record = await records.read(storeKey.sessions(device));
        if (!record.ok) return record;
        const identityKey = trust.identityKeyOf(device);
        return ok(identityKey !== undefined && sessionWith(record.value, identityKey) !== undefined);
      }),
    startSession: (device, bundle) => inQueueOf(device, () => startSession(parts, device, bundle)),
    encrypt: (device, plaintext, expected) => inQueueOf(device, () => encrypt(parts, device, plaintext, expected)),
    async decrypt(expected, message) {
      const addressed = addressedMessage(deviceId, expected, message);
      return addressed.ok ? inQueueOf(expected, () => decrypt(parts, expected, addressed.value)) : addressed;
    },
    trustOf: (device, identityKey) => trust.levelOf(device, identityKey),
    identityKeysOf: (contact) => trust.keysOf(contact),
    setTrust: (device, trustLevel) =>
      inQueueOf(device, () => {
        const decided = trust.whenDecided(device, trustLevel, device.identityKey);
        const changes = new Map([[storeKey.trustOf(device), writeDeviceTrust(decided)]]);
        return storePlanned({ changes, done: () => trust.set(device, decided) });
      }),
    importSession: (device, bytes) =>
      inQueueOf(device, async () => {
        const sessions = readForeignRecord(bytes, ownPublicKey);
        const [first] = sessions ?? [];
        if (sessions === undefined || first === undefined) return err({ kind: 'invalidRecord' });
        const seen = identityKeyOfSession(first);
        const committed = await commit(parts, device, { record: sessions, seen });
        return committed.ok ? ok(seen) : committed;
      }),
  };
}

async function openOrMakeDevice(
  { account, deviceId, store, random = systemRandom }: OmemoOptions,
  source: KeySource,
): Promise<OwnDevice> {
  const text = await store.read(storeKey.ownDevice);
  if (text === undefined) {
    const keyPair = await generateKeyPair(source.curve, source.random);
    const made: OwnDevice = { account, deviceId: deviceId ?? randomDeviceId(random), keyPair };
    const preKeys = await generatePreKeys(source, keyPair);
    await store.write(new Map([...preKeys, [storeKey.ownDevice, writeOwnDevice(made)]]));
    return made;
  }
  const own = readOwnDevice(text);
  if (own === undefined) throw unreadableStore();
  if (own.account !== account || (deviceId !== undefined && own.deviceId !== deviceId)) {
    throw new UsageError('storeOfAnotherDevice', 'the OMEMO store belongs to another account or device');
  }
  return own;
}

async function readTrust(store: OmemoStore): Promise<TrustBook> {
  const known: [OmemoDevice, DeviceTrust][] = [];
  for (const [key, text] of await store.readAll(storeKey.allTrust)) {
    const device = deviceOfTrustKey(key);
    const trust = readDeviceTrust(text);
    if (trust === undefined) throw unreadableStore();
    known.push([device, trust]);
  }
  return createTrustBook(known);
}

/** 1 to 2^31-1, as XEP-0384 0.3.0 #usecases-setup has it. */
function randomDeviceId(random: RandomBytes): DeviceId {
  const bits = new DataView(random(4).buffer).getUint32(0) & OMEMO_LIMITS.deviceId;
  return Math.max(bits, 1) as DeviceId;
}

function unreadableStore(): UsageError {
  return new UsageError('unreadableStore', 'the OMEMO store holds what this library did not write');
}

/** Even enough: the numbers are below a thousand, the bytes give four thousand million. */
function randomBelow(bound: number, random: RandomBytes): number {
  return bound === 0 ? 0 : new DataView(random(4).buffer).getUint32(0) % bound;
}
