/** Files that are sent in calls: what is read of them, and what is said of those that are not to be read. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openMediaFile } from '../../src/media/werift/media-file.ts';
import type { MediaFile, MediaFrame } from '../../src/media/werift/media-file.ts';
import type { MediaKind } from '../../src/stanzas/rtp.ts';

const CLIP = 'test/media/files/clip.webm';
const TONE = 'test/media/files/tone.ogg';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'omemo-calls-media-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function opened(path: string): Promise<MediaFile> {
  const file = await openMediaFile(path);
  if (!file.ok) throw new Error(file.error.kind);
  onTestFinished(() => file.value.close());
  return file.value;
}

async function framesOf(file: MediaFile, kinds: readonly MediaKind[], from = 0): Promise<readonly MediaFrame[]> {
  const frames: MediaFrame[] = [];
  for await (const frame of file.frames(kinds, from)) frames.push(frame);
  return frames;
}

/** Of a frame of VP8, in the clear: RFC 6386 #9.1. */
const isWholePicture = ({ data }: MediaFrame) => (data[0]! & 1) === 0;

describe('a media file', () => {
  test('gives what it holds in the order in which it is due', async () => {
    const file = await opened(CLIP);
    expect([...file.kinds].toSorted()).toEqual(['audio', 'video']);
    expect(file.durationSeconds).toBeCloseTo(2, 1);
    const frames = await framesOf(file, ['audio', 'video']);
    const times = frames.map(({ atSeconds }) => atSeconds);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(frames.filter(({ kind }) => kind === 'video')).toHaveLength(20);
    expect(frames.filter(({ kind }) => kind === 'audio')).toHaveLength(101);
    // In order all the same where only one is wanted.
    expect((await framesOf(file, ['audio'])).map(({ kind }) => kind)).toEqual(
      Array.from({ length: 101 }, () => 'audio'),
    );
  });

  test('begins with the last whole picture before the time that is asked for, and the sound of that time', async () => {
    const file = await opened(CLIP);
    const [first, ...others] = await framesOf(file, ['audio', 'video'], 1.55);
    const picture = [first!, ...others].find(({ kind }) => kind === 'video')!;
    expect(isWholePicture(picture)).toBe(true);
    expect(picture.atSeconds).toBeCloseTo(1, 1);
    expect(first!.atSeconds).toBeGreaterThan(0.95);
    expect((await framesOf(file, ['audio'], 1.55))[0]!.atSeconds).toBeCloseTo(1.55, 1);
    const whole = (await framesOf(file, ['video'])).filter(isWholePicture);
    expect(whole).toHaveLength(2);
  });

  test('of sound alone has no pictures', async () => {
    const file = await opened(TONE);
    expect(file.kinds).toEqual(['audio']);
    expect(await framesOf(file, ['video'])).toEqual([]);
    expect(await framesOf(file, ['audio', 'video'])).toHaveLength(101);
  });

  test('that is closed while it is played ends', async () => {
    const file = await opened(CLIP);
    let count = 0;
    for await (const _frame of file.frames(['audio', 'video'], 0)) {
      count += 1;
      if (count === 3) file.close();
    }
    expect(count).toBeLessThan(121);
    expect(await framesOf(file, ['audio'])).toEqual([]);
  });
});

describe('a file that cannot be sent', () => {
  test('is said to be so, and why', async () => {
    expect(await openMediaFile(join(folder, 'nothing'))).toMatchObject({
      error: { kind: 'unreadable', code: 'ENOENT' },
    });
    expect(await openMediaFile(folder)).toMatchObject({ error: { kind: 'unreadable', code: 'EISDIR' } });
    expect(await openMediaFile('package.json')).toMatchObject({ error: { kind: 'noMedia' } });
    const other = await openMediaFile('test/media/files/clip.mp4');
    expect(other).toEqual({ ok: false, error: { kind: 'otherCodecs', codecs: ['avc', 'aac'] } });
  });

  test('has more channels than RTP [RFC 7587 #4.1]', async () => {
    const surround = await openMediaFile('test/media/files/surround.ogg');
    expect(surround).toEqual({ ok: false, error: { kind: 'otherCodecs', codecs: ['opus of 6 channels'] } });
  });

  test.each([CLIP, TONE])('however it is damaged, is a value, and what is left of it ends: %s', async (path) => {
    const whole = await readFile(path);
    const damaged = join(folder, `damaged-${path.split('/').at(-1)}`);
    const damage = fc.record({
      length: fc.oneof(fc.constant(whole.length), fc.nat({ max: whole.length })),
      changes: fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), { maxLength: 20 }),
      // Most of what steers the reader is at the beginning.
      head: fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 255 })), { maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ length, changes, head }) => {
        const bytes = Uint8Array.from(whole);
        for (const [index, byte] of [...changes, ...head]) bytes[index] = byte;
        await writeFile(damaged, bytes.subarray(0, length));
        const file = await openMediaFile(damaged);
        if (!file.ok) {
          expect(['noMedia', 'otherCodecs']).toContain(file.error.kind);
          return;
        }
        expect(file.value.durationSeconds).toBeGreaterThan(0);
        for (const from of [0, 1.5]) await framesOf(file.value, file.value.kinds, from);
        file.value.close();
      }),
      { numRuns: 60 },
    );
  });
});
