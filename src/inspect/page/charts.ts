/** The charts of the page: those of calls are shipped, any other is laid out when it is first seen. */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import shipped from '../chart/charts.json' with { type: 'json' };
import type { Chart } from '../chart/chart.ts';
import { readDefinition } from '../chart/read-machine.ts';
import type { Actor } from '../timeline.ts';
import { isCallMachine } from '../words.ts';

const SHIPPED = new Map((shipped as unknown as readonly Chart[]).map((chart) => [chart.machine, chart]));
const laidOut = new Map<string, Promise<Result<Chart, string>>>();

/** What an actor's machine looks like; or why that cannot be drawn. */
export function chartOf({ machine, definition }: Actor): Promise<Result<Chart, string>> {
  const known = isCallMachine(machine) ? SHIPPED.get(machine) : undefined;
  if (known !== undefined) return Promise.resolve(ok(known));
  if (definition === undefined) return Promise.resolve(err('nothing is known of its machine'));
  const chart = laidOut.get(definition) ?? draw(definition);
  laidOut.set(definition, chart);
  return chart;
}

async function draw(definition: string): Promise<Result<Chart, string>> {
  const model = readDefinition(definition);
  if (!model.ok) return model;
  // ELK is large, and most pages never need it.
  const { layOut } = await import('../chart/lay-out.ts');
  try {
    return ok(await layOut(model.value));
  } catch {
    // Names can be such that states are taken for others: `a.b` beside `b` in `a`.
    return err('a machine whose states cannot be laid out');
  }
}
