/**
 * One call: steps its machine with what happened and hands what the machine answers to the data plane.
 *
 * What is here is the order of things: one occurrence at a time, all effects of a step before the next occurrence,
 * nothing after the end. Everything that decides is in `machines/`.
 */
import { resumeStepper, startStepper } from '../../machines/actor.ts';
import type { Stepper } from '../../machines/actor.ts';
import { standingOf } from '../../machines/between-calls.ts';
import type { Standing } from '../../machines/between-calls.ts';
import type { CallInput } from '../../machines/context.ts';
import type { CallEvent } from '../../machines/events.ts';
import { expects } from '../../machines/step.ts';
import type { Role } from '../../machines/step.ts';
import { invariant } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import type { CallState } from './call-state.ts';
import { DataPlane } from './data-plane.ts';
import type { CallNames } from './data-plane-state.ts';
import type { CallEnvironment } from './environment.ts';
import type { Occurrence } from './occurrence.ts';
import type { CallTraceEntry, ChangesTraceEntry } from './trace.ts';

export interface CallOptions extends CallNames {
  readonly input: CallInput;
}

export class Call {
  readonly role: Role;
  /** What the call is about and has learnt; what effects do. */
  readonly data: DataPlane;
  readonly #environment: CallEnvironment;
  readonly #input: CallInput;
  readonly #stepper: Stepper;
  #abandoned = false;

  constructor(environment: CallEnvironment, options: CallOptions, state?: CallState) {
    const { role, sessionId, input } = options;
    const { inspect } = environment;
    this.role = role;
    this.#environment = environment;
    this.#input = input;
    this.data = new DataPlane(environment, options, (occurrence) => this.dispatch(occurrence), state?.data);
    const name = `${role} ${sessionId}`;
    if (state?.data.changes !== undefined) {
      this.data.beginChanges(state.data.changes.input, (moment) => this.#trace(moment), state.data.changes);
    }
    this.#stepper =
      state === undefined ? startStepper(role, input, inspect, name) : resumeStepper(state.machine, inspect, name);
  }

  /** A call of a snapshot, where it was. It was begun in its time: nothing is done about its state. */
  static restore(environment: CallEnvironment, state: CallState): Call {
    return new Call(environment, { ...state.names, input: state.input }, state);
  }

  /** Between steps, and while no order is under way: see `CallManager.snapshot`. */
  write(): JsonValue {
    const { role, state, context } = this.#stepper.snapshot;
    return { machine: { role, input: { ...this.#input }, state, context: { ...context } }, ...this.data.write() };
  }

  get ended(): boolean {
    return this.#stepper.snapshot.ended;
  }

  /** Whether the contact may know that we are there. */
  get presence(): CallInput['presence'] {
    return this.#stepper.snapshot.context.presence;
  }

  get policy(): CallInput['policy'] {
    return this.#stepper.snapshot.context.policy;
  }

  get omemo(): CallInput['omemo'] {
    return this.#stepper.snapshot.context.omemo;
  }

  /** Where it is, for another call with the same contact. */
  get standing(): Standing {
    return standingOf(this.#stepper.snapshot);
  }

  /** Whether it waits for the user's word: it rings, or is offered in place of another. */
  get asks(): boolean {
    return !this.ended && this.standing === 'asking';
  }

  /** Whether it waits for the user's answer and its caller does not know that it rings. */
  get ringsSilently(): boolean {
    return this.asks && this.presence === 'hidden';
  }

  /** Whether the present state has an answer of its own to such an event. */
  expects(type: CallEvent['type']): boolean {
    return expects(this.#stepper.snapshot, type);
  }

  /** Does what the machine's first state asks for. Once, when the call can already be found. */
  start(): void {
    this.#inTurn(() => this.startNow());
  }

  /** The same, only from inside a step: for what belongs together with a step of another call. */
  startNow(): void {
    const { snapshot, initial } = this.#stepper;
    if (this.#abandoned) return;
    this.#trace({ kind: 'start', input: this.#input, to: snapshot.state, effects: initial });
    for (const effect of initial) {
      if (!this.#abandoned) this.data.carryOut(effect, NOTHING_ARRIVED);
    }
  }

  /** Lets something happen to the call: now, or after the step under way. */
  dispatch(occurrence: Occurrence): void {
    this.#inTurn(() => this.stepNow(occurrence));
  }

  /** The same, only from inside a step: for what belongs together with a step of another call. */
  stepNow(occurrence: Occurrence): void {
    if (this.ended || this.#abandoned) return;
    const from = this.#stepper.snapshot.state;
    const { event } = occurrence;
    const effects = this.#stepper.step(event);
    this.#trace({ kind: 'step', from, event, to: this.#stepper.snapshot.state, effects });
    for (const effect of effects) {
      this.data.carryOut(effect, occurrence);
      if (effect.kind === 'startMedia') this.#beginChanges();
      // The application may close the account from inside a report: what the step had left to do is then not done.
      if (this.#abandoned) return;
    }
    if (!this.ended) return;
    this.data.purge();
    this.#environment.ended(this);
  }

  /** Whether the level of trust in the bound key is another than the call has been told. */
  get hasOldTrust(): boolean {
    const { received, trust } = this.#stepper.snapshot.context;
    return received === 'encrypted' && this.data.trust !== trust;
  }

  /** The level of trust in the bound key may have changed. */
  trustMayHaveChanged(): void {
    const { trust } = this.data;
    if (trust !== undefined) this.dispatch({ event: { type: 'omemo.trustChanged', trust } });
  }

  /** Ends without a word: the account is closed. Nothing is sent or reported afterwards. */
  abandon(): void {
    this.#abandoned = true;
    this.data.purge();
    this.#environment.ended(this);
  }

  /** From here on contents and the ICE session can be changed, under the protection that the call has now. */
  #beginChanges(): void {
    const { sent, received } = this.#stepper.snapshot.context;
    invariant(sent !== 'nothing' && received !== 'nothing', 'media starts when descriptions have gone both ways');
    const side = this.role === 'caller' ? 'initiator' : 'responder';
    this.data.beginChanges({ side, sent, received }, (moment) => this.#trace(moment));
  }

  #inTurn(step: () => void): void {
    const { turns } = this.#environment;
    turns.whenIdle(() => turns.step(step));
  }

  #trace(entry: Moment): void {
    const { trace, clock } = this.#environment;
    if (trace === undefined) return;
    const { sessionId, peer } = this.data;
    trace({
      ...entry,
      atMs: clock.now(),
      sessionId,
      peer,
      role: this.role,
    });
  }
}

/** The half of a trace entry that the machine knows. */
type Moment = CallTraceEntry | ChangesTraceEntry extends infer Entry
  ? Entry extends unknown
    ? Omit<Entry, 'atMs' | 'peer' | 'role' | 'sessionId'>
    : never
  : never;

const NOTHING_ARRIVED = {};
