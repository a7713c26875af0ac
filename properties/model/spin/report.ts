/**
 * What `npm run spin` prints: a line for each thing that both engines, or Spin alone, were asked.
 */
import type { TimerName } from '../../../machines/events.ts';
import type { Counted, Objections, Waiting } from './checks.ts';
import { WAITS_FOR_EVER } from './checks.ts';

export interface Line {
  readonly isRight: boolean;
  readonly text: string;
}

const NAME_COLUMNS = 48;

export function writeCounted(name: string, { explorer, spin }: Counted): Line {
  const isRight =
    spin.objection === undefined && explorer.states === spin.states && explorer.transitions === spin.transitions;
  const found = isRight
    ? `${counted(explorer.states)} states, ${counted(explorer.transitions)} transitions`
    : `explorer ${counted(explorer.states)} states, ${counted(explorer.transitions)} transitions; ` +
      `Spin ${counted(spin.states)} states, ${counted(spin.transitions)} transitions` +
      (spin.objection === undefined ? '' : `: ${spin.objection}`);
  const costs = `explorer ${cost(explorer)} | Spin ${cost(spin)}`;
  return line(isRight, name, `${found} | ${costs}`);
}

function cost({ cpuSeconds, megabytes }: { readonly cpuSeconds: number; readonly megabytes: number }): string {
  return `${cpuSeconds.toFixed(2)} s ${megabytes} MiB`;
}

/** What Spin objects to first has to be among what the explorer objects to. */
export function writeFalsehood(what: string, { explorer, spin }: Objections): Line {
  if (spin === undefined) return line(false, what, 'Spin objects to nothing');
  const isRight = explorer.includes(spin);
  return line(isRight, what, isRight ? spin : `Spin: ${spin}; explorer: ${explorer.join('; ') || 'nothing'}`);
}

/** @param expected  the devices that would wait for ever */
export function writeWaiting(name: string, waiting: readonly Waiting[], expected: readonly string[]): Line {
  const waits = waiting.filter(({ found }) => found.objection === WAITS_FOR_EVER).map(({ device }) => device);
  const others = waiting.flatMap(({ found: { objection } }) =>
    objection === undefined || objection === WAITS_FOR_EVER ? [] : [objection],
  );
  const isRight = others.length === 0 && waits.join() === expected.join();
  const who = waits.length === 0 ? 'nobody waits for ever' : `waits for ever: ${waits.join(', ')}`;
  const wrong = isRight ? '' : `, expected: ${expected.join(', ') || 'nobody'}`;
  return line(isRight, name, [`${who}${wrong}`, ...others].join('; '));
}

export function nameWithout(timer: TimerName): string {
  return `without the deadline ${timer}`;
}

export interface Spent {
  readonly explorer: number;
  readonly spin: number;
}

/** Who was faster over the same relations. */
export function writeSpent({ explorer, spin }: Spent): string {
  const isSlower = explorer > spin;
  return (
    `The explorer took ${explorer.toFixed(1)} s of a processor for these states, Spin ${spin.toFixed(1)} s` +
    (isSlower ? ': the explorer is slower than Spin.' : '.')
  );
}

export function writeSummary(lines: readonly Line[]): string {
  const wrong = lines.filter(({ isRight }) => !isRight).length;
  return wrong === 0 ? `All ${lines.length} are as expected.` : `${wrong} of ${lines.length} are not as expected.`;
}

function line(isRight: boolean, name: string, text: string): Line {
  return { isRight, text: `  ${isRight ? 'ok ' : 'NO '} ${name.padEnd(NAME_COLUMNS)} ${text}` };
}

function counted(count: number): string {
  return count.toLocaleString('en');
}
