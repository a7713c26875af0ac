/**
 * How long media has run in a call, for the call log: from the first connection on, also while a later one is looked
 * for.
 *
 * It is measured by the time that really passes, so that a user who sets the clock changes no call. Between two
 * processes there is nothing but the user's clock; set back, it adds nothing.
 */
import { jsonNumber, jsonObject } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { MAX_CLOCK_MS } from '../base/limits.ts';
import { elapsedOn } from './ports.ts';
import type { Clock } from './ports.ts';

export interface ConnectedTimeState {
  readonly connectedForMs: number;
  /** On the user's clock. */
  readonly takenAtMs: number;
}

export const readConnectedTime: JsonReader<ConnectedTimeState> = jsonObject({
  connectedForMs: jsonNumber(0, MAX_CLOCK_MS),
  takenAtMs: jsonNumber(-MAX_CLOCK_MS, MAX_CLOCK_MS),
});

export class ConnectedTime {
  readonly #clock: Clock;
  /** As `Clock.elapsed` counts; undefined before the first connection. Negative if that was in an earlier process. */
  #sinceMs: number | undefined;

  constructor(clock: Clock, state?: ConnectedTimeState) {
    this.#clock = clock;
    if (state === undefined) return;
    const meanwhileMs = Math.max(0, clock.now() - state.takenAtMs);
    this.#sinceMs = elapsedOn(clock) - state.connectedForMs - meanwhileMs;
  }

  write(): JsonValue {
    if (this.#sinceMs === undefined) return null;
    return { connectedForMs: this.#passedSince(this.#sinceMs), takenAtMs: this.#clock.now() };
  }

  /** Media runs. Said again, it changes nothing. */
  begin(): void {
    this.#sinceMs ??= elapsedOn(this.#clock);
  }

  /** In milliseconds; undefined if media never ran. */
  get durationMs(): number | undefined {
    return this.#sinceMs === undefined ? undefined : this.#passedSince(this.#sinceMs);
  }

  /** Never below 0, also on a clock that was set back because it has nothing better to go by than the user's. */
  #passedSince(sinceMs: number): number {
    return Math.max(0, elapsedOn(this.#clock) - sinceMs);
  }
}
