/** The target `machines`: long sequences of events, each watched by every monitor. */
import { AssertionError } from 'node:assert';
import fc from 'fast-check';
import { ALPHABET } from '../../machines/events.ts';
import type { CallEvent } from '../../machines/events.ts';
import { startCall, stepCall } from '../../machines/step.ts';
import { watchedCall } from '../arbitraries/call-input.ts';
import { chooseEvent, guidedChoices } from '../arbitraries/event-choices.ts';
import type { GuidedChoice } from '../arbitraries/event-choices.ts';
import { Coverage } from '../machines/coverage.ts';
import { watchMoments } from '../machines/watch.ts';
import { MONITORS } from '../monitors/all.ts';
import type { Moment, WatchedCall } from '../monitors/monitor.ts';
import type { Counts, Target } from './target.ts';

export interface MachineRun {
  readonly call: WatchedCall;
  readonly events: readonly CallEvent[];
}

export interface MachineDraw {
  /** `unmet`: the one with the most before it that nobody has tried. */
  readonly call: WatchedCall | 'unmet';
  readonly choices: readonly GuidedChoice[];
}

export interface MachinesTarget extends Target<MachineDraw, MachineRun> {
  readonly coverage: Coverage;
}

/** @param step  for tests of the fuzzing itself: another machine than ours */
export function createMachinesTarget(step: typeof stepCall = stepCall): MachinesTarget {
  const coverage = new Coverage();
  const verify = ({ call, events }: MachineRun): void => {
    const finding = watchMoments(MONITORS, call, play(call, events, step));
    if (finding !== undefined) throw new AssertionError({ message: `${finding.rule}: ${finding.because}` });
  };
  return {
    name: 'machines',
    sentence: 'whatever happens to a caller or callee, in any order: no rule is broken',
    arbitrary: fc.record({ call: fc.oneof(watchedCall, fc.constant('unmet' as const)), choices: guidedChoices }),
    settle: (draw) => settle(draw, coverage),
    check: async (run, counts: Counts) => {
      await Promise.resolve();
      verify(run);
      counts.add({ runs: 1, steps: run.events.length });
    },
    shrink: (run) => Promise.resolve(shrink(run, verify)),
    reached: () => `${coverage.taken} of ${coverage.all} steps of the machines were taken`,
    coverage,
  };
}

/** The events of the choices, made one after the other. */
function settle({ call: drawn, choices }: MachineDraw, coverage: Coverage): MachineRun {
  const call = drawn === 'unmet' ? coverage.mostUnmet() : drawn;
  let { snapshot } = startCall(call.role, call.input);
  const events: CallEvent[] = [];
  for (const { among, nth } of choices) {
    const unmet = among === 'unmet' ? coverage.next(snapshot) : undefined;
    const event = unmet ?? chooseEvent(snapshot, { among: among === 'unmet' ? 'moving' : among, nth });
    events.push(event);
    coverage.note(snapshot, event);
    snapshot = stepCall(snapshot, event).snapshot;
  }
  return { call, events };
}

function play({ role, input }: WatchedCall, events: readonly CallEvent[], step: typeof stepCall): readonly Moment[] {
  const start = startCall(role, input);
  const moments: Moment[] = [{ kind: 'start', to: start.snapshot.state, effects: start.effects }];
  let { snapshot } = start;
  for (const event of events) {
    const next = step(snapshot, event);
    moments.push({ kind: 'step', from: snapshot.state, event, to: next.snapshot.state, effects: next.effects });
    snapshot = next.snapshot;
  }
  return moments;
}

/** Events are taken out as long as what is left is wrong. */
function shrink(run: MachineRun, verify: (run: MachineRun) => void): MachineRun {
  const anyEvents = fc.array(fc.constantFrom(...ALPHABET), { maxLength: run.events.length + 1 });
  const property = fc.property(anyEvents, (events) => verify({ ...run, events }));
  const { counterexample } = fc.check(property, { numRuns: 1, examples: [[[...run.events]]] });
  return { ...run, events: counterexample?.[0] ?? run.events };
}
