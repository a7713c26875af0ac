/**
 * Standard input as lines, for commands that read one JSON object a line.
 *
 * A line may be long, and nobody can make one so long that the process runs out of memory: past the bound its rest is
 * let go, and the line is told as too long.
 */
import { MAX_INPUT_LINE_BYTES } from '../base/limits.ts';

/** A line without its end; undefined where it was longer than `MAX_INPUT_LINE_BYTES`. */
export type InputLine = string | undefined;

const LINE_FEED = 0x0a;

/**
 * The lines of the input, as they come; the last one needs no line feed. Ends early when `signal` aborts.
 *
 * @param empty  what becomes of lines with nothing in them
 */
export async function* linesOf(
  input: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  empty: 'counted' | 'left out' = 'left out',
): AsyncGenerator<InputLine> {
  const pieces = new LinePieces();
  try {
    for await (const chunk of input) {
      for (let at = 0; at < chunk.length; ) {
        const found = chunk.indexOf(LINE_FEED, at);
        const end = found === -1 ? chunk.length : found;
        pieces.add(chunk.subarray(at, end));
        at = end + 1;
        const line = found === -1 ? '' : pieces.take();
        if (line !== '' || (found !== -1 && empty === 'counted')) yield line;
        if (signal.aborted) return;
      }
    }
  } catch (error) {
    // The input is closed when the user presses Ctrl-C, which ends the reading in the middle.
    if (!signal.aborted) throw error;
    return;
  }
  const rest = pieces.take();
  if (rest !== '') yield rest;
}

/** The bytes of one line as they come in. */
class LinePieces {
  readonly #decoder = new TextDecoder();
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  add(piece: Uint8Array): void {
    this.#bytes += piece.length;
    if (this.#bytes <= MAX_INPUT_LINE_BYTES) this.#pieces.push(piece);
    else this.#pieces = [];
  }

  /** The line so far, without the CR of a CR LF; the next one begins. */
  take(): InputLine {
    const isTooLong = this.#bytes > MAX_INPUT_LINE_BYTES;
    const text = isTooLong ? undefined : this.#decoder.decode(Buffer.concat(this.#pieces)).replace(/\r$/, '');
    this.#pieces = [];
    this.#bytes = 0;
    return text;
  }
}
