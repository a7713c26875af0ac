/** The running deadlines of one call: at most one of each name, none after the end. */
import { TIMERS } from '../../machines/events.ts';
import type { TimerName } from '../../machines/events.ts';
import { jsonDistinct, jsonList, jsonObject, jsonOneOf } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { readAlarm } from './alarms.ts';
import type { Alarm, Alarms, WrittenAlarm } from './alarms.ts';
import { deadlineOf } from './deadlines.ts';
import type { Deadlines } from './deadlines.ts';

export type TimersState = readonly { readonly timer: TimerName; readonly alarm: WrittenAlarm }[];

export const readTimers: JsonReader<TimersState> = jsonDistinct(
  jsonList(jsonObject({ timer: jsonOneOf(TIMERS), alarm: readAlarm }), TIMERS.length),
  ({ timer }) => timer,
);

export class CallTimers {
  readonly #running = new Map<TimerName, Alarm>();
  readonly #alarms: Alarms;
  readonly #deadlines: Deadlines;
  readonly #ring: (timer: TimerName) => void;

  constructor(alarms: Alarms, deadlines: Deadlines, ring: (timer: TimerName) => void, state: TimersState = []) {
    this.#alarms = alarms;
    this.#deadlines = deadlines;
    this.#ring = ring;
    for (const { timer, alarm } of state)
      this.#running.set(
        timer,
        alarms.restore(alarm, () => this.#rings(timer)),
      );
  }

  write(): JsonValue {
    return [...this.#running].map(([timer, alarm]) => ({ timer, alarm: alarm.write() }));
  }

  get size(): number {
    return this.#running.size;
  }

  /** @param passedMs  of the deadline, before anybody here could start it */
  start(timer: TimerName, passedMs = 0): void {
    this.stop(timer);
    const delayMs = Math.max(0, deadlineOf(this.#deadlines, timer) - passedMs);
    this.#running.set(
      timer,
      this.#alarms.set(delayMs, () => this.#rings(timer)),
    );
  }

  stop(timer: TimerName): void {
    this.#running.get(timer)?.cancel();
    this.#running.delete(timer);
  }

  stopAll(): void {
    for (const { cancel } of this.#running.values()) cancel();
    this.#running.clear();
  }

  #rings(timer: TimerName): void {
    this.#running.delete(timer);
    this.#ring(timer);
  }
}
