/** Rules D20, D22 and E27 for what changes in a running call: one answer, one thing at a time, and always an end. */
import { CHANGE_REQUEST_TYPES } from '../../machines/changes.words.ts';
import type { ChangesEffect, ChangesEvent, ChangeTimer } from '../../machines/changes.words.ts';
import { violation } from '../monitors/monitor.ts';
import type { ChangesMonitor } from './moment.ts';
import { effectsOf, has, isUpon } from './moment.ts';

export const answersEachChangeOnce: ChangesMonitor<null> = {
  rule: 'D20',
  sentence: 'every request is acknowledged or refused exactly once, and nothing else is answered',
  start: () => null,
  next(state, moment) {
    const answers = effectsOf(moment, 'acknowledge').length + effectsOf(moment, 'refuse').length;
    return answers === (isUpon(moment, ...CHANGE_REQUEST_TYPES) ? 1 : 0) ? state : violation(`${answers} answers`);
  },
};

export const yieldsAsTheResponder: ChangesMonitor<null> = {
  rule: 'C19',
  sentence: 'of two additions or restarts that cross, the one of who began the call goes on at both ends',
  start: () => null,
  next(state, moment, { side }) {
    const isTie = effectsOf(moment, 'refuse').some(({ condition }) => condition === 'tie-break');
    const isOurOwnAdding = moment.kind === 'step' && moment.from.startsWith('adding.');
    const isOurOwnRestart = moment.kind === 'step' && moment.from.startsWith('restarting.');
    if (isTie && !isOurOwnAdding && !isOurOwnRestart) return violation('tie-break where nothing crosses');
    if (side === 'initiator' && has(moment, 'rollBack')) {
      if (isUpon(moment, 'peer.contentAdd') || isUpon(moment, 'peer.newCredentials')) return violation('gives way');
    }
    if (side === 'responder' && isTie) {
      const isOtherKind = isUpon(moment, 'peer.newCredentials') && isOurOwnAdding;
      if (!isOtherKind) return violation('refuses where it has to give way');
    }
    return state;
  },
};

export interface EngineState {
  /** `offering`: it has made an offer, and waits for the answer. */
  readonly engine: 'offering' | 'stable';
  /** What it is at. A restart of the peer's is answered in its turn, whatever comes before. */
  readonly work: 'answers' | 'applies' | 'describes' | 'none';
}

const WORKS: Partial<Record<ChangesEffect['kind'], EngineState['work']>> = {
  describeAddition: 'describes',
  describeRestart: 'describes',
  answerOffer: 'answers',
  applyAnswer: 'applies',
};

/** The engine after a word of it. A word about nothing is dropped before it becomes an event, and changes nothing. */
function afterResult(state: EngineState, { type }: ChangesEvent): EngineState {
  const isOfApplying = type === 'media.applied';
  if (type !== 'media.refused' && isOfApplying !== (state.work === 'applies')) return state;
  return { engine: isOfApplying ? 'stable' : state.engine, work: 'none' };
}

export const asksTheEngineInTurn: ChangesMonitor<EngineState> = {
  rule: 'E27',
  sentence:
    'the engine is asked one thing at a time: no offer over an offer, no answer to nothing, nothing to roll back',
  start: () => ({ engine: 'stable', work: 'none' }),
  next(state, moment) {
    let { engine, work } = state;
    if (isUpon(moment, 'media.described', 'media.applied', 'media.refused')) {
      ({ engine, work } = afterResult(state, moment.event));
    }
    for (const effect of moment.effects) {
      const { kind } = effect;
      if (kind === 'rollBack' && engine === 'stable') return violation('rolls back nothing');
      if (kind === 'rollBack') [engine, work] = ['stable', 'none'];
      // Contents that the engine answers leave with what was under way for them.
      if (kind === 'removeMedia' && effect.contents === 'offered') work = 'none';
      if (kind === 'answerRestart' && engine === 'offering' && work !== 'applies') return violation('an offer is open');
      const next = WORKS[kind];
      if (next === undefined) continue;
      if (work !== 'none') return violation(`${kind} while the engine ${work}`);
      if ((kind === 'applyAnswer') !== (engine === 'offering')) return violation(`${kind} while it is ${engine}`);
      if (next === 'describes') engine = 'offering';
      work = next;
    }
    return engine === state.engine && work === state.work ? state : { engine, work };
  },
};

export const answersARestartBeforeItsOwn: ChangesMonitor<'due' | 'told'> = {
  rule: 'C19',
  sentence:
    'ICE is not restarted before the peer has heard what we answer to its own restart: it would take one for the other',
  start: () => 'told',
  next(state, moment) {
    const after = isUpon(moment, 'media.restartAnswered') ? 'told' : state;
    if (after === 'due' && has(moment, 'describeRestart')) return violation('two restarts in one');
    return has(moment, 'answerRestart') ? 'due' : after;
  },
};

export const waitsWithADeadline: ChangesMonitor<readonly ChangeTimer[]> = {
  rule: 'D22',
  sentence: 'whatever is open has a deadline that runs, and nothing runs once all is settled',
  start: () => [],
  next(state, moment) {
    let running = [...state];
    if (moment.kind === 'step' && moment.event.type.startsWith('timer.')) {
      const rung = moment.event.type.slice('timer.'.length);
      running = running.filter((timer) => timer !== rung);
    }
    for (const effect of moment.effects) {
      if (effect.kind === 'startTimer') running = [...running.filter((timer) => timer !== effect.timer), effect.timer];
      if (effect.kind === 'stopTimer') running = running.filter((timer) => timer !== effect.timer);
    }
    const isRunning = (timer: ChangeTimer) => running.includes(timer);
    const due: Readonly<Record<string, ChangeTimer>> = { adding: 'addition', restarting: 'restart', offered: 'offer' };
    const timer = due[moment.to.split('.')[0] ?? ''];
    if (timer !== undefined && !isRunning(timer)) return violation(`${moment.to} without a deadline`);
    if (moment.to.startsWith('accepting.') && !isRunning('offer')) return violation(`${moment.to} without a deadline`);
    if (moment.to === 'idle' && running.length > 0) return violation(`${running.join(', ')} runs at rest`);
    running.sort();
    return running.join() === state.join() ? state : running;
  },
};
