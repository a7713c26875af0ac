/** Everything that can be seen in the playground, in order: what the page draws is made from it. */
import type { Seen } from '../../../src/stage/stage-events.ts';

/** Who sits somewhere: the tablet is Juliet's other device. */
export type SeatName = 'juliet' | 'romeo' | 'tablet';

export type WorldEvent =
  | Seen<SeatName>
  /** A call is placed there. */
  | { readonly kind: 'placed'; readonly party: SeatName };
