/**
 * A store in a folder, for Node and Electron: LevelDB, which writes a batch all at once, keeps checksums, and lets one
 * process in at a time.
 */
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Backend, BackendFault } from './backend.ts';
import { openDurableStore } from './durable-store.ts';
import type { DurableStore, DurableStoreOptions, OpenStoreError } from './durable-store.ts';

export interface FileStoreOptions extends DurableStoreOptions {
  /** The folder, which holds nothing else. Made if it is not there. */
  readonly folder: string;
}

/** Opens the store in a folder. Needs the package `classic-level`. */
export function openFileStore({ folder, ...options }: FileStoreOptions): Promise<Result<DurableStore, OpenStoreError>> {
  return openDurableStore(() => openFolder(folder), options);
}

/** The highest character: everything that begins with a prefix is below the prefix and this. */
const LAST = '\u{10ffff}';

async function openFolder(folder: string): Promise<Result<Backend, BackendFault>> {
  const { ClassicLevel } = await import('classic-level');
  const level = new ClassicLevel<string, string>(folder);
  try {
    await level.open();
  } catch (error) {
    return err(faultOf(error));
  }
  return ok({
    get: (name) => level.get(name),
    getAll: (prefix) => level.iterator({ gte: prefix, lt: prefix + LAST }).all(),
    apply: (changes) =>
      level.batch(
        [...changes].map(([key, value]) => (value === undefined ? { type: 'del', key } : { type: 'put', key, value })),
        // On the disk, not in a buffer of the system's: a stanza leaves right after this, and cannot be called back.
        { sync: true },
      ),
    close: () => level.close(),
  });
}

function faultOf(error: unknown): BackendFault {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  if (code === 'LEVEL_LOCKED') return { kind: 'inUse' };
  return { kind: code === 'LEVEL_CORRUPTION' ? 'damaged' : 'unavailable' };
}
