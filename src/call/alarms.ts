/**
 * The deadlines of an account on its clock. They are set by a delay, and written as moments, so that in another process
 * they ring when they would have rung here; in the same order too, where several fall on one moment.
 *
 * A deadline is measured by the time that really passes. Only between two processes there is nothing but the user's
 * clock; a remaining time can then shrink to nothing if it was set forth, and grow by nothing if it was set back.
 */
import { jsonInteger, jsonNumber, jsonObject } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { MAX_CLOCK_MS, MAX_DEADLINE_MS } from '../base/limits.ts';
import { elapsedOn } from './ports.ts';
import type { Clock } from './ports.ts';

/** An alarm as a moment of the user's clock, and its place among those of the same moment. */
export interface WrittenAlarm {
  readonly dueAtMs: number;
  readonly place: number;
}

/** One that was set and has not rung. */
export interface Alarm {
  readonly cancel: () => void;
  readonly write: () => JsonValue;
}

export const readAlarm: JsonReader<WrittenAlarm> = jsonObject({
  dueAtMs: jsonNumber(-MAX_CLOCK_MS, MAX_CLOCK_MS),
  place: jsonInteger(0, Number.MAX_SAFE_INTEGER),
});

/** What is kept of all of them together. */
export interface AlarmsState {
  readonly takenAtMs: number;
  readonly nextPlace: number;
}

export const readAlarms: JsonReader<AlarmsState> = jsonObject({
  takenAtMs: jsonNumber(-MAX_CLOCK_MS, MAX_CLOCK_MS),
  nextPlace: jsonInteger(0, Number.MAX_SAFE_INTEGER),
});

interface Restored {
  readonly written: WrittenAlarm;
  readonly begin: () => void;
}

export class Alarms {
  readonly #clock: Clock;
  /** When the snapshot was taken that these were restored from. */
  readonly #takenAtMs: number;
  #nextPlace: number;
  /** Those of a snapshot, until all of it is read: only then is their order known. */
  #restored: Restored[] = [];

  constructor(clock: Clock, state?: AlarmsState) {
    this.#clock = clock;
    this.#takenAtMs = state?.takenAtMs ?? clock.now();
    this.#nextPlace = state?.nextPlace ?? 0;
  }

  write(): JsonValue {
    return { takenAtMs: this.#clock.now(), nextPlace: this.#nextPlace };
  }

  /** Runs `run` once after `delayMs`, unless it is cancelled. */
  set(delayMs: number, run: () => void): Alarm {
    const place = this.#nextPlace;
    this.#nextPlace += 1;
    return this.#begin(delayMs, place, run);
  }

  /** The same for an alarm of a snapshot; what is overdue runs at once, in its turn. Nothing runs before `begin`. */
  restore(written: WrittenAlarm, run: () => void): Alarm {
    const { dueAtMs, place } = written;
    let alarm: Alarm | undefined;
    let isCancelled = false;
    const begin = (): void => {
      if (isCancelled) return;
      const leftWhenTakenMs = dueAtMs - this.#takenAtMs;
      const leftMs = Math.min(dueAtMs - this.#clock.now(), leftWhenTakenMs, MAX_DEADLINE_MS);
      alarm = this.#begin(Math.max(0, leftMs), place, run);
    };
    this.#restored.push({ written, begin });
    return {
      cancel: () => {
        isCancelled = true;
        alarm?.cancel();
      },
      write: () => alarm?.write() ?? { dueAtMs, place },
    };
  }

  /** Sets what was restored, in the order in which it is due. */
  begin(): void {
    const restored = this.#restored;
    this.#restored = [];
    restored.sort(({ written: one }, { written: other }) => one.dueAtMs - other.dueAtMs || one.place - other.place);
    for (const { begin } of restored) begin();
  }

  #begin(delayMs: number, place: number, run: () => void): Alarm {
    const dueMs = elapsedOn(this.#clock) + delayMs;
    const cancel = this.#clock.schedule(delayMs, run);
    return { cancel, write: () => ({ dueAtMs: this.#clock.now() + dueMs - elapsedOn(this.#clock), place }) };
  }
}
