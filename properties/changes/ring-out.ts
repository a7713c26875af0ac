/** D22 over all that changes in a running call: whatever is open is ended by its own deadlines. */
import { CHANGE_TIMERS } from '../../machines/changes.words.ts';
import type { ChangesPaths } from './paths.ts';

/** Where deadlines alone do not lead to rest, a sentence for each such state. */
export function restlessStates({ table, momentAt }: ChangesPaths): readonly string[] {
  const rings = table.events.flatMap((_event, index) => {
    const moment = momentAt(0, index);
    return moment.kind === 'step' && moment.event.type.startsWith('timer.') ? [index] : [];
  });
  const faults: string[] = [];
  for (let state = 0; state * table.events.length < table.next.length; state += 1) {
    let current = state;
    // Each deadline may start one more: what waited for it.
    for (let round = 0; round < CHANGE_TIMERS.length; round += 1)
      for (const ring of rings) current = table.next[current * table.events.length + ring]!;
    const [from, to] = [state, current].map((each) => {
      const moment = momentAt(each, rings[0]!);
      return moment.kind === 'step' ? moment.from : moment.to;
    });
    if (to !== 'idle') faults.push(`from ${from} deadlines lead to ${to}, and no further`);
  }
  return faults;
}
