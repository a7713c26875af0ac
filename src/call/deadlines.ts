/** How long each waiting state of a call may last. Every one of them ends by itself. */
import type { ChangeTimer } from '../../machines/changes.words.ts';
import type { TimerName } from '../../machines/events.ts';

/** Milliseconds each. Options of a call manager; a call keeps what it began with. */
export interface Deadlines {
  /**
   * From the propose until some device rings or answers. Peers that never send `ringing`, as Dino, answer within it
   * too.
   */
  readonly discoveryMs: number;
  /** From the first `ringing` to an answer, and how long an incoming call rings here. Conversations rings for 30 s. */
  readonly ringMs: number;
  /** From a proceed to the offer, from the accepted answer to connected media, from an ICE restart to its answer. */
  readonly connectMs: number;
  /** From an offer to its accepted answer, at either side. */
  readonly acceptMs: number;
  /** For the bundle of the announced device; half of it more where the server says to wait, and is asked once more. */
  readonly bundleMs: number;
  /**
   * From an offer of contents in a running call to its answer, at either side: the peer asks its user, as we ask ours.
   */
  readonly contentMs: number;
  /** For the answer to a session-terminate: the call is over already, and only the request waits. */
  readonly terminateMs: number;
  /** For the answer to any other request of ours before it is forgotten. */
  readonly requestMs: number;
}

export const DEFAULT_DEADLINES: Deadlines = {
  discoveryMs: 30_000,
  ringMs: 60_000,
  connectMs: 30_000,
  acceptMs: 30_000,
  bundleMs: 10_000,
  contentMs: 60_000,
  terminateMs: 10_000,
  requestMs: 30_000,
};

export function deadlineOf(deadlines: Deadlines, timer: TimerName): number {
  return deadlines[`${timer}Ms`];
}

export function deadlineOfChange({ contentMs, connectMs }: Deadlines, timer: ChangeTimer): number {
  return timer === 'restart' ? connectMs : contentMs;
}
