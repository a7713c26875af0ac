/** Failures that a script orders: the next operation of a kind, or a later one, fails once. */

export const FAULT_PLACES = ['encrypt', 'decrypt', 'store', 'offer', 'answer'] as const;
export type FaultPlace = (typeof FAULT_PLACES)[number];

/** Failures to come: after how many operations that go well each is due. Those of one place count in their order. */
export type OrderedFaults = readonly { readonly at: FaultPlace; readonly skip: number }[];

export class Faults {
  #ordered: OrderedFaults;

  constructor(ordered: OrderedFaults = []) {
    this.#ordered = ordered;
  }

  write(): OrderedFaults {
    return this.#ordered;
  }

  /** After `skip` operations that go well, one at a place fails. */
  order(at: FaultPlace, skip: number): void {
    this.#ordered = [...this.#ordered, { at, skip }];
  }

  /** Whether the operation that is about to happen has to fail. Ask once for each. */
  strikes(at: FaultPlace): boolean {
    const due = this.#ordered.find((order) => order.at === at);
    if (due === undefined) return false;
    const skipped = { ...due, skip: due.skip - 1 };
    this.#ordered = this.#ordered.flatMap((order) => (order !== due ? [order] : due.skip === 0 ? [] : [skipped]));
    return due.skip === 0;
  }
}
