/** Rule B10: the one cause of each plain call. */
import type { CallEvent } from '../../machines/events.ts';
import type { UnauthenticatedCause } from '../../machines/verdict.ts';
import type { Moment, Monitor, WatchedCall } from './monitor.ts';
import { effectOf, has, isDirect, violation } from './monitor.ts';
import type { Travel } from './travel.ts';
import { NOTHING_TRAVELLED, takenIn, travelled } from './travel.ts';

export interface CauseState extends Travel {
  readonly omemo: 'disabled' | 'enabled';
  /** Why this call goes on in the clear; null while nothing made it. */
  readonly cause: UnauthenticatedCause | null;
}

export const plainHasItsCause: Monitor<CauseState> = {
  rule: 'B10',
  sentence:
    'whatever is sent or taken in the clear has its cause, and an unauthenticated verdict names exactly that cause',
  start: ({ input }) => ({ ...NOTHING_TRAVELLED, omemo: input.omemo, cause: null }),
  next(state, moment, call) {
    const omemo = omemoAfter(state, moment, call);
    const cause = causeAfter({ ...state, omemo }, moment, call);
    const { sent, received } = travelled(state, moment);
    if ((sent === 'plain' || received === 'plain') && cause === null) return violation('plain without a cause');
    const verdict = effectOf(moment, 'reportVerdict')?.verdict;
    if (verdict?.state === 'unauthenticated') {
      const expected = expectedCause({ sent, received }, cause);
      if (verdict.because !== expected) return violation(`told ${verdict.because} where it is ${expected}`);
    }
    const isSame = sent === state.sent && received === state.received && omemo === state.omemo && cause === state.cause;
    return isSame ? state : { sent, received, omemo, cause };
  },
};

/** The cause that a verdict has to name; both encrypted leaves only distrust. */
function expectedCause({ sent, received }: Travel, cause: UnauthenticatedCause | null): UnauthenticatedCause | null {
  if (sent === 'encrypted' && received === 'encrypted') return 'distrusted';
  return sent === 'encrypted' || received === 'encrypted' ? 'oneWay' : cause;
}

function omemoAfter({ omemo }: CauseState, moment: Moment, call: WatchedCall): CauseState['omemo'] {
  const begins = has(moment, 'sendProceed') || (isDirect(call) && has(moment, 'createAnswer', 'decryptFingerprints'));
  if (moment.kind === 'start' || !begins) return omemo;
  const { event } = moment;
  const agrees = event.type === 'local.accept' || event.type === 'local.migrate';
  return agrees && event.omemo === 'disabled' ? 'disabled' : omemo;
}

/** An event is a cause where it makes the call go on: it leads to an offer, or to an answer to a plain one. */
function causeAfter({ omemo, cause }: CauseState, moment: Moment, call: WatchedCall): UnauthenticatedCause | null {
  const ofDirect = omemo === 'disabled' ? 'disabled' : 'notAnnounced';
  if (moment.kind === 'start') return isDirect(call) && has(moment, 'createOffer') ? ofDirect : cause;
  if (call.role === 'callee') {
    // The user's answer may be to do without OMEMO, to an offer that is plain already.
    const isAnswered = isDirect(call) && moment.event.type === 'local.accept' && cause !== null;
    if (isAnswered) return ofDirect;
    return takenIn(moment)?.protection === 'plain' ? causeOfPlainOffer(call, omemo) : cause;
  }
  const goesOn = has(moment, 'createOffer') || effectOf(moment, 'sendSessionInitiate')?.protection === 'plain';
  return (goesOn ? causeOf(moment.event, omemo) : undefined) ?? cause;
}

/** Why a plain offer is plain: we announced a device, if there is one and anything was announced at all. */
export function causeOfPlainOffer(call: WatchedCall, omemo: 'disabled' | 'enabled'): UnauthenticatedCause {
  if (omemo === 'disabled') return 'disabled';
  return isDirect(call) ? 'notAnnounced' : 'announcedNotUsed';
}

/** Why this event, at the caller, makes the call a plain one; undefined where it does not. */
export function causeOf(event: CallEvent, omemo: 'disabled' | 'enabled'): UnauthenticatedCause | undefined {
  switch (event.type) {
    case 'peer.proceed':
      if (omemo === 'disabled') return 'disabled';
      if (event.device === 'none') return 'notAnnounced';
      return event.device === 'invalid' ? 'invalidDevice' : undefined;
    case 'omemo.impossible':
      return event.because;
    case 'timer.bundle':
      return 'noSession';
    default:
      return undefined;
  }
}
