/**
 * Asks an engine for one thing after the other, until the session is closed: a closed connection may leave its promises
 * open for ever.
 */
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { MediaFault } from './port.ts';

export type Outcome<T> = Promise<Result<T, MediaFault>>;

export class EngineSteps {
  /** Settles when the session is closed. */
  readonly #closing: Promise<void>;
  #settleClosing: () => void = () => undefined;
  #isClosed = false;

  constructor() {
    this.#closing = new Promise((resolve) => {
      this.#settleClosing = resolve;
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    this.#settleClosing();
  }

  /** What `work` gives; `kind` if it throws or rejects; at once `engineFailed` when the session is closed meanwhile. */
  async attempt<T>(kind: MediaFault['kind'], work: () => T | Promise<T>): Outcome<T> {
    const closed = err<MediaFault>({ kind: 'engineFailed' });
    if (this.#isClosed) return closed;
    const done = (async () => ok(await work()))().catch(() => err<MediaFault>({ kind }));
    const outcome = await Promise.race([done, this.#closing.then(() => closed)]);
    return this.#isClosed ? closed : outcome;
  }
}
