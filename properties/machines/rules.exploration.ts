/** Every rule over everything the machines can do: no path breaks one, and every waiting state ends by itself. */
import { describe, expect, test } from 'vitest';
import { ROLES } from '../../machines/step.ts';
import { MONITORS } from '../monitors/all.ts';
import { tablesOf } from './explore.ts';
import { ringOut } from './ring-out.ts';
import { watchTable } from './watch.ts';

describe.each(ROLES)('the %s, on every path', (role) => {
  const tables = tablesOf(role);

  test.each(MONITORS.map((monitor) => [monitor.rule, monitor.sentence, monitor] as const))(
    '%s: %s',
    (_rule, _sentence, monitor) => {
      expect(tables.flatMap((table) => watchTable(table, monitor).findings)).toEqual([]);
    },
  );

  test('D22: rings its deadlines one after the other until it has ended, without a word from anybody', () => {
    for (const table of tables) {
      const { waiting, faults } = ringOut(table);
      // A call that is refused before it begins waits for nothing.
      expect(waiting > 0).toBe(!table.states[0]!.ended);
      expect(faults).toEqual([]);
    }
  });
});
