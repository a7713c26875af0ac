/** What is known of the caller's and the callee's machine: tables, monitors, the product explorer. */
import type { AnyStateMachine } from 'xstate';
import { standingOf } from '../../machines/between-calls.ts';
import { isDirect } from '../../machines/call.setup.ts';
import type { CallContext, CallInput } from '../../machines/context.ts';
import type { CallEffect } from '../../machines/effects.ts';
import { createEvaluator } from '../../machines/evaluator.ts';
import type { Evaluator } from '../../machines/evaluator.ts';
import { ALPHABET } from '../../machines/events.ts';
import type { CallEvent } from '../../machines/events.ts';
import { INPUTS } from '../../machines/inputs.ts';
import { expects, startCall, stepCall } from '../../machines/step.ts';
import type { CallSnapshot, Role } from '../../machines/step.ts';
import { tabulate } from '../../machines/table.ts';
import type { TransitionTable } from '../../machines/table.ts';
import { describeEvent, writeTable } from '../../machines/table-text.ts';
import { ringOut } from '../machines/ring-out.ts';
import { watchTable } from '../machines/watch.ts';
import type { Running } from '../model/call-slot.ts';
import { committedInputs } from '../model/committed-tables.ts';
import { MONITORS } from '../monitors/all.ts';
import { explorationFault } from './explored.ts';
import type { Knowledge } from './machine-judge.ts';

type CallEvaluator = Evaluator<CallSnapshot, CallInput, CallEvent, CallEffect>;

export function knowledgeOfCalls(role: Role): Knowledge<CallSnapshot, CallInput, CallEvent, CallEffect> {
  return {
    evaluatorOf: (machine) => evaluatorOf(role, machine),
    inputs: INPUTS[role],
    alphabet: ALPHABET,
    describe: describeEvent,
    lookOf,
    tablesOf: (evaluator) => {
      const running = runningWith(role, evaluator);
      return committedInputs(role).map((input) => [
        `${input.occasion} under ${input.policy}`,
        () => writeTable(tabulate(role, input, running)),
      ]);
    },
    ruleFault: (evaluator, input) => ruleFault(tabulate(role, input, runningWith(role, evaluator))),
    systemFault: (evaluator, differing) => explorationFault(runningWith(role, evaluator), differing),
  };
}

function evaluatorOf(role: Role, machine: AnyStateMachine): CallEvaluator {
  return createEvaluator<Role, CallContext, CallInput, CallEvent, CallEffect>(role, machine);
}

/** The other role's machine stays as it is. */
function runningWith(role: Role, replaced: CallEvaluator): Running {
  return {
    start: (each, input) => (each === role ? replaced.start(input) : startCall(each, input)),
    step: (snapshot, event) => (snapshot.role === role ? replaced.step(snapshot, event) : stepCall(snapshot, event)),
    expects: (snapshot, type) => (snapshot.role === role ? replaced.expects(snapshot, type) : expects(snapshot, type)),
  };
}

const EVENT_TYPES = [...new Set(ALPHABET.map(({ type }) => type))];

/** Also what a call that still runs has an answer of its own to. */
function lookOf(evaluator: CallEvaluator): (snapshot: CallSnapshot) => string {
  const known = new Map<CallSnapshot, string>();
  return (snapshot) => {
    let look = known.get(snapshot);
    if (look === undefined) {
      const { state, ended, context } = snapshot;
      const { policy, omemo, presence, sent, received, because, trust } = context;
      const kept = [policy, omemo, presence, sent, received, because, trust, isDirect(context)];
      const running = ended
        ? []
        : [standingOf(snapshot), ...EVENT_TYPES.filter((type) => evaluator.expects(snapshot, type))];
      look = [state, ended, ...kept, ...running].join(' ');
      known.set(snapshot, look);
    }
    return look;
  };
}

function ruleFault(table: TransitionTable): string | undefined {
  for (const monitor of MONITORS) {
    const [finding] = watchTable(table, monitor).findings;
    if (finding !== undefined) return `${finding.rule}: ${finding.because}`;
  }
  const [fault] = ringOut(table).faults;
  return fault === undefined ? undefined : `D22: ${fault}`;
}
