/**
 * What changes in one running call: steps the machine of machines/changes.machine.ts and hands what it answers to the
 * data plane, on the same engine, under the same binding, with the same peer as the call itself.
 *
 * Begins with the accepted answer and ends with the call.
 */
import { canChange, startChanges, stepChanges } from '../../machines/changes.step.ts';
import type { ChangesSnapshot } from '../../machines/changes.step.ts';
import type { ChangesEffect, ChangesEvent, ChangesInput, ChangeTimer } from '../../machines/changes.words.ts';
import type { JsonValue } from '../base/json.ts';
import type { ReceivedJingle } from '../stanzas/jingle.ts';
import type { ChangeOccurrence } from './change-occurrence.ts';
import { ChangePlane } from './change-plane.ts';
import type { ChangingCall } from './changing-call.ts';
import { writeChanges } from './change-state.ts';
import type { ChangesState } from './change-state.ts';
import { deadlineOfChange } from './deadlines.ts';
import type { CallEnvironment } from './environment.ts';
import type { RequestOutcome } from './requests.ts';
import { CallTimers } from './timers.ts';

/** The half of a trace entry that the machine knows. */
export type ChangesMoment =
  | {
      readonly kind: 'changesStart';
      readonly input: ChangesInput;
      readonly to: string;
      readonly effects: readonly ChangesEffect[];
    }
  | {
      readonly kind: 'changesStep';
      readonly from: string;
      readonly event: ChangesEvent;
      readonly to: string;
      readonly effects: readonly ChangesEffect[];
    };

export class CallChanges {
  readonly plane: ChangePlane;
  readonly #environment: CallEnvironment;
  readonly #input: ChangesInput;
  readonly #trace: (moment: ChangesMoment) => void;
  readonly #timers: CallTimers<ChangeTimer>;
  #snapshot: ChangesSnapshot;
  #isOver = false;

  constructor(
    environment: CallEnvironment,
    call: ChangingCall,
    input: ChangesInput,
    trace: (moment: ChangesMoment) => void,
    state?: ChangesState,
  ) {
    this.#environment = environment;
    this.#input = input;
    this.#trace = trace;
    const start = startChanges(input);
    this.#snapshot = state?.snapshot ?? start.snapshot;
    const tell = (event: ChangesEvent) => this.dispatch({ event });
    const owesRestartAnswer = () => this.#snapshot.context.restartAnswer === 'due';
    this.plane = new ChangePlane(environment, call, { side: input.side, owesRestartAnswer, tell }, state?.plane);
    const { alarms, deadlines } = environment;
    const ring = (timer: ChangeTimer) => tell({ type: `timer.${timer}` });
    this.#timers = new CallTimers(alarms, (timer) => deadlineOfChange(deadlines, timer), ring, state?.timers);
    // The first state has nothing to do: what is traced is that there is one.
    if (state === undefined) trace({ kind: 'changesStart', input, to: start.snapshot.state, effects: start.effects });
  }

  /** Between steps, while no order is under way. */
  write(): JsonValue {
    return writeChanges(this.#input, this.#snapshot, this.plane.write(), this.#timers.write());
  }

  /** Deadlines that run. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Whether the user's side can ask for this now. */
  can(event: ChangesEvent): boolean {
    return !this.#isOver && canChange(this.#snapshot, event);
  }

  /** The event a request of the peer is for this; undefined for what is not about contents or another ICE session. */
  classify(jingle: ReceivedJingle): ChangesEvent | undefined {
    return this.plane.classify(jingle);
  }

  /** Lets something happen: now, or after the step under way. */
  dispatch(occurrence: ChangeOccurrence): void {
    const { turns } = this.#environment;
    turns.whenIdle(() => turns.step(() => this.#stepNow(occurrence)));
  }

  /** Goes on with the answer to one of our requests. A peer that never answers is what the deadlines are for. */
  settle(step: 'acceptance' | 'addition' | 'restart', outcome: RequestOutcome): void {
    const { kind } = outcome;
    if (kind === 'timedOut') return;
    if (step === 'acceptance') {
      const refused = this.plane.accepted(outcome.iq.id, kind);
      return refused === undefined ? undefined : this.dispatch(refused);
    }
    this.plane.answered();
    if (step === 'restart') {
      this.dispatch({ event: { type: kind === 'error' ? 'peer.restartRefused' : 'peer.restartAcknowledged' } });
    } else if (kind === 'error') this.dispatch({ event: { type: 'peer.addRefused' } });
  }

  /** Nothing of an ended call stays. */
  purge(): void {
    this.#isOver = true;
    this.#timers.stopAll();
    this.plane.purge();
  }

  #stepNow(occurrence: ChangeOccurrence): void {
    if (this.#isOver) return;
    const { event, media } = occurrence;
    const from = this.#snapshot.state;
    const { snapshot, effects } = stepChanges(this.#snapshot, event);
    this.#snapshot = snapshot;
    this.#trace({ kind: 'changesStep', from, event, to: snapshot.state, effects });
    const isAdding = snapshot.state.startsWith('adding.');
    if (media !== undefined && isAdding) this.plane.begin(media);
    const before = this.plane.contents;
    for (const effect of effects) {
      if (effect.kind === 'startTimer') this.#timers.start(effect.timer);
      else if (effect.kind === 'stopTimer') this.#timers.stop(effect.timer);
      else this.plane.carryOut(effect, occurrence, before);
      // The call may have ended by it, and then nothing more of it is told.
      if (this.#isOver) return;
    }
    if (!isAdding) this.plane.rest();
  }
}
