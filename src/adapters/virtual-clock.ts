/**
 * Time as a value: a clock that moves only when it is told to. For tests, scripted runs and simulations.
 *
 * Its alarms belong to those who set them, and who set them again on another clock where a run goes on. So all that has
 * to be kept of a clock is what it shows: `createVirtualClock(old.now())`.
 */
import type { Clock } from '../call/ports.ts';

interface Alarm {
  /** By the time that has passed, which no setting of the clock changes. */
  readonly dueMs: number;
  readonly run: () => void;
}

export interface VirtualClock extends Clock {
  readonly elapsed: () => number;
  /** Lets time pass. Each alarm rings at its own moment, in order; `between` is waited for after each of them. */
  advance(byMs: number, between?: () => Promise<void>): Promise<void>;
  /** Lets time pass at once, as for a computer that slept. What is overdue then rings, in order. */
  jump(byMs: number, between?: () => Promise<void>): Promise<void>;
  /** Sets what the clock shows forth or back, as users and time servers do. No alarm rings sooner or later for it. */
  adjust(byMs: number): void;
  /** Alarms that have not rung. */
  readonly pending: number;
}

/** A clock that stands still at `startMs`, milliseconds since 1970, until it is advanced. */
export function createVirtualClock(startMs: number): VirtualClock {
  let elapsedMs = 0;
  let shownAtStartMs = startMs;
  const alarms = new Set<Alarm>();
  const next = (): Alarm | undefined => {
    let earliest: Alarm | undefined;
    // Alarms are kept in the order they were set, so of one moment the first stays the first.
    for (const alarm of alarms) if (earliest === undefined || alarm.dueMs < earliest.dueMs) earliest = alarm;
    return earliest;
  };

  const advance = async (byMs: number, between = () => Promise.resolve()): Promise<void> => {
    const endMs = elapsedMs + byMs;
    for (let alarm = next(); alarm !== undefined && alarm.dueMs <= endMs; alarm = next()) {
      elapsedMs = Math.max(elapsedMs, alarm.dueMs);
      alarms.delete(alarm);
      alarm.run();
      await between();
    }
    elapsedMs = endMs;
  };

  return {
    now: () => shownAtStartMs + elapsedMs,
    elapsed: () => elapsedMs,
    get pending() {
      return alarms.size;
    },
    schedule: (delayMs, run) => {
      const alarm = { dueMs: elapsedMs + Math.max(0, delayMs), run };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    advance,
    jump: (byMs, between) => {
      elapsedMs += byMs;
      return advance(0, between);
    },
    adjust: (byMs) => {
      shownAtStartMs += byMs;
    },
  };
}
