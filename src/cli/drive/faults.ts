/** Failures that a script orders: the next operation of a kind, or a later one, fails once. */

export const FAULT_PLACES = ['encrypt', 'decrypt', 'store', 'offer', 'answer'] as const;
export type FaultPlace = (typeof FAULT_PLACES)[number];

export class Faults {
  /** For each place, how many operations are still let through before each ordered failure. */
  readonly #ordered = new Map<FaultPlace, number[]>();

  /** After `skip` operations that go well, one at `place` fails. Orders of one place count one after the other. */
  order(place: FaultPlace, skip: number): void {
    this.#ordered.set(place, [...(this.#ordered.get(place) ?? []), skip]);
  }

  /** Whether the operation that is about to happen has to fail. Ask once for each. */
  strikes(place: FaultPlace): boolean {
    const ordered = this.#ordered.get(place);
    const [next] = ordered ?? [];
    if (ordered === undefined || next === undefined) return false;
    if (next > 0) ordered[0] = next - 1;
    else ordered.shift();
    return next === 0;
  }
}
