/**
 * Plays a file in its own time, over and over: hands out each frame when it is due.
 *
 * Whoever joins late or has lost a part cannot show pictures before a whole one comes, and nothing here can make one:
 * the file then goes back to the last whole picture, sound and all, so that the two stay together.
 */
import type { MediaKind } from '../../stanzas/rtp.ts';
import type { MediaFile } from './media-file.ts';

export interface PlayedFrame {
  readonly kind: MediaKind;
  /** Since the player began, however often the file went back or began again. */
  readonly atSeconds: number;
  readonly data: Uint8Array;
}

export interface FilePlayer {
  /** Goes back to the last whole picture, unless it has just done so. */
  wholePicture(): void;
  stop(): void;
}

/** A peer repeats its request for a picture until it has one: what is asked meanwhile is the same request. */
const SAME_REQUEST_SECONDS = 1;

export function playFile(
  file: MediaFile,
  kinds: readonly MediaKind[],
  write: (frame: PlayedFrame) => void,
): FilePlayer {
  const player = new Player(file, kinds, write);
  void player.run();
  return player;
}

class Player implements FilePlayer {
  readonly #file: MediaFile;
  readonly #kinds: readonly MediaKind[];
  readonly #write: (frame: PlayedFrame) => void;
  readonly #begunMs = performance.now();
  /** Where in the file it is, and when it went there: both in seconds, the latter since it began. */
  #position = 0;
  #wentBackAt = Number.NEGATIVE_INFINITY;
  #goesBack = false;
  #isStopped = false;
  #wake: () => void = () => undefined;

  constructor(file: MediaFile, kinds: readonly MediaKind[], write: (frame: PlayedFrame) => void) {
    this.#file = file;
    this.#kinds = kinds;
    this.#write = write;
  }

  wholePicture(): void {
    if (this.#now() - this.#wentBackAt < SAME_REQUEST_SECONDS) return;
    this.#wentBackAt = this.#now();
    this.#goesBack = true;
    this.#wake();
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  /** Settles when it is stopped. */
  async run(): Promise<void> {
    while (!this.#isStopped) {
      const from = this.#goesBack ? this.#position : 0;
      this.#goesBack = false;
      const ended = await this.#play(from);
      // A file that ends before its time is not begun again before it.
      if (ended !== undefined) await this.#until(ended);
    }
  }

  /** From a place in the file to its end: when that is due. Undefined where something else is to be played first. */
  async #play(from: number): Promise<number | undefined> {
    let shift: number | undefined;
    for await (const { kind, atSeconds, data } of this.#file.frames(this.#kinds, from)) {
      shift ??= this.#now() - atSeconds;
      if (!(await this.#until(shift + atSeconds))) return undefined;
      this.#position = atSeconds;
      this.#write({ kind, atSeconds: shift + atSeconds, data });
    }
    return (shift ?? this.#now() - from) + this.#file.durationSeconds;
  }

  /** Whether a time came without anything else to be done. */
  async #until(atSeconds: number): Promise<boolean> {
    const waitMs = (atSeconds - this.#now()) * 1_000;
    if (waitMs > 0 && !this.#isInterrupted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return !this.#isInterrupted;
  }

  get #isInterrupted(): boolean {
    return this.#isStopped || this.#goesBack;
  }

  #now(): number {
    return (performance.now() - this.#begunMs) / 1_000;
  }
}
