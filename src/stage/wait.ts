/** Waiting for something to become true, in real time, without ever waiting for ever. */

/** How often a condition is looked at. Much shorter than anything a person sees. */
const LOOK_EVERY_MS = 5;

/**
 * Settles when `isTrue` holds, `atMostMs` have passed, or the user wants to stop.
 *
 * @returns whether it held
 */
export async function until(isTrue: () => boolean, atMostMs: number, signal: AbortSignal): Promise<boolean> {
  const endMs = performance.now() + atMostMs;
  while (!isTrue()) {
    if (signal.aborted || performance.now() >= endMs) return false;
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_EVERY_MS);
    });
  }
  return true;
}

/** Lets time pass; less of it when the user wants to stop. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await until(() => false, durationMs, signal);
}
