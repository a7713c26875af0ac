/** Rule D21: an offer or answer out of its place. */
import type { Monitor, StepMoment } from './monitor.ts';
import { has, violation } from './monitor.ts';
import { descriptionIn } from './travel.ts';

/** Whether the one description this side waits for has come. */
export type PlaceState = 'came' | 'not yet';

export const refusesRepeatedDescriptions: Monitor<PlaceState> = {
  rule: 'D21',
  sentence: 'a second offer or answer, and one for the other role, is refused as out of order and changes nothing',
  start: () => 'not yet',
  next(state, moment, { role }) {
    const description = descriptionIn(moment);
    if (description === undefined || moment.kind === 'start' || moment.from === 'ended') return state;
    const isForThisRole = description.type === (role === 'caller' ? 'peer.sessionAccept' : 'peer.sessionInitiate');
    if ((state === 'came' || !isForThisRole) && !isPlainRefusal(moment)) {
      return violation(`${description.type} in ${moment.from} is not just refused`);
    }
    return has(moment, 'acknowledge') ? 'came' : state;
  },
};

function isPlainRefusal({ from, to, effects }: StepMoment): boolean {
  const [effect, second] = effects;
  const isRefusal = effect?.kind === 'refuse' && effect.condition === 'out-of-order';
  return isRefusal && second === undefined && from === to;
}
