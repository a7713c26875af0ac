/**
 * One call at one device in the model: its machine, what the data plane holds beside it, and the monitors that watch
 * it.
 *
 * The data plane is modelled as it is in src/call: one binding, written once, compared before a decryption and
 * confirmed after it; a decrypted certificate refused if it is our own or of another live call with the same account.
 * OMEMO is modelled honestly: a ciphertext opens once, for the device it was made for, and names the device that made
 * it.
 */
import type { Occasion, Policy } from '../../machines/context.ts';
import type { CallEffect } from '../../machines/effects.ts';
import type { CallEvent } from '../../machines/events.ts';
import { expects, startCall, stepCall } from '../../machines/step.ts';
import type { CallSnapshot, Role, Step } from '../../machines/step.ts';
import { MODEL_MONITORS } from '../monitors/ends.ts';
import { isViolation } from '../monitors/monitor.ts';
import type { Moment, StepFacts, WatchedCall } from '../monitors/monitor.ts';
import type { Certificate, Ciphertext, Device } from './wire.ts';

/** How a machine steps: `stepCall`, or a broken one that shows that a monitor can fail. */
export type Stepping = (snapshot: CallSnapshot, event: CallEvent) => Step;

/** How the machines run: as they are, or broken from the beginning on. */
export interface Running {
  readonly start: typeof startCall;
  readonly step: Stepping;
  readonly expects: typeof expects;
}

export const AS_THEY_ARE: Running = { start: startCall, step: stepCall, expects };

export interface LiveCall {
  readonly role: Role;
  readonly machine: CallSnapshot;
  /** The pinned device; the account is the peer's. */
  readonly bound: Device | undefined;
  /** The ciphertext that waits to be decrypted. */
  readonly arrived: Ciphertext | undefined;
  /** That of a plain offer that waits for the user's answer. */
  readonly held: Certificate | undefined;
  /** The certificate of the accepted description. */
  readonly remote: Certificate | undefined;
  /** The state of each monitor. */
  readonly watched: readonly unknown[];
  /** Whether the user was ever told `authenticated`, with an honest device: a stolen one can call whom it likes. */
  readonly shown: boolean;
}

/** What happened to a call besides the event: the data plane's half. */
export interface Arrival {
  readonly announced?: Device;
  readonly ciphertext?: Ciphertext;
  readonly plain?: Certificate;
  /** What came out of the ciphertext that was waiting. */
  readonly opened?: Ciphertext;
}

export interface CallStep {
  readonly call: LiveCall;
  readonly effects: readonly CallEffect[];
  /** What a monitor found wrong with it. */
  readonly violation: string | undefined;
}

/** A call that begins. */
export function beginCall(role: Role, policy: Policy, occasion: Occasion, { start } = AS_THEY_ARE): CallStep {
  const input = { policy, omemo: 'enabled', presence: 'shared', occasion } as const;
  const { snapshot: machine, effects } = start(role, input);
  const watchedCall: WatchedCall = { role, input };
  const moment: Moment = { kind: 'start', to: machine.state, effects };
  const watched = watch(
    MODEL_MONITORS.map((monitor) => monitor.start(watchedCall)),
    moment,
    watchedCall,
  );
  const call: LiveCall = {
    role,
    machine,
    bound: undefined,
    arrived: undefined,
    held: undefined,
    remote: undefined,
    watched: watched.states,
    shown: false,
  };
  return { call, effects, violation: watched.violation };
}

/** One step of one call. What the data plane writes down follows from the orders, as in src/call/data-plane.ts. */
export function stepLive(call: LiveCall, event: CallEvent, arrival: Arrival, { step } = AS_THEY_ARE): CallStep {
  const { snapshot: machine, effects } = step(call.machine, event);
  const ordered = (...kinds: readonly CallEffect['kind'][]) => effects.some(({ kind }) => kinds.includes(kind));
  const bound = ordered('pinDevice') ? arrival.announced : (call.bound ?? arrival.opened?.from);
  const arrived = ordered('decryptFingerprints', 'holdOffer')
    ? (arrival.ciphertext ?? call.arrived)
    : arrival.opened === undefined
      ? call.arrived
      : undefined;
  const held = ordered('holdOffer') ? arrival.plain : ordered('createAnswer') ? undefined : call.held;
  const plain = arrival.plain ?? call.held;
  const takesPlain = plain !== undefined && ordered('createAnswer', 'applyAnswer');
  const remote = arrival.opened?.certificate ?? (takesPlain ? plain : call.remote);

  const facts: StepFacts = {
    ...(sendsEncrypted(effects) && bound !== undefined ? { encryptedTo: bound } : {}),
    ...(arrival.opened === undefined ? {} : { decryptedFrom: arrival.opened.from }),
    ...(remote === undefined || remote === call.remote
      ? {}
      : {
          applied: { device: remote.device, call: String(remote.call), protection: takesPlain ? 'plain' : 'encrypted' },
        }),
  };
  const { role } = call;
  const { state: from } = call.machine;
  const moment: Moment = { kind: 'step', from, event, to: machine.state, effects, facts };
  const { policy, omemo, presence, occasion } = call.machine.context;
  const watched = watch(call.watched, moment, { role, input: { policy, omemo, presence, occasion } });
  const shown = call.shown || (bound !== 'E' && effects.some((effect) => isAuthenticated(effect)));
  const next: LiveCall = { role, machine, bound, arrived, held, remote, watched: watched.states, shown };
  return { call: next, effects, violation: watched.violation };
}

function sendsEncrypted(effects: readonly CallEffect[]): boolean {
  return effects.some(
    (effect) =>
      (effect.kind === 'sendSessionInitiate' || effect.kind === 'sendSessionAccept') &&
      effect.protection === 'encrypted',
  );
}

function isAuthenticated(effect: CallEffect): boolean {
  return effect.kind === 'reportVerdict' && effect.verdict.state === 'authenticated';
}

function watch(states: readonly unknown[], moment: Moment, call: WatchedCall) {
  let violation: string | undefined;
  const next = states.map((state, index) => {
    const monitor = MODEL_MONITORS[index];
    const outcome = monitor?.next(state, moment, call);
    if (!isViolation(outcome)) return outcome;
    violation ??= `${monitor?.rule ?? '?'}: ${outcome.because}`;
    return state;
  });
  return { states: next, violation };
}

/** A key that equal calls share. */
export function keyOfCall({ role, machine, bound, arrived, held, remote, watched, shown }: LiveCall): string {
  const { state, context } = machine;
  return JSON.stringify([role, state, Object.values(context), bound, arrived, held, remote, watched, shown]);
}
