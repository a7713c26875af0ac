/**
 * What a command shows while it runs: lines that stay, and below them, on a terminal, one that changes.
 *
 * In a pipe there is no such line; what it would say at each change of state is said by the lines that stay.
 */
import { createPaint } from '../demo/paint.ts';
import type { Tone } from '../../stage/span.ts';
import type { CliIo } from '../io.ts';
import { LINE_COLUMNS, wrapped } from '../text.ts';

/** Erases the line the cursor is in. ECMA-48 #8.3.41. */
const ERASE_LINE = '\r\u001b[2K';
const REDRAW_MS = 1_000;

export class Display {
  readonly #io: CliIo;
  readonly #paint: ReturnType<typeof createPaint>;
  readonly #timer: NodeJS.Timeout | undefined;
  #status: () => string = () => '';
  #isShown = false;

  constructor(io: CliIo) {
    this.#io = io;
    this.#paint = createPaint(io.colours);
    if (io.pace === 'live') this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
  }

  /** A line that stays, indented as it is; a longer one is broken at spaces, and goes on two columns further in. */
  line(text: string, tone: Tone = 'plain'): void {
    this.#erase();
    const indent = text.length - text.trimStart().length;
    const [first = '', ...rest] = wrapped(text.trim(), LINE_COLUMNS - indent);
    const more = rest.length === 0 ? [] : wrapped(rest.join(' '), LINE_COLUMNS - indent - 2);
    this.#io.out(`${' '.repeat(indent)}${this.#paint(first, tone)}\n`);
    for (const each of more) this.#io.out(`${' '.repeat(indent + 2)}${this.#paint(each, tone)}\n`);
    this.#draw();
  }

  /** What the changing line says from now on; asked for again every second. */
  status(words: () => string): void {
    this.#status = words;
    this.#draw();
  }

  /** The changing line is gone. */
  close(): void {
    clearInterval(this.#timer);
    this.#erase();
    this.#status = () => '';
  }

  #draw(): void {
    if (this.#timer === undefined) return;
    this.#erase();
    const text = this.#status();
    if (text === '') return;
    this.#io.out(this.#paint(text.slice(0, LINE_COLUMNS), 'faint'));
    this.#isShown = true;
  }

  #erase(): void {
    if (this.#isShown) this.#io.out(ERASE_LINE);
    this.#isShown = false;
  }
}

/** `0:07`, `12:34`, `1:02:03`. */
export function durationText(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`;
}

function two(count: number): string {
  return String(count).padStart(2, '0');
}
