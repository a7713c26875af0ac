/** The machines of a call, evaluated: see evaluator.ts for how. */
import { calleeMachine } from './callee.machine.ts';
import { callerMachine } from './caller.machine.ts';
import type { CallContext, CallInput } from './context.ts';
import type { CallEffect } from './effects.ts';
import { createEvaluator } from './evaluator.ts';
import type { Evaluator, Snapshot, StepOf } from './evaluator.ts';
import type { CallEvent } from './events.ts';

export const ROLES = ['caller', 'callee'] as const;
export type Role = (typeof ROLES)[number];

/** A state of one call, shared with every other call in the same state. Frozen. */
export type CallSnapshot = Snapshot<Role, CallContext>;
export type Step = StepOf<CallSnapshot, CallEffect>;

const evaluators: Readonly<Record<Role, Evaluator<CallSnapshot, CallInput, CallEvent, CallEffect>>> = {
  caller: createEvaluator('caller', callerMachine),
  callee: createEvaluator('callee', calleeMachine),
};

/** The state a call begins in, and what to do at once. */
export function startCall(role: Role, input: CallInput): Step {
  return evaluators[role].start(input);
}

/** Takes one event. Pure: the same snapshot and event give the same step, and neither is changed. */
export function stepCall(snapshot: CallSnapshot, event: CallEvent): Step {
  return evaluators[snapshot.role].step(snapshot, event);
}

/** Whether this state has an answer of its own to a type of event, rather than the general one of every state. */
export function expects(snapshot: CallSnapshot, type: CallEvent['type']): boolean {
  return evaluators[snapshot.role].expects(snapshot, type);
}
