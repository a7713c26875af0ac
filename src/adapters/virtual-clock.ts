/** Time as a value: a clock that moves only when it is told to. For tests, scripted runs and simulations. */
import type { Clock } from '../call/ports.ts';

interface Alarm {
  readonly atMs: number;
  readonly run: () => void;
}

export interface VirtualClock extends Clock {
  /** Lets time pass. Each alarm rings at its own moment, in order; `between` is waited for after each of them. */
  advance(byMs: number, between?: () => Promise<void>): Promise<void>;
  /** Alarms that have not rung. */
  readonly pending: number;
}

/** A clock that stands still at `startMs`, milliseconds since 1970, until it is advanced. */
export function createVirtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  const alarms = new Set<Alarm>();
  const next = (): Alarm | undefined => {
    let earliest: Alarm | undefined;
    // Alarms are kept in the order they were set, so of one moment the first stays the first.
    for (const alarm of alarms) if (earliest === undefined || alarm.atMs < earliest.atMs) earliest = alarm;
    return earliest;
  };

  return {
    now: () => nowMs,
    get pending() {
      return alarms.size;
    },
    schedule: (delayMs, run) => {
      const alarm = { atMs: nowMs + Math.max(0, delayMs), run };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    advance: async (byMs, between = () => Promise.resolve()) => {
      const endMs = nowMs + byMs;
      for (let alarm = next(); alarm !== undefined && alarm.atMs <= endMs; alarm = next()) {
        nowMs = alarm.atMs;
        alarms.delete(alarm);
        alarm.run();
        await between();
      }
      nowMs = endMs;
    },
  };
}
