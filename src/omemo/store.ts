/**
 * Where own keys, sessions and trust are kept: the port, the names under which things lie in it, and how its failures
 * become values. What the texts mean is known to the modules that write them.
 */
import { err, ok, type Result } from '../base/result.ts';
import type { BareJid } from '../jid.ts';
import type { DeviceId } from '../stanzas/omemo.ts';
import type { OmemoDevice } from './port.ts';

/**
 * A durable map of texts. An embedder brings one over a file, a database, or IndexedDB.
 *
 * Two instances of the core, in two tabs say, must not work on one store at the same time unless it locks: each
 * advances ratchets from what it read.
 */
export interface OmemoStore {
  /** The text under a key. */
  read(key: string): Promise<string | undefined>;
  /** Every text whose key begins with `prefix`. */
  readAll(prefix: string): Promise<ReadonlyMap<string, string>>;
  /**
   * Sets the texts, and removes where the value is undefined: all of it, or none. Settles only after the change would
   * survive a crash. A rejection says that nothing was changed.
   */
  write(changes: StoreChanges): Promise<void>;
}

/** The new text of each key; undefined removes it. */
export type StoreChanges = ReadonlyMap<string, string | undefined>;

export interface StoreFailed {
  readonly kind: 'storeFailed';
}

/** The names of everything in a store. Account names come last: they may hold any character. */
export const storeKey = {
  ownDevice: 'own-device',
  bundleState: 'bundle-state',
  allPreKeys: 'pre-key/',
  allSignedPreKeys: 'signed-pre-key/',
  allUsedPreKeys: 'used-pre-key/',
  allTrust: 'trust/',
  preKey: (preKeyId: number) => `pre-key/${preKeyId}`,
  signedPreKey: (signedPreKeyId: number) => `signed-pre-key/${signedPreKeyId}`,
  usedPreKey: (preKeyId: number) => `used-pre-key/${preKeyId}`,
  sessions: ({ account, deviceId }: OmemoDevice) => `sessions/${deviceId}/${account}`,
  trustOf: ({ account, deviceId }: OmemoDevice) => `trust/${deviceId}/${account}`,
} as const;

/** The device whose trust lies under a key. */
export function deviceOfTrustKey(key: string): OmemoDevice {
  const [, deviceId] = key.split('/', 2);
  const account = key.slice(storeKey.allTrust.length + `${deviceId}/`.length) as BareJid;
  return { account, deviceId: Number(deviceId) as DeviceId };
}

/** The error of a store that did not do what it was asked, or holds what nobody wrote. */
export const STORE_FAILED: StoreFailed = { kind: 'storeFailed' };

/** Does something with a store, and gives its failure as a value. Why it failed is the store's own affair. */
export async function tryStore<T>(use: () => Promise<T>): Promise<Result<T, StoreFailed>> {
  try {
    return ok(await use());
  } catch {
    return err(STORE_FAILED);
  }
}
