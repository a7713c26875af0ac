/** Rule A6: the peer's description, with its certificate and device, is taken once and never replaced. */
import type { Monitor } from './monitor.ts';
import { violation } from './monitor.ts';

/** Whether a description was taken to the media engine, and how many were decrypted on the way there. */
export interface DescriptionState {
  readonly decrypted: number;
  readonly applied: number;
}

export const takesOneDescription: Monitor<DescriptionState> = {
  rule: 'A6',
  sentence: "the peer's description is decrypted at most once and applied at most once, whatever comes after it",
  start: () => ({ decrypted: 0, applied: 0 }),
  next({ decrypted, applied }, { effects }) {
    const count = (...kinds: readonly string[]) => effects.filter(({ kind }) => kinds.includes(kind)).length;
    const state = {
      decrypted: decrypted + count('decryptFingerprints'),
      applied: applied + count('createAnswer', 'applyAnswer'),
    };
    if (state.decrypted > 1) return violation('a second description was decrypted');
    return state.applied > 1 ? violation('a second description was applied') : state;
  },
};
