/** Charts: what is drawn of a machine, and which lines a step lights. */
import { describe, expect, test } from 'vitest';
import { callerMachine } from '../../machines/caller.machine.ts';
import { changesMachine } from '../../machines/changes.machine.ts';
import { CHANGES_ALPHABET, CHANGES_INPUTS } from '../../machines/changes.words.ts';
import { calleeMachine } from '../../machines/callee.machine.ts';
import { INPUTS } from '../../machines/inputs.ts';
import { tabulate, tabulateChanges } from '../../machines/table.ts';
import { litBy } from '../../src/inspect/chart/chart.ts';
import type { Chart } from '../../src/inspect/chart/chart.ts';
import charts from '../../src/inspect/chart/charts.json' with { type: 'json' };
import { drawChart } from '../../src/inspect/chart/draw.ts';
import { layOut } from '../../src/inspect/chart/lay-out.ts';
import { readDefinition, readMachine } from '../../src/inspect/chart/read-machine.ts';
import { valueOf } from '../omemo/value-of.ts';

const [caller, callee, changes] = charts as unknown as readonly [Chart, Chart, Chart];

describe('a chart', () => {
  test('lights a way for every step of every table that goes from one state to another', () => {
    const all = [
      ...INPUTS.caller.map((input) => ({ chart: caller, table: tabulate('caller', input) })),
      ...INPUTS.callee.map((input) => ({ chart: callee, table: tabulate('callee', input) })),
      ...CHANGES_INPUTS.map((input) => ({ chart: changes, table: tabulateChanges(input) })),
    ];
    const seen = new Set<string>();
    for (const { chart, table } of all) {
      for (const [index, { state: from }] of table.states.entries()) {
        for (const [column, { type }] of table.events.entries()) {
          const to = table.states[table.next[index * table.events.length + column] ?? 0]?.state ?? '';
          const key = `${chart.machine} ${from} ${type} ${to}`;
          if (from === to || seen.has(key)) continue;
          seen.add(key);
          const { edges, exits } = litBy(chart, from, type, to);
          expect({ key, isLit: edges.length + exits.length > 0 }).toEqual({ key, isLit: true });
        }
      }
    }
    expect(seen.size).toBeGreaterThan(300);
  });

  test('lights the line that was taken, through a state that is left at once', () => {
    expect(litBy(caller, 'proposed.ringing', 'peer.proceed', 'preparing.securing').edges).toMatchObject([
      { from: 'proposed', to: 'preparing.securing' },
    ]);
    expect(litBy(caller, 'proposed.ringing', 'timer.ring', 'ended')).toEqual({
      edges: [],
      exits: ['proposed.ringing ended'],
    });
    const settled = litBy(changes, 'adding.applying', 'media.applied', 'idle');
    expect(settled.exits).toEqual(['adding.applying settling']);
    expect(settled.edges).toMatchObject([{ from: 'settling', to: 'idle' }]);
  });

  test.each([caller, callee, changes])('has a place for every state and every line: $machine', (chart) => {
    expect(chart.nodes.filter(({ width, height }) => width * height === 0)).toEqual([]);
    expect(chart.edges.filter(({ points, label }) => points.length < 4 || label === undefined)).toEqual([]);
  });

  test('names conditions and orders', () => {
    const { nodes, edges } = readMachine(callerMachine);
    expect(nodes.find(({ path }) => path === 'preparing.securing')?.entry).toEqual([
      'startTimer bundle',
      'secureSession',
    ]);
    expect(edges.find(({ to }) => to === 'preparing.securing')?.ways).toEqual([
      { event: 'peer.proceed', guard: 'opensOmemo', effects: ['latchPeer', 'pinDevice'] },
    ]);
    expect(readMachine(calleeMachine).machine).toBe('callee');
    expect(readMachine(changesMachine).nodes.find(({ path }) => path === 'settling')?.kind).toBe('passing');
    expect(CHANGES_ALPHABET.length).toBeGreaterThan(0);
  });
});

describe('a machine that the inspector does not know', () => {
  const definition = JSON.stringify({
    id: 'light',
    initial: 'red',
    states: {
      red: { on: { go: '<b>green</b>' } },
      '<b>green</b>': { on: { stop: [{ target: 'red', guard: 'isLate' }] } },
    },
  });

  test('is laid out from its definition, and its names are never markup', async () => {
    const chart = await layOut(valueOf(readDefinition(definition)));
    const svg = drawChart(chart, 'light & "dark"');
    expect(svg).toContain('&lt;b&gt;green&lt;/b&gt;');
    expect(svg).not.toContain('<b>');
    expect(svg).toContain('[isLate]');
    expect(svg).toContain('aria-label="light &amp; &quot;dark&quot;"');
  });

  test.each([
    ['{', 'an actor without states'],
    ['{"id":"promise"}', 'an actor without states'],
    ['{"id":"x","initial":"a","states":{"a":{"on":{"b":"nowhere"}}}}', 'whose definition is not whole'],
    [
      JSON.stringify({
        id: 'x',
        initial: 's0',
        states: Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`s${n}`, {}])),
      }),
      '501 states',
    ],
  ])('is refused with a reason where it cannot be drawn: %.40s', (text, reason) => {
    expect(readDefinition(text)).toEqual({ ok: false, error: expect.stringContaining(reason) as unknown });
  });
});
