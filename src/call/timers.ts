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

interface Running<Name> {
  readonly timer: Name;
  readonly alarm: Alarm;
}

export class CallTimers<Name extends string> {
  // A list, since there are a few at most, and every call that runs has two that are empty.
  #running: readonly Running<Name>[];
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
    this.#running = state.map(({ timer, alarm }) => ({
      timer,
      alarm: alarms.restore(alarm, () => this.#rings(timer)),
    }));
  }

  write(): JsonValue {
    return this.#running.map(({ timer, alarm }) => ({ timer, alarm: alarm.write() }));
  }

  get size(): number {
    return this.#running.length;
  }

  /** @param passedMs  of the deadline, before anybody here could start it */
  start(timer: Name, passedMs = 0): void {
    this.stop(timer);
    const delayMs = Math.max(0, this.#delayOf(timer) - passedMs);
    const alarm = this.#alarms.set(delayMs, () => this.#rings(timer));
    this.#running = [...this.#running, { timer, alarm }];
  }

  stop(timer: Name): void {
    for (const running of this.#running) if (running.timer === timer) running.alarm.cancel();
    this.#forget(timer);
  }

  stopAll(): void {
    for (const { alarm } of this.#running) alarm.cancel();
    this.#running = [];
  }

  #rings(timer: Name): void {
    this.#forget(timer);
    this.#ring(timer);
  }

  #forget(timer: Name): void {
    this.#running = this.#running.filter((running) => running.timer !== timer);
  }
}
