/** Everything the machine of what changes in a running call can do, in the words of its monitors. */
import { CHANGES_INPUTS } from '../../machines/changes.words.ts';
import type { ChangesInput } from '../../machines/changes.words.ts';
import { tabulateChanges } from '../../machines/table.ts';
import type { ChangesTable } from '../../machines/table.ts';
import { describeEvent } from '../../machines/table-text.ts';
import type { Paths } from '../machines/watch.ts';
import type { ChangesMoment } from './moment.ts';

export type ChangesPaths = Paths<ChangesMoment, ChangesInput>;

export function pathsOf(table: ChangesTable): ChangesPaths {
  const { states, events, next, outputs, output, start, input } = table;
  return {
    table,
    call: input,
    first: { kind: 'start', to: states[0]!.state, effects: outputs[start]! },
    momentAt(state, event) {
      const cell = state * events.length + event;
      const { [state]: from, [next[cell]!]: to } = states;
      return {
        kind: 'step',
        from: from!.state,
        event: events[event]!,
        to: to!.state,
        effects: outputs[output[cell]!]!,
      };
    },
    describeEvent: (event) => describeEvent(events[event]!),
  };
}

export const ALL_PATHS: readonly ChangesPaths[] = CHANGES_INPUTS.map((input) => pathsOf(tabulateChanges(input)));
