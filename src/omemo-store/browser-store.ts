/**
 * A store in a browser: IndexedDB, one database an account, held by one tab at a time through the Web Locks API.
 *
 * Spec: W3C Indexed Database API 3.0 (durability), W3C Web Locks API.
 */
import type { DBSchema, IDBPDatabase } from 'idb';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Backend, BackendFault } from './backend.ts';
import { openDurableStore } from './durable-store.ts';
import type { DurableStore, DurableStoreOptions, OpenStoreError } from './durable-store.ts';

export interface BrowserStoreOptions extends DurableStoreOptions {
  /** The database's name, and the lock's. */
  readonly name: string;
  /** Default `navigator.locks`. A platform without it has to see to it that one tab alone opens the store. */
  readonly locks?: Pick<LockManager, 'request'>;
}

/** Opens the store of a name. Needs the package `idb`. */
export function openBrowserStore(options: BrowserStoreOptions): Promise<Result<DurableStore, OpenStoreError>> {
  const { name, locks = globalThis.navigator.locks } = options;
  return openDurableStore(() => openDatabase(name, locks), options);
}

const TEXTS = 'texts';
interface Tables extends DBSchema {
  readonly [TEXTS]: { key: string; value: string };
}

const LAST = '\u{10ffff}';
const DATABASE_VERSION = 1;

async function openDatabase(name: string, locks: Pick<LockManager, 'request'>): Promise<Result<Backend, BackendFault>> {
  const release = await takeLock(locks, `omemo-calls ${name}`);
  if (release === undefined) return err({ kind: 'inUse' });
  try {
    const { openDB } = await import('idb');
    const database = await openDB<Tables>(name, DATABASE_VERSION, {
      upgrade: (fresh) => void fresh.createObjectStore(TEXTS),
    });
    return ok(backendOf(database, release));
  } catch (error) {
    release();
    const isNewer = error instanceof Error && error.name === 'VersionError';
    return err({ kind: isNewer ? 'otherFormat' : 'unavailable' });
  }
}

function backendOf(database: IDBPDatabase<Tables>, release: () => void): Backend {
  return {
    get: (name) => database.get(TEXTS, name),
    async getAll(prefix) {
      const range = globalThis.IDBKeyRange.bound(prefix, prefix + LAST, false, true);
      const reading = database.transaction(TEXTS);
      const [names, texts] = await Promise.all([reading.store.getAllKeys(range), reading.store.getAll(range)]);
      return names.map((name, index) => [name, texts[index] ?? ''] as const);
    },
    async apply(changes) {
      // `strict`: written to the disk, not only handed to the system. Chromium's default is `relaxed`.
      const writing = database.transaction(TEXTS, 'readwrite', { durability: 'strict' });
      try {
        for (const [name, text] of changes) {
          const request = text === undefined ? writing.store.delete(name) : writing.store.put(text, name);
          // Its failure is the transaction's, which is waited for.
          request.catch(() => undefined);
        }
      } catch (error) {
        // What is refused at once leaves the others to be committed, unless they are taken back.
        writing.abort();
        await writing.done.catch(() => undefined);
        throw error;
      }
      await writing.done;
    },
    close() {
      database.close();
      release();
      return Promise.resolve();
    },
  };
}

/** Holds a lock until the answer is called; undefined where another tab holds it. */
function takeLock(locks: Pick<LockManager, 'request'>, name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve(undefined);
          return Promise.resolve();
        }
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}
