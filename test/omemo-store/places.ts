/** The places a durable store can lie in, each made anew for a test, and the contract all of them keep. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fakeIndexedDb from 'fake-indexeddb';
import { onTestFinished } from 'vitest';
import type { Result } from '../../src/base/result.ts';
import { openBrowserStore } from '../../src/omemo-store/browser-store.ts';
import type { DurableStore, OpenStoreError } from '../../src/omemo-store/durable-store.ts';
import { openFileStore } from '../../src/omemo-store/file-store.ts';
import { createKeyWrap } from '../../src/omemo-store/key-wrap.ts';
import type { KeyWrap } from '../../src/omemo-store/key-wrap.ts';

/** Opens the store of one place; again and again it is the same one. */
export type Place = (keyWrap?: KeyWrap) => Promise<Result<DurableStore, OpenStoreError>>;

/** A folder that is gone after the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'omemo-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function options(keyWrap: KeyWrap | undefined) {
  return keyWrap === undefined ? {} : { keyWrap };
}

export function folderPlace(folder = join(scratchFolder(), 'store')): Place {
  return (keyWrap) => openFileStore({ folder, ...options(keyWrap) });
}

// As a browser has them: `idb` looks for the classes where they are.
Object.assign(globalThis, fakeIndexedDb);

let databases = 0;

export function browserPlace(): Place {
  databases += 1;
  const name = `account ${databases}`;
  const locks = createLocks();
  return (keyWrap) => openBrowserStore({ name, locks, ...options(keyWrap) });
}

/** What a browser's tabs share. Node has no Web Locks before version 24. */
function createLocks(): Pick<LockManager, 'request'> {
  const held = new Set<string>();
  const request = async (name: string, _: unknown, use: (lock: Lock | null) => Promise<unknown>): Promise<unknown> => {
    if (held.has(name)) return use(null);
    held.add(name);
    try {
      return await use({ name, mode: 'exclusive' });
    } finally {
      held.delete(name);
    }
  };
  return { request: request as LockManager['request'] };
}

/** A key of the application. */
export async function someKeyWrap(): Promise<KeyWrap> {
  const algorithm = { name: 'AES-GCM', length: 256 };
  return createKeyWrap(await crypto.subtle.generateKey(algorithm, false, ['encrypt', 'decrypt']));
}

/** The store, where it opens. */
export async function opened(place: Place, keyWrap?: KeyWrap): Promise<DurableStore> {
  const store = await place(keyWrap);
  if (!store.ok) throw new Error(store.error.kind);
  onTestFinished(() => store.value.close());
  return store.value;
}

/** Why it does not open. */
export async function refusal(place: Place, keyWrap?: KeyWrap): Promise<string | undefined> {
  const store = await place(keyWrap);
  if (!store.ok) return store.error.kind;
  await store.value.close();
  return undefined;
}
