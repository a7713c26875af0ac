/** How far long work is: a bar on a terminal, a line now and then elsewhere. */
import { Presets, SingleBar } from 'cli-progress';

/** What stands for each `{name}` of a text. */
export type ProgressWords = Readonly<Record<string, string>>;

export interface Progress {
  /** @param total  what 100 % is */
  update(done: number, total: number, words: ProgressWords): void;
  stop(): void;
}

export interface ProgressTexts {
  /** Beside the bar, which shows the percentage itself. */
  readonly bar: string;
  readonly line: string;
  /** Before anything is known. */
  readonly first: ProgressWords;
}

const LINE_EVERY_MS = 5_000;

export function createProgress(texts: ProgressTexts): Progress {
  return process.stdout.isTTY ? createBar(texts) : createLines(texts);
}

/** `2 min`, `59 s`; `?` where nobody knows. */
export function describeTimeLeft(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  return seconds >= 60 ? `${Math.floor(seconds / 60)} min` : `${Math.ceil(seconds)} s`;
}

function createBar({ bar: text, first }: ProgressTexts): Progress {
  const format = `{bar} {percentage}% | ${text}`;
  const bar = new SingleBar({ format, fps: 4, hideCursor: true }, Presets.shades_classic);
  bar.start(1, 0, first);
  return {
    update(done, total, words) {
      bar.setTotal(total);
      bar.update(Math.min(done, total), words);
    },
    stop: () => bar.stop(),
  };
}

function createLines({ line: text }: ProgressTexts): Progress {
  let due = performance.now() + LINE_EVERY_MS;
  return {
    update(_done, _total, words) {
      if (performance.now() < due) return;
      due = performance.now() + LINE_EVERY_MS;
      const line = Object.entries(words).reduce((filled, [name, word]) => filled.replace(`{${name}}`, word), text);
      process.stdout.write(`${line}\n`);
    },
    stop: () => {},
  };
}
