/**
 * Who sends: Jingle names the role, SDP says *send* or *receive* as seen from the side that the description is of.
 *
 * Spec: XEP-0166 1.1.2 #def-content; RFC 8866 #6.7.
 */
import type { JingleRole } from '../stanzas/jingle.ts';
import type { Senders } from '../stanzas/rtp.ts';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** Jingle's senders as SDP of `author` says it. */
export function directionOf(senders: Senders, author: JingleRole): Direction {
  if (senders === 'both') return 'sendrecv';
  if (senders === 'none') return 'inactive';
  return senders === author ? 'sendonly' : 'recvonly';
}

/** A direction in SDP of `author` as Jingle says it. */
export function sendersOf(direction: Direction, author: JingleRole): Senders {
  if (direction === 'sendrecv') return 'both';
  if (direction === 'inactive') return 'none';
  const other = author === 'initiator' ? 'responder' : 'initiator';
  return direction === 'sendonly' ? author : other;
}
