/** The drawings of the machines, laid out: as data for the inspector, and as pictures for docs/machines.md. */
import type { AnyStateMachine } from 'xstate';
import { calleeMachine } from '../../machines/callee.machine.ts';
import { callerMachine } from '../../machines/caller.machine.ts';
import { changesMachine } from '../../machines/changes.machine.ts';
import type { Chart } from '../../src/inspect/chart/chart.ts';
import { drawChart } from '../../src/inspect/chart/draw.ts';
import { layOut } from '../../src/inspect/chart/lay-out.ts';
import { readMachine } from '../../src/inspect/chart/read-machine.ts';
import { PRINTED_STYLE } from '../../src/inspect/chart/style.ts';
import type { CommittedFile } from './committed-tables.ts';

const MACHINES: readonly AnyStateMachine[] = [callerMachine, calleeMachine, changesMachine];

/** Every file that a change of a machine, or of how one is drawn, changes. */
export async function chartFiles(): Promise<readonly CommittedFile[]> {
  const charts: Chart[] = [];
  for (const machine of MACHINES) charts.push(await layOut(readMachine(machine)));
  return [
    {
      path: 'src/inspect/chart/charts.json',
      text: `[\n${charts.map((chart) => JSON.stringify(chart)).join(',\n')}\n]\n`,
    },
    ...charts.map((chart) => ({
      path: `docs/machines/${chart.machine}.svg`,
      text: `${drawChart(chart, `The states of the machine ${chart.machine}`, PRINTED_STYLE)}\n`,
    })),
  ];
}
