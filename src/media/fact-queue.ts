/**
 * Holds the facts of one media session back while one of its methods is under way, so that what a method answers is
 * known before what follows from it: a candidate never precedes the offer whose content it names.
 */
import type { MediaFact } from './port.ts';

export interface FactQueue {
  /** Reports the fact soon, never from inside this call; not at all once closed. */
  add(fact: MediaFact): void;
  /** Holds facts until `work` has settled and whoever awaits it has gone on. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Drops what is held and what comes later. */
  close(): void;
}

export function factQueue(report: (fact: MediaFact) => void): FactQueue {
  const held: MediaFact[] = [];
  let running = 0;
  let isOpen = true;

  // Asked before each fact: what is reported may start a method or close the session.
  function next(): MediaFact | undefined {
    return isOpen && running === 0 ? held.shift() : undefined;
  }
  function flush(): void {
    for (let fact = next(); fact !== undefined; fact = next()) report(fact);
  }
  function settle(): void {
    running -= 1;
    // This runs before the continuation of whoever awaits the same promise; the microtask runs after it.
    queueMicrotask(flush);
  }
  return {
    add(fact) {
      if (!isOpen) return;
      held.push(fact);
      queueMicrotask(flush);
    },
    during(work) {
      running += 1;
      const settled = work();
      settled.then(settle, settle);
      return settled;
    },
    close() {
      isOpen = false;
      held.length = 0;
    },
  };
}
