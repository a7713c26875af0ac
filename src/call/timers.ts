/** The running deadlines of one call: at most one of each name, none after the end. */
import type { TimerName } from '../../machines/events.ts';
import { deadlineOf } from './deadlines.ts';
import type { Deadlines } from './deadlines.ts';
import type { Clock } from './ports.ts';

export class CallTimers {
  readonly #running = new Map<TimerName, () => void>();
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #ring: (timer: TimerName) => void;

  constructor(clock: Clock, deadlines: Deadlines, ring: (timer: TimerName) => void) {
    this.#clock = clock;
    this.#deadlines = deadlines;
    this.#ring = ring;
  }

  get size(): number {
    return this.#running.size;
  }

  start(timer: TimerName): void {
    this.stop(timer);
    const cancel = this.#clock.schedule(deadlineOf(this.#deadlines, timer), () => {
      this.#running.delete(timer);
      this.#ring(timer);
    });
    this.#running.set(timer, cancel);
  }

  stop(timer: TimerName): void {
    this.#running.get(timer)?.();
    this.#running.delete(timer);
  }

  stopAll(): void {
    for (const cancel of this.#running.values()) cancel();
    this.#running.clear();
  }
}
