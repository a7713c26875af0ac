/** What can happen in a conversation of two OMEMO devices: any of it at any time, sensible or not. */
import fc from 'fast-check';

export type Side = 'juliet' | 'romeo';

/** `message` counts through all messages sent so far, modulo their number; there may be none. */
export type OmemoTurn =
  | { readonly kind: 'start'; readonly by: Side }
  | { readonly kind: 'send'; readonly by: Side }
  | { readonly kind: 'deliver'; readonly message: number }
  | { readonly kind: 'deliverDamaged'; readonly message: number; readonly at: number }
  /** The device is opened anew from what it has stored. */
  | { readonly kind: 'reopen'; readonly by: Side };

const by = fc.constantFrom<Side>('juliet', 'romeo');
const message = fc.nat({ max: 1_000 });

const turn: fc.Arbitrary<OmemoTurn> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('start' as const), by }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('send' as const), by }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('deliver' as const), message }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('deliverDamaged' as const), message, at: fc.nat({ max: 400 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const), by }) },
);

/** Few enough sessions and round trips that nothing is old enough to be forgotten. */
export const omemoTurns: fc.Arbitrary<readonly OmemoTurn[]> = fc
  .array(turn, { maxLength: 18 })
  .filter((turns) => turns.filter(({ kind }) => kind === 'start').length <= 6);
