/** How far long work is: a bar on a terminal, a line now and then elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  update(count: number, facts: ProgressFacts): void;
  stop(): void;
}

export interface ProgressFacts {
  /** A second. */
  readonly rate: number;
  /** Known, and not looked at yet. */
  readonly frontier: number;
  /** To the bound; the work may be done before. */
  readonly leftSeconds: number;
}

const LINE_EVERY_MS = 5_000;

/** @param most  what 100 % is */
export function createProgress(unit: string, most: number): Progress {
  return process.stdout.isTTY ? createBar(unit, most) : createLines(unit, most);
}

function createBar(unit: string, most: number): Progress {
  const format = `{bar} {percentage}% | {count} ${unit} | {rate}/s | frontier {frontier} | {left} to the bound`;
  const bar = new SingleBar({ format, fps: 4, hideCursor: true }, Presets.shades_classic);
  bar.start(most, 0, { count: '0', rate: '0', frontier: '0', left: '?' });
  return {
    update: (count, facts) => bar.update(Math.min(count, most), told(count, facts)),
    stop: () => bar.stop(),
  };
}

function createLines(unit: string, most: number): Progress {
  let due = performance.now() + LINE_EVERY_MS;
  return {
    update(count, facts) {
      if (performance.now() < due) return;
      due = performance.now() + LINE_EVERY_MS;
      const { count: counted, rate, frontier, left } = told(count, facts);
      const share = ((100 * count) / most).toFixed(1);
      console.log(`${counted} ${unit} (${share} %), ${rate}/s, frontier ${frontier}, ${left} to the bound`);
    },
    stop: () => {},
  };
}

function told(count: number, { rate, frontier, leftSeconds }: ProgressFacts) {
  const counted = (value: number) => Math.round(value).toLocaleString('en');
  const minutes = Math.floor(leftSeconds / 60);
  const left = minutes > 0 ? `${minutes} min` : `${Math.ceil(leftSeconds)} s`;
  return { count: counted(count), rate: counted(rate), frontier: counted(frontier), left };
}
