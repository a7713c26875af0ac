/** Room that all calls of an account share for what they hold. */
import { MAX_HELD_CANDIDATES_OF_ACCOUNT } from '../base/limits.ts';

export class HeldRoom {
  #left: number;

  constructor(most = MAX_HELD_CANDIDATES_OF_ACCOUNT) {
    this.#left = most;
  }

  get left(): number {
    return Math.max(0, this.#left);
  }

  /** More is held than before, or less where it is negative. */
  holds(more: number): void {
    this.#left -= more;
  }
}
