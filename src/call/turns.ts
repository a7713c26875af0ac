/**
 * One step at a time over all calls of an account.
 *
 * A connection may hand over a stanza, and an application may answer a call, from inside something this core just
 * called. What arrives in the middle of a step is looked at after it, against the state it then meets.
 */
export class Turns {
  #stepping = false;
  readonly #waiting: (() => void)[] = [];

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
    while (!this.#stepping) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next();
    }
  }
}
