/** Plays a sequence of choices with one call, and keeps what happened as a trace does. */
import { startCall, stepCall } from '../../machines/step.ts';
import { chooseEvent } from '../arbitraries/event-choices.ts';
import type { EventChoice } from '../arbitraries/event-choices.ts';
import type { Moment, WatchedCall } from '../monitors/monitor.ts';

export function play({ role, input }: WatchedCall, choices: readonly EventChoice[]): readonly Moment[] {
  const start = startCall(role, input);
  const moments: Moment[] = [{ kind: 'start', to: start.snapshot.state, effects: start.effects }];
  let { snapshot } = start;
  for (const choice of choices) {
    const event = chooseEvent(snapshot, choice);
    const step = stepCall(snapshot, event);
    moments.push({ kind: 'step', from: snapshot.state, event, to: step.snapshot.state, effects: step.effects });
    snapshot = step.snapshot;
  }
  return moments;
}
