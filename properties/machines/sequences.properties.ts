/** Every rule over long sequences of events, of which many are hostile: late, doubled, out of place. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROLES } from '../../machines/step.ts';
import { eventChoices } from '../arbitraries/event-choices.ts';
import { callInputOf, watchedCall } from '../arbitraries/call-input.ts';
import { MONITORS } from '../monitors/all.ts';
import { tablesOf } from './explore.ts';
import { play } from './play.ts';
import { watchMoments } from './watch.ts';

describe('a call, over any sequence of events', () => {
  test.each(MONITORS.map((monitor) => [monitor.rule, monitor.sentence, monitor] as const))(
    '%s: %s',
    (_rule, _sentence, monitor) => {
      fc.assert(
        fc.property(watchedCall, eventChoices, (call, choices) => {
          expect(watchMoments([monitor], call, play(call, choices))).toBeUndefined();
        }),
      );
    },
  );
});

describe('the sequences', () => {
  test.each(ROLES)('lead the %s into each of its states', (role) => {
    const visited = new Set<string>();
    fc.assert(
      fc.property(callInputOf(role), eventChoices, (input, choices) => {
        for (const { to } of play({ role, input }, choices)) visited.add(to);
      }),
      { numRuns: 500 },
    );
    const states = tablesOf(role).flatMap((table) => table.states.map(({ state }) => state));
    expect([...visited].sort()).toEqual([...new Set(states)].sort());
  });
});
