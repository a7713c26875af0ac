/** How the end of a call is told to the application: the machine's word, or the peer's own where the peer ended it. */
import type { EndReason, EndedBy } from '../../machines/effects.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import type { Arrival } from './occurrence.ts';
import type { EndedReason } from './reports.ts';

export interface Ended {
  readonly by: EndedBy;
  readonly reason: EndedReason;
  readonly text: string | undefined;
  readonly replacedBy: SessionId | undefined;
  readonly migratedTo: SessionId | undefined;
  readonly durationMs: number | undefined;
}

/**
 * @param arrival  the peer's own words, where it ended the call, and the call that goes on in place of this one
 * @param durationMs  how long media ran here, if it did
 */
export function endedOf(
  by: EndedBy,
  reason: EndReason,
  { reason: given, successor }: Arrival,
  durationMs?: number,
): Ended {
  const replacedBy = reason === 'expired' ? successor : undefined;
  const migratedTo = reason === 'migrated' ? successor : undefined;
  const rest = { replacedBy, migratedTo, durationMs };
  if (reason !== 'given') return { by, reason, text: undefined, ...rest };
  // A reject without a reason is what older clients send when the user declines.
  return { by, reason: given?.condition ?? 'decline', text: given?.text, ...rest };
}
