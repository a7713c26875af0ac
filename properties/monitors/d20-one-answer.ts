/** Rule D20: each request gets its one answer. */
import { JINGLE_EVENT_TYPES } from '../../machines/events.ts';
import type { NoState } from './b12-one-kind.ts';
import type { Monitor } from './monitor.ts';
import { violation } from './monitor.ts';

const REQUESTS: ReadonlySet<string> = new Set(JINGLE_EVENT_TYPES);

export const answersEachRequestOnce: Monitor<NoState> = {
  rule: 'D20',
  sentence:
    'every request of a live call is acknowledged or refused exactly once, first of all, and nothing else is answered',
  start: () => 'nothing',
  next(state, moment) {
    const isRequest = moment.kind === 'step' && REQUESTS.has(moment.event.type) && moment.from !== 'ended';
    const answers = moment.effects.filter(({ kind }) => kind === 'acknowledge' || kind === 'refuse').length;
    return answers === (isRequest ? 1 : 0) ? state : violation(`${answers} answers`);
  },
};
