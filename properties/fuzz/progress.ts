/** How far fuzzing is: a bar on a terminal, a line now and then elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

export interface FuzzProgress {
  readonly runs: number;
  readonly stanzas: number;
  /** Since the beginning, a second. */
  readonly stanzasPerSecond: number;
  /** Of what was asked for, in [0, 1]. */
  readonly share: number;
  readonly leftSeconds: number;
}

export interface ProgressDisplay {
  update(progress: FuzzProgress): void;
  stop(): void;
}

const LINE_EVERY_MS = 5_000;
const WORDS = '{runs} runs, {stanzas} stanzas, {rate} stanzas/s, {left} left';

export function createProgress(): ProgressDisplay {
  return process.stdout.isTTY ? createBar() : createLines();
}

function createBar(): ProgressDisplay {
  const bar = new SingleBar(
    { format: `{bar} {percentage}% | ${WORDS}`, fps: 4, hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(100, 0, { runs: '0', stanzas: '0', rate: '0', left: '?' });
  return {
    update: (progress) => bar.update(Math.min(100, Math.floor(100 * progress.share)), told(progress)),
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

function told({ runs, stanzas, stanzasPerSecond, leftSeconds }: FuzzProgress) {
  const counted = (value: number) => Math.round(value).toLocaleString('en');
  const left = leftSeconds >= 60 ? `${Math.floor(leftSeconds / 60)} min` : `${Math.ceil(leftSeconds)} s`;
  return { runs: counted(runs), stanzas: counted(stanzas), rate: counted(stanzasPerSecond), left };
}
