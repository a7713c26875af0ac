/**
 * Invariants as monitors: each watches what a call was told and what it did, and says when a rule is broken.
 *
 * A monitor sees events, effects and the names of states, never a machine's context: it judges what left the machine,
 * not what the machine believes. Its state is small, finite and plain data, so that one and the same monitor runs over
 * the whole state graph, over random sequences, over recorded traces and in a product of several calls.
 */
import type { CallInput } from '../../machines/context.ts';
import type { CallEffect } from '../../machines/effects.ts';
import type { CallEvent } from '../../machines/events.ts';
import type { Role } from '../../machines/step.ts';

/** What is known of a call before anything happens to it. */
export interface WatchedCall {
  readonly role: Role;
  readonly input: CallInput;
}

/** One step, in the words of the trace: an entry of a recorded trace is one of these. */
export type MomentOf<Event, Effect> =
  | { readonly kind: 'start'; readonly to: string; readonly effects: readonly Effect[] }
  | {
      readonly kind: 'step';
      readonly from: string;
      readonly event: Event;
      readonly to: string;
      readonly effects: readonly Effect[];
      /** Where whoever watches knows it: in the model, and where a test holds all the keys. */
      readonly facts?: StepFacts;
    };

/** A step of a call's machine. */
export type Moment = MomentOf<CallEvent, CallEffect>;

/**
 * What a step did with the things a machine never sees, by the names of those who made them. A party is an OMEMO device
 * with its identity key: the same device id with another key is another party.
 */
export interface StepFacts {
  /** Who the description that left in this step is encrypted for. */
  readonly encryptedTo?: string;
  /** Who had encrypted what was decrypted in this step. */
  readonly decryptedFrom?: string;
  /** The certificate the call goes on with from this step on, and how the description came that names it. */
  readonly applied?: { readonly device: string; readonly call: string; readonly protection: 'encrypted' | 'plain' };
}

export type StepMoment = Extract<Moment, { kind: 'step' }>;

/** A broken rule: what happened that never may. */
export interface Violation {
  readonly kind: 'violation';
  readonly because: string;
}

/** One rule. `State` is plain data of few values; equal states are equal as JSON. */
export interface Monitor<State, M = Moment, Call = WatchedCall> {
  /** As in the list of rules: `A5`. */
  readonly rule: string;
  /** What is always true, as a sentence. */
  readonly sentence: string;
  start(call: Call): State;
  /** The state after a moment, or why there is none. Gives `state` itself back where nothing changes. */
  next(state: State, moment: M, call: Call): State | Violation;
}

export function violation(because: string): Violation {
  return { kind: 'violation', because };
}

export function isViolation(outcome: unknown): outcome is Violation {
  return typeof outcome === 'object' && outcome !== null && 'kind' in outcome && outcome.kind === 'violation';
}

export function has(moment: Moment, ...kinds: readonly CallEffect['kind'][]): boolean {
  return moment.effects.some(({ kind }) => kinds.includes(kind));
}

/** The effect of a kind, where the moment has one. */
export function effectOf<K extends CallEffect['kind']>(
  moment: Moment,
  kind: K,
): Extract<CallEffect, { kind: K }> | undefined {
  return moment.effects.find((effect): effect is Extract<CallEffect, { kind: K }> => effect.kind === kind);
}

/** Whether this call goes without Jingle messages, from one resource to another. */
export function isDirect({ input: { occasion } }: WatchedCall): boolean {
  return occasion === 'direct' || occasion === 'directReplacement';
}

/** Whether the step left everything a monitor can see as it was. */
export function isWithoutTrace(moment: StepMoment): boolean {
  return moment.effects.length === 0 && moment.from === moment.to;
}
