/**
 * A file with recorded sound and pictures, to be sent as it is: WebM, Matroska, Ogg or MP4 with Opus and VP8, which is
 * what connections on werift speak. Nothing is encoded anew.
 *
 * Read with mediabunny, which comes with werift and, like it, is only loaded when it is needed. The file is read as it
 * is played: a film fits.
 */
import type * as mediabunny from 'mediabunny';
import type { EncodedPacket, EncodedPacketSink, InputTrack } from 'mediabunny';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { MediaKind } from '../../stanzas/rtp.ts';
import { MEDIA_KINDS } from '../../stanzas/rtp.ts';

type Mediabunny = typeof mediabunny;

/** A frame of VP8, or a packet of Opus. */
export interface MediaFrame {
  readonly kind: MediaKind;
  /** Seconds from the beginning of the file. */
  readonly atSeconds: number;
  readonly data: Uint8Array;
}

export interface MediaFile {
  /** What it holds and can be sent. Not empty. */
  readonly kinds: readonly MediaKind[];
  /** After this many seconds it begins again. Above 0. */
  readonly durationSeconds: number;
  /**
   * Its frames in the order in which they are due, from the last whole picture at or before a time on, or from that
   * time on where no pictures are asked for. Ends early where the file is damaged or cannot be read any more.
   */
  frames(kinds: readonly MediaKind[], fromSeconds: number): AsyncIterable<MediaFrame>;
  close(): void;
}

export type MediaFileFault =
  /** The package that reads files is not installed. */
  | { readonly kind: 'mediabunnyMissing' }
  /** The operating system's word, such as `ENOENT`. */
  | { readonly kind: 'unreadable'; readonly code: string }
  /** It is in no format that is known here, or holds not one whole frame. */
  | { readonly kind: 'noMedia' }
  /** It has neither sound nor pictures in a codec that can be sent. */
  | { readonly kind: 'otherCodecs'; readonly codecs: readonly string[] };

const CODECS = { audio: 'opus', video: 'vp8' } as const satisfies Record<MediaKind, string>;

/** Opens a file and reads what it holds; its frames are read later. */
export async function openMediaFile(path: string): Promise<Result<MediaFile, MediaFileFault>> {
  const library = await loadMediabunny();
  if (library === undefined) return err({ kind: 'mediabunnyMissing' });
  const input = new library.Input({ formats: library.ALL_FORMATS, source: new library.FilePathSource(path) });
  const opened = await readTracks(library, input);
  if (!opened.ok) input.dispose();
  return opened;
}

async function loadMediabunny(): Promise<Mediabunny | undefined> {
  try {
    return await import('mediabunny');
  } catch {
    return undefined;
  }
}

async function readTracks(library: Mediabunny, input: mediabunny.Input): Promise<Result<MediaFile, MediaFileFault>> {
  try {
    if (!(await input.canRead())) return err({ kind: 'noMedia' });
    const others: string[] = [];
    const playable = new Map<MediaKind, InputTrack>();
    for (const track of await input.getTracks()) {
      const kind = MEDIA_KINDS.find((each) => each === track.type);
      if (kind === undefined || playable.has(kind)) continue;
      const codec = await codecOf(track);
      if (codec !== CODECS[kind]) others.push(codec);
      else if ((await new library.EncodedPacketSink(track).getFirstKeyPacket()) !== null) playable.set(kind, track);
    }
    const durationSeconds = await input.computeDuration([...playable.values()]);
    if (playable.size === 0 && others.length > 0) return err({ kind: 'otherCodecs', codecs: others });
    if (playable.size === 0 || !(durationSeconds > 0)) return err({ kind: 'noMedia' });
    return ok({
      kinds: [...playable.keys()],
      durationSeconds,
      frames: (kinds, fromSeconds) => {
        const chosen = [...playable].filter(([kind]) => kinds.includes(kind));
        const sinks = chosen.map(([kind, track]) => [kind, new library.EncodedPacketSink(track)] as const);
        return framesFrom(new Map(sinks), fromSeconds);
      },
      close: () => input.dispose(),
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return err(typeof code === 'string' ? { kind: 'unreadable', code } : { kind: 'noMedia' });
  }
}

/** With the channels, where there are more than Opus has in RTP. RFC 7587 #4.1. */
async function codecOf(track: InputTrack): Promise<string> {
  const codec = (await track.getCodec()) ?? 'unknown';
  const channels = track.isAudioTrack() ? await track.getNumberOfChannels() : 0;
  return channels > 2 ? `${codec} of ${channels} channels` : codec;
}

async function* framesFrom(
  sinks: ReadonlyMap<MediaKind, EncodedPacketSink>,
  fromSeconds: number,
): AsyncGenerator<MediaFrame> {
  try {
    const [audio, video] = [sinks.get('audio'), sinks.get('video')];
    const picture = (await video?.getKeyPacket(fromSeconds)) ?? (await video?.getFirstKeyPacket()) ?? undefined;
    const atSeconds = Math.min(picture?.timestamp ?? fromSeconds, fromSeconds);
    const sound = (await audio?.getPacket(atSeconds)) ?? (await audio?.getFirstPacket()) ?? undefined;
    const streams = [
      ...(video === undefined || picture === undefined ? [] : [framesOf('video', video, picture)]),
      ...(audio === undefined || sound === undefined ? [] : [framesOf('audio', audio, sound)]),
    ];
    yield* byTime(streams);
  } catch {
    // Damaged here, or closed while it was read: it ends.
  }
}

async function* framesOf(kind: MediaKind, sink: EncodedPacketSink, first: EncodedPacket): AsyncGenerator<MediaFrame> {
  for await (const { timestamp, data } of sink.packets(first)) yield { kind, atSeconds: timestamp, data };
}

/** Merges streams, each in order of time, into one. */
async function* byTime(streams: readonly AsyncGenerator<MediaFrame>[]): AsyncGenerator<MediaFrame> {
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let earliest: { readonly frame: MediaFrame; readonly index: number } | undefined;
    for (const [index, head] of heads.entries()) {
      if (head.done === true || (earliest !== undefined && earliest.frame.atSeconds <= head.value.atSeconds)) continue;
      earliest = { frame: head.value, index };
    }
    const stream = earliest && streams[earliest.index];
    if (earliest === undefined || stream === undefined) return;
    yield earliest.frame;
    heads[earliest.index] = await stream.next();
  }
}
