/** How the end of a call is told to the application: the machine's word, or the peer's own where the peer ended it. */
import type { EndReason, EndedBy } from '../../machines/effects.ts';
import type { JingleReasonElement } from '../stanzas/jingle.ts';
import type { EndedReason } from './reports.ts';

export interface Ended {
  readonly by: EndedBy;
  readonly reason: EndedReason;
  readonly text: string | undefined;
}

/**
 * @param given  what the peer's reject or session-terminate says, if it was one of these
 */
export function endedOf(by: EndedBy, reason: EndReason, given: JingleReasonElement | undefined): Ended {
  if (reason !== 'given') return { by, reason, text: undefined };
  // A reject without a reason is what older clients send when the user declines.
  return { by, reason: given?.condition ?? 'decline', text: given?.text };
}
