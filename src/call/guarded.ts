/**
 * Ports of the embedder's that break their promise: one that rejects or throws instead of answering has failed, and
 * must not take the account down with it. Our own bugs still do.
 */
import { InvariantError } from '../base/errors.ts';
import { err } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Omemo } from '../omemo/port.ts';

/** What `run` answers, or `fault` where it throws or rejects. */
export async function guarded<T, E>(run: () => Promise<Result<T, E>>, fault: E): Promise<Result<T, E>> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof InvariantError) throw error;
    return err(fault);
  }
}

/** The same for what answers at once. */
export function guardedNow<T>(run: () => T, otherwise: T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof InvariantError) throw error;
    return otherwise;
  }
}

const STORE_FAILED = { kind: 'storeFailed' } as const;

/** The same OMEMO; an operation that rejects counts as one whose store has failed. */
export function guardedOmemo(omemo: Omemo): Omemo {
  return {
    ownDevice: omemo.ownDevice,
    ownBundle: () => guarded(() => omemo.ownBundle(), STORE_FAILED),
    bundleChanged: () => guardedNow(() => omemo.bundleChanged(), false),
    hasSession: (device) => guarded(() => omemo.hasSession(device), STORE_FAILED),
    startSession: (device, bundle) => guarded(() => omemo.startSession(device, bundle), STORE_FAILED),
    encrypt: (device, plaintext, expected) => guarded(() => omemo.encrypt(device, plaintext, expected), STORE_FAILED),
    decrypt: (expected, message) => guarded(() => omemo.decrypt(expected, message), STORE_FAILED),
    // Who cannot say what the user thinks of a key has nothing better to say than that nobody has decided.
    trustOf: (device, identityKey) => guardedNow(() => omemo.trustOf(device, identityKey), 'undecided'),
    setTrust: (key, level) => guarded(() => omemo.setTrust(key, level), STORE_FAILED),
  };
}
