/** Rule D22: every waiting state ends by itself. */
import { MAX_TIMERS_OF_CALL } from '../../src/base/limits.ts';
import { TIMERS } from '../../machines/events.ts';
import type { TimerName } from '../../machines/events.ts';
import type { Moment, Monitor } from './monitor.ts';
import { has, isViolation, isWithoutTrace, violation } from './monitor.ts';

export interface DeadlineState {
  /** The running ones, in the order of `TIMERS`. */
  readonly running: readonly TimerName[];
  /** Media runs: the one state that may last. */
  readonly connected: boolean;
}

export const alwaysHasADeadline: Monitor<DeadlineState> = {
  rule: 'D22',
  sentence:
    'a call neither connected nor ended has a running deadline; each is stopped or rings, none outlives its state',
  start: () => ({ running: [], connected: false }),
  next(state, moment) {
    const rung = moment.kind === 'step' ? TIMERS.find((timer) => moment.event.type === `timer.${timer}`) : undefined;
    if (moment.kind === 'step' && rung !== undefined && !state.running.includes(rung)) {
      // Overtaken on its way here by what stopped it.
      return isWithoutTrace(moment) ? state : violation(`${rung} rings without having been started`);
    }
    if (moment.kind === 'step' && rung !== undefined && isWithoutTrace(moment))
      return violation(`nobody hears ${rung}`);
    const running = runningAfter(state.running, rung, moment);
    if (isViolation(running)) return running;
    if (running.length > MAX_TIMERS_OF_CALL) return violation(`${running.length} deadlines at a time`);

    const connected = state.connected || has(moment, 'reportConnected');
    if (moment.to === 'ended' || connected) {
      if (running.length > 0) return violation(`${running.join(' ')} goes on`);
    } else if (running.length === 0) return violation(`${moment.to} waits for ever`);
    return running === state.running && connected === state.connected ? state : { running, connected };
  },
};

function runningAfter(before: readonly TimerName[], rung: TimerName | undefined, moment: Moment) {
  let running = new Set<TimerName>(before.filter((timer) => timer !== rung));
  for (const effect of moment.effects) {
    if (effect.kind === 'startTimer') {
      if (running.has(effect.timer)) return violation(`${effect.timer} is started while it runs`);
      running = new Set([...running, effect.timer]);
    } else if (effect.kind === 'stopTimer') {
      // One that has just rung is stopped once more by the state it leaves.
      if (!running.has(effect.timer) && effect.timer !== rung) return violation(`${effect.timer} is stopped unstarted`);
      running = new Set([...running].filter((timer) => timer !== effect.timer));
    }
  }
  const after = TIMERS.filter((timer) => running.has(timer));
  return after.join(' ') === before.join(' ') ? before : after;
}
