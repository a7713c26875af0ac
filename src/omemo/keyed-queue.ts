/**
 * Runs jobs that share a key one after the other, and others side by side. A ratchet must not be advanced twice from
 * one state. A key is forgotten as soon as nothing waits for it.
 */

/** Runs a job after all earlier ones of its key. A job that waits for another job of its own key waits for ever. */
export type KeyedQueue = <T>(key: string, job: () => Promise<T>) => Promise<T>;

/** @param last  the last job of each key that is not idle; a test looks into it */
export function createKeyedQueue(last: Map<string, Promise<unknown>> = new Map()): KeyedQueue {
  return async (key, job) => {
    const before = last.get(key);
    // Whether an earlier job failed is its own caller's business.
    const current = before === undefined ? job() : before.then(job, job);
    last.set(key, current);
    try {
      return await current;
    } finally {
      if (last.get(key) === current) last.delete(key);
    }
  };
}
