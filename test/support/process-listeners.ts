/**
 * Remembers which listeners the process had before libsignal was loaded. libsignal.ts imports this file first, and
 * the library after it: modules run in the order of their imports.
 *
 * The library's curve, an Emscripten build, adds a listener for uncaught exceptions and one for unhandled rejections.
 * The second aborts, and the first rethrows, so an application that embeds us would no longer decide what happens
 * then.
 */

const WATCHED = ['uncaughtException', 'unhandledRejection'] as const;

type Listener = (...values: unknown[]) => void;

const before = new Map(WATCHED.map((event) => [event, new Set(listenersOf(event))]));

/** Takes away the listeners that were added since this file ran, and no other. */
export function removeAddedProcessListeners(): void {
  for (const event of WATCHED) {
    for (const listener of listenersOf(event)) {
      if (before.get(event)?.has(listener) === false) process.removeListener(event, listener);
    }
  }
}

function listenersOf(event: (typeof WATCHED)[number]): readonly Listener[] {
  // Browsers have no process; bundlers may give it without events.
  if (typeof process === 'undefined' || typeof process.listeners !== 'function') return [];
  return process.listeners(event as 'uncaughtException') as unknown as readonly Listener[];
}
