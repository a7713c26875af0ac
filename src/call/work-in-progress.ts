/**
 * Counts asynchronous work, so that one can wait until nothing is under way. A rejection is a bug of ours and stays
 * unhandled.
 */
export class WorkInProgress {
  readonly #running = new Set<Promise<void>>();

  track(work: Promise<void>): void {
    const finished = work.finally(() => this.#running.delete(finished));
    this.#running.add(finished);
  }

  /** Settles when nothing is running, nor anything that was started by what was running. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}
