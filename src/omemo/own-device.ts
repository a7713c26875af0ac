/**
 * What the operations of one OMEMO device share. Made by create.ts, and handed to start-session, encrypt and decrypt.
 */
import { ok, type Result } from '../base/result.ts';
import type { CryptoPlatform, RandomBytes } from './curve.ts';
import type { KeyedQueue } from './keyed-queue.ts';
import type { OwnKeys, PlannedChange } from './own-keys.ts';
import type { OmemoDevice } from './port.ts';
import type { RecordCache } from './record-cache.ts';
import type { SessionRecord } from './session-record.ts';
import type { OwnIdentity } from './session-state.ts';
import { type OmemoStore, type StoreFailed, storeKey, tryStore } from './store.ts';
import { type TrustBook, writeDeviceTrust } from './trust.ts';
import type { IdentityKey } from '../stanzas/omemo.ts';

export interface OwnDeviceParts {
  readonly identity: OwnIdentity;
  readonly keys: OwnKeys;
  readonly trust: TrustBook;
  readonly records: RecordCache;
  readonly store: OmemoStore;
  readonly queue: KeyedQueue;
  readonly platform: CryptoPlatform;
  readonly random: RandomBytes;
  /** A whole number below the one given: which of the prekeys of a bundle is taken. */
  readonly choose: (below: number) => number;
}

/**
 * The queue of everything that changes own keys. Jobs of a device's queue may wait for it, and never the other way
 * round. Devices' queues are named by their store keys, which this is none of.
 */
export const OWN_KEYS_QUEUE = 'own-keys';

/** What a successful operation leaves behind with one device. */
export interface Outcome {
  /** The sessions after it; undefined where they are as before. */
  readonly record?: SessionRecord;
  /** A key that was seen to be the device's. */
  readonly seen?: IdentityKey;
  readonly ownKeys?: PlannedChange;
}

/**
 * Makes an outcome durable, all of it at once, and only then lets it hold in memory as well.
 *
 * A message may leave, and a plaintext be used, only after this: otherwise a crash would bring back a ratchet state
 * whose next key was used before.
 */
export async function commit(
  { trust, records, store }: OwnDeviceParts,
  device: OmemoDevice,
  { record, seen, ownKeys }: Outcome,
): Promise<Result<void, StoreFailed>> {
  const changes = new Map(ownKeys?.changes);
  const sessionsKey = storeKey.sessions(device);
  if (record !== undefined) changes.set(sessionsKey, records.write(sessionsKey, record));
  const deviceTrust = seen && trust.whenSeen(device, seen);
  if (deviceTrust !== undefined) changes.set(storeKey.trustOf(device), writeDeviceTrust(deviceTrust));
  const written = await tryStore(() => store.write(changes));
  if (!written.ok) return written;
  if (deviceTrust !== undefined) trust.set(device, deviceTrust);
  ownKeys?.done();
  return ok(undefined);
}
