/** The running deadlines of one machine of a call: at most one of each name, none after the end. */
import { jsonDistinct, jsonList, jsonObject, jsonOneOf } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { readAlarm } from './alarms.ts';
import type { Alarm, Alarms, WrittenAlarm } from './alarms.ts';

export type TimersState<Name> = readonly { readonly timer: Name; readonly alarm: WrittenAlarm }[];

export function readTimers<Name extends string>(names: readonly Name[]): JsonReader<TimersState<Name>> {
  return jsonDistinct(
    jsonList(jsonObject({ timer: jsonOneOf(names), alarm: readAlarm }), names.length),
    ({ timer }) => timer,
  );
}

export class CallTimers<Name extends string> {
  readonly #running = new Map<Name, Alarm>();
  readonly #alarms: Alarms;
  readonly #delayOf: (timer: Name) => number;
  readonly #ring: (timer: Name) => void;

  /** @param delayOf  milliseconds */
  constructor(
    alarms: Alarms,
    delayOf: (timer: Name) => number,
    ring: (timer: Name) => void,
    state: TimersState<Name> = [],
  ) {
    this.#alarms = alarms;
    this.#delayOf = delayOf;
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
  start(timer: Name, passedMs = 0): void {
    this.stop(timer);
    const delayMs = Math.max(0, this.#delayOf(timer) - passedMs);
    this.#running.set(
      timer,
      this.#alarms.set(delayMs, () => this.#rings(timer)),
    );
  }

  stop(timer: Name): void {
    this.#running.get(timer)?.cancel();
    this.#running.delete(timer);
  }

  stopAll(): void {
    for (const { cancel } of this.#running.values()) cancel();
    this.#running.clear();
  }

  #rings(timer: Name): void {
    this.#running.delete(timer);
    this.#ring(timer);
  }
}
