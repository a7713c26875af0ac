/** How far mutation is: a bar on a terminal, a line now and then elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

export interface MutationProgress {
  readonly done: number;
  readonly total: number;
  readonly killed: number;
  readonly survivors: number;
  /** Since the beginning, a second. */
  readonly rate: number;
  readonly leftSeconds: number;
}

export interface ProgressDisplay {
  update(progress: MutationProgress): void;
  stop(): void;
}

const LINE_EVERY_MS = 5_000;
const WORDS = '{done} of {all} mutants, {killed} killed, {survivors} survive, {rate}/s, {left} left';

export function createProgress(): ProgressDisplay {
  return process.stdout.isTTY ? createBar() : createLines();
}

function createBar(): ProgressDisplay {
  const bar = new SingleBar(
    { format: `{bar} {percentage}% | ${WORDS}`, fps: 4, hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(1, 0, { done: '0', all: '?', killed: '0', survivors: '0', rate: '0', left: '?' });
  return {
    update(progress) {
      bar.setTotal(progress.total);
      bar.update(progress.done, told(progress));
    },
    stop: () => bar.stop(),
  };
}

function createLines(): ProgressDisplay {
  let due = performance.now() + LINE_EVERY_MS;
  return {
    update(progress) {
      if (performance.now() < due) return;
      due = performance.now() + LINE_EVERY_MS;
      const words = Object.entries(told(progress));
      console.log(words.reduce((line, [name, word]) => line.replace(`{${name}}`, word), WORDS));
    },
    stop: () => {},
  };
}

function told({ done, total, killed, survivors, rate, leftSeconds }: MutationProgress) {
  const counted = (value: number) => value.toLocaleString('en');
  const left = leftSeconds >= 60 ? `${Math.floor(leftSeconds / 60)} min` : `${Math.ceil(leftSeconds)} s`;
  return {
    done: counted(done),
    all: counted(total),
    killed: counted(killed),
    survivors: counted(survivors),
    rate: rate.toFixed(1),
    left: Number.isFinite(leftSeconds) ? left : '?',
  };
}
