/** Takes a store back to what it held before, so that a first time can be measured more than once. */
import type { MemoryStore } from '../../src/omemo/memory-store.ts';

/** Remembers what is in a store; what it gives brings the store back to that. */
export async function snapshotOf(store: MemoryStore): Promise<() => Promise<void>> {
  const kept = await store.readAll('');
  return async () => {
    const removed = [...(await store.readAll('')).keys()].filter((key) => !kept.has(key));
    await store.write(
      new Map<string, string | undefined>([...kept, ...removed.map((key) => [key, undefined] as const)]),
    );
  };
}
