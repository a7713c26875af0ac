/**
 * One step at a time over all calls of an account.
 *
 * A connection may hand over a stanza, and an application may answer a call, from inside something this core just
 * called. What arrives in the middle of a step is looked at after it, against the state it then meets.
 */
export class Turns {
  #stepping = false;
  #draining = false;
  readonly #waiting: (() => void)[] = [];
  #thrown: unknown[] = [];

  /** Runs `work` now, or after the step under way and what was waiting before. */
  whenIdle(work: () => void): void {
    if (this.#stepping) this.#waiting.push(work);
    else work();
  }

  /** Runs one step, then what came up meanwhile, in order. Only from inside `whenIdle`. */
  step(work: () => void): void {
    this.#stepping = true;
    try {
      work();
    } finally {
      this.#stepping = false;
    }
    // Whoever is draining already is further down the stack, and goes on when this step returns.
    if (!this.#draining) this.#drain();
  }

  /**
   * Runs something of the embedder's: a port, a callback. What it throws comes out when the step and all that waited
   * for it are done, since a step torn in half would leave a call without its deadline.
   */
  outside(run: () => void): void {
    if (!this.#stepping && !this.#draining) return run();
    try {
      run();
    } catch (error) {
      this.#thrown.push(error);
    }
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting.length = 0;
  }

  #drain(): void {
    this.#draining = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next();
    } finally {
      this.#draining = false;
    }
    const thrown = this.#thrown;
    this.#thrown = [];
    if (thrown.length === 1) throw thrown[0];
    if (thrown.length > 1) throw new AggregateError(thrown, 'several callbacks threw');
  }
}
