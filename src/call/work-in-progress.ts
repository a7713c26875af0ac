/**
 * Counts asynchronous work, so that one can wait until nothing is under way. A rejection is a bug of ours and stays
 * unhandled.
 */
export class WorkInProgress {
  readonly #running = new Set<Promise<unknown>>();

  track(work: Promise<void>): void {
    const finished: Promise<unknown> = work.then(noted, noted).then(() => this.#running.delete(finished));
    this.#running.add(finished);
    // Whoever waits for `finished` has heard of no rejection: this one promise tells of it, and nobody listens to it.
    void work.finally(noted);
  }

  get isUnderWay(): boolean {
    return this.#running.size > 0;
  }

  /** Settles when nothing is running, nor anything that was started by what was running. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}

const noted = (): void => {};
