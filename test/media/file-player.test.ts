/** How files are played: in their own time, over and over, back to a whole picture when one is missing. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { playFile } from '../../src/media/werift/file-player.ts';
import type { FilePlayer } from '../../src/media/werift/file-player.ts';
import type { MediaFile } from '../../src/media/werift/media-file.ts';

/** Two seconds: a picture every 500 ms, the first of each second whole; sound between them. `0.5v` is due at 0.5. */
const FRAMES = ['0v', '0.25a', '0.5v', '0.75a', '1v', '1.25a', '1.5v', '1.75a'];

function file(durationSeconds = 2, frames = FRAMES): MediaFile {
  return {
    kinds: ['audio', 'video'],
    durationSeconds,
    async *frames(_, from) {
      for (const name of frames) {
        const atSeconds = Number.parseFloat(name);
        if (atSeconds < Math.floor(from)) continue;
        const data = new TextEncoder().encode(name);
        yield { kind: name.endsWith('v') ? 'video' : 'audio', atSeconds, data };
      }
    },
    close: () => undefined,
  };
}

let played: string[];
let player: FilePlayer | undefined;
beforeEach(() => {
  vi.useFakeTimers();
  played = [];
});
afterEach(() => {
  player?.stop();
  vi.useRealTimers();
});

/** `0.5v at 2.5` was written two and a half seconds after the beginning, and says so itself. */
function play(which: MediaFile): FilePlayer {
  const begunMs = performance.now();
  player = playFile(which, ['audio', 'video'], ({ atSeconds, data }) => {
    const now = (performance.now() - begunMs) / 1_000;
    expect(now - atSeconds).toBeCloseTo(0, 2);
    played.push(`${new TextDecoder().decode(data)} at ${Number(atSeconds.toFixed(2))}`);
  });
  return player;
}

describe('a file', () => {
  test('is played in its own time, and again from the beginning', async () => {
    play(file());
    await vi.advanceTimersByTimeAsync(900);
    expect(played).toEqual(['0v at 0', '0.25a at 0.25', '0.5v at 0.5', '0.75a at 0.75']);
    await vi.advanceTimersByTimeAsync(1_700);
    expect(played.slice(7)).toEqual(['1.75a at 1.75', '0v at 2', '0.25a at 2.25', '0.5v at 2.5']);
  });

  test('goes back to the last whole picture, sound and all, when one is asked for', async () => {
    const { wholePicture } = { wholePicture: () => player?.wholePicture() };
    play(file());
    await vi.advanceTimersByTimeAsync(1_600);
    played.length = 0;
    wholePicture();
    await vi.advanceTimersByTimeAsync(0);
    expect(played).toEqual(['1v at 1.6']);
    // The same request, repeated.
    await vi.advanceTimersByTimeAsync(600);
    wholePicture();
    await vi.advanceTimersByTimeAsync(0);
    expect(played).toEqual(['1v at 1.6', '1.25a at 1.85', '1.5v at 2.1']);
    await vi.advanceTimersByTimeAsync(700);
    expect(played.slice(3)).toEqual(['1.75a at 2.35', '0v at 2.6', '0.25a at 2.85']);
  });

  test('is not played any more once it is stopped', async () => {
    play(file());
    await vi.advanceTimersByTimeAsync(300);
    player?.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(played).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that ends before its time, or has nothing left, is not begun again before its time', async () => {
    play(file(2, ['0v']));
    await vi.advanceTimersByTimeAsync(4_100);
    expect(played).toEqual(['0v at 0', '0v at 2', '0v at 4']);
    player?.stop();
    const frames = vi.fn<MediaFile['frames']>(async function* () {});
    play({ ...file(), frames });
    await vi.advanceTimersByTimeAsync(4_100);
    expect(frames).toHaveBeenCalledTimes(3);
  });
});
