/** The OMEMO device of a driven account: on a store in memory, failing where a script wants it to. */
import type { SeededRandom } from '../../adapters/seeded-random.ts';
import type { VirtualClock } from '../../adapters/virtual-clock.ts';
import { encodeBase64 } from '../../base/base64.ts';
import { UsageError, invariant } from '../../base/errors.ts';
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import { bareOf } from '../../jid.ts';
import type { BareJid } from '../../jid.ts';
import { createOmemo } from '../../omemo/create.ts';
import type { OmemoAccount } from '../../omemo/create.ts';
import { importKeys } from '../../omemo/import-keys.ts';
import { createMemoryStore } from '../../omemo/memory-store.ts';
import type { MemoryStore } from '../../omemo/memory-store.ts';
import type { DeviceId, OmemoBundle } from '../../stanzas/omemo.ts';
import type { AnswerLine } from './answers.ts';
import type { Faults } from './faults.ts';
import { deviceIdOf } from './open-options.ts';
import type { OpenOptions } from './open-options.ts';

const STORE_FAILED = err({ kind: 'storeFailed' } as const);

/** What stands around the device: failures to come, chance that repeats, and the script's time. */
interface OmemoMeans {
  readonly faults: Faults;
  readonly chance: SeededRandom;
  readonly clock: Pick<VirtualClock, 'now'>;
}

export interface DrivenOmemo {
  readonly account: OmemoAccount;
  readonly store: MemoryStore;
  /** The public keys, as a line. */
  readonly bundleLine: () => Promise<AnswerLine>;
}

/** The device of a new account, from the keys given or with new ones; or why the keys are none. */
export async function makeOmemo(options: OpenOptions, means: OmemoMeans): Promise<Result<DrivenOmemo, string>> {
  const { keys } = options;
  const account = bareOf(options.account);
  const store = createMemoryStore();
  if (keys !== undefined) {
    const imported = await importKeys(store, account, keys);
    if (!imported.ok) return err(`keys: ${imported.error.kind}`);
  }
  const omemo = await createOmemo({
    account,
    deviceId: deviceIdOf(options) as DeviceId,
    store: failing(store, means.faults),
    choose: chooser(means),
    now: means.clock.now,
  });
  for (const { name, deviceId, record } of keys?.sessions ?? []) {
    // Clients keep one with themselves too; nobody calls with it.
    if (name === account) continue;
    const taken = await omemo.importSession({ account: name, deviceId: deviceId as DeviceId }, record);
    if (!taken.ok) return err(`keys.sessions: ${taken.error.kind}`);
  }
  return ok(drivenOmemo(omemo, store, means.faults));
}

/** The device in a store that was exported; or why there is none. */
export async function reopenOmemo(
  account: BareJid,
  exported: string,
  means: OmemoMeans,
): Promise<Result<DrivenOmemo, string>> {
  try {
    const store = createMemoryStore(exported);
    const now = means.clock.now;
    const omemo = await createOmemo({ account, store: failing(store, means.faults), choose: chooser(means), now });
    return ok(drivenOmemo(omemo, store, means.faults));
  } catch (error) {
    if (error instanceof UsageError) return err(`store: ${error.kind}`);
    throw error;
  }
}

function chooser({ chance }: OmemoMeans): (below: number) => number {
  return (below) => Math.floor(chance() * below);
}

function drivenOmemo(omemo: OmemoAccount, store: MemoryStore, faults: Faults): DrivenOmemo {
  return {
    account: withFaults(omemo, faults),
    store,
    bundleLine: async () => {
      const bundle = await omemo.ownBundle();
      invariant(bundle.ok, 'a store in memory has what was put into it');
      return bundleLine(omemo.ownDevice.deviceId, bundle.value);
    },
  };
}

/** The same store, but for the writes that are to fail. What it reads is what was written. */
function failing(store: MemoryStore, faults: Faults): MemoryStore {
  return {
    ...store,
    write: (changes) =>
      faults.strikes('store') ? Promise.reject(new Error('the script let the store fail')) : store.write(changes),
  };
}

function withFaults(omemo: OmemoAccount, faults: Faults): OmemoAccount {
  return {
    ...omemo,
    encrypt: async (device, plaintext, expected) =>
      faults.strikes('encrypt') ? STORE_FAILED : omemo.encrypt(device, plaintext, expected),
    decrypt: async (expected, message) => (faults.strikes('decrypt') ? STORE_FAILED : omemo.decrypt(expected, message)),
  };
}

function bundleLine(deviceId: number, bundle: OmemoBundle): AnswerLine {
  const { identityKey, signedPreKeyId, signedPreKey, signedPreKeySignature, preKeys } = bundle;
  return {
    out: 'bundle',
    deviceId,
    identityKey,
    signedPreKeyId,
    signedPreKey: encodeBase64(signedPreKey),
    signature: encodeBase64(signedPreKeySignature),
    preKeys: preKeys.map(({ preKeyId, publicKey }) => ({ id: preKeyId, key: encodeBase64(publicKey) })),
  };
}
