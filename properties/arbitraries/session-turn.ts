/** What can happen to the sessions of two devices, without what decides about it: any of it at any time. */
import fc from 'fast-check';
import { bytesOf } from './text.ts';

/** `by` is one of two. */
export type SessionTurn = { readonly by: 0 | 1 } & (
  | { readonly kind: 'start' }
  /** So many messages of one text. What is never delivered is lost. */
  | { readonly kind: 'send'; readonly count: number; readonly plaintext: Uint8Array }
  /** Counted back from the last message of the other, modulo their number. */
  | { readonly kind: 'deliver'; readonly back: number; readonly damagedAt: number | undefined }
  /** The sessions are read anew from what is stored. */
  | { readonly kind: 'reopen' }
);

const by = fc.constantFrom<0 | 1>(0, 1);
const plaintext = bytesOf(0, 40).map((bytes) => Uint8Array.from(bytes));
const count = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: fc.constant(20) },
);
const damagedAt = fc.option(fc.nat({ max: 400 }), { nil: undefined, freq: 3 });
const back = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat({ max: 40 }) });

const turn: fc.Arbitrary<SessionTurn> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('start' as const), by }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('send' as const), by, count, plaintext }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('deliver' as const), by, back, damagedAt }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const), by }) },
);

/** A session of the first with the second, and what follows. */
export const sessionTurns: fc.Arbitrary<readonly SessionTurn[]> = fc
  .array(turn, { minLength: 4, maxLength: 24, size: 'max' })
  .map((turns) => [{ kind: 'start', by: 0 }, ...turns]);
