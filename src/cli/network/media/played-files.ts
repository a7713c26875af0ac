/** `--audio FILE`, `--video FILE`: what a call sends. */
import { basename } from 'node:path';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import { openMediaFile } from '../../../media/werift/media-file.ts';
import type { MediaFile, MediaFileFault } from '../../../media/werift/media-file.ts';
import type { PlayedFiles } from '../../../media/werift/source.ts';
import type { MediaKind } from '../../../stanzas/rtp.ts';
import type { CliFault } from '../fault.ts';
import type { FileOptions } from './engine-options.ts';
import { printable } from '../printable.ts';

export interface OpenFiles {
  readonly files: PlayedFiles;
  /** What is sent, for a person; nothing where no file is. */
  readonly words: string | undefined;
  readonly close: () => void;
}

export async function openPlayedFiles({ audio, video }: FileOptions): Promise<Result<OpenFiles, CliFault>> {
  const [sound, pictures] = [await openFor('audio', audio), await openFor('video', video)];
  const close = (): void => {
    for (const each of [sound, pictures]) if (each.ok) each.value?.close();
  };
  for (const each of [sound, pictures]) {
    if (each.ok) continue;
    close();
    return each;
  }
  const [heard, seen] = [sound.ok ? sound.value : undefined, pictures.ok ? pictures.value : undefined];
  const spoken = heard ?? (seen?.kinds.includes('audio') === true ? seen : undefined);
  const names = [video, audio].flatMap((path) => (path === undefined ? [] : [printable(basename(path))]));
  return ok({
    files: { ...(spoken && { audio: spoken }), ...(seen && { video: seen }) },
    words: names.length === 0 ? undefined : `Sends ${names.join(' and ')}, over and over.`,
    close,
  });
}

async function openFor(kind: MediaKind, path: string | undefined): Promise<Result<MediaFile | undefined, CliFault>> {
  if (path === undefined) return ok(undefined);
  const opened = await openMediaFile(path);
  if (!opened.ok) return err(describeFileFault(printable(path), opened.error));
  if (opened.value.kinds.includes(kind)) return opened;
  opened.value.close();
  const [held, missing] = kind === 'video' ? ['sound', 'pictures'] : ['pictures', 'sound'];
  const other = kind === 'video' ? '--audio' : '--video';
  return err({
    message: `${printable(path)} holds ${held}, and no ${missing} that can be sent`,
    advice: `Is it for ${other}?`,
  });
}

function describeFileFault(path: string, fault: MediaFileFault): CliFault {
  switch (fault.kind) {
    case 'mediabunnyMissing':
      return { message: 'what reads media files is not installed', advice: 'npm install mediabunny' };
    case 'unreadable':
      return {
        message: `${path} cannot be read (${fault.code})`,
        advice: '--audio and --video want files with media.',
      };
    case 'noMedia':
      return {
        message: `${path} holds no media that can be read`,
        advice: 'WebM, Matroska, Ogg and MP4 can be, with VP8 and Opus.',
      };
    case 'otherCodecs':
      return {
        message: `${path} holds ${fault.codecs.join(' and ')}; calls send VP8 and Opus`,
        advice: 'ffmpeg -i FILE -c:v libvpx -b:v 1M -c:a libopus NEW.webm makes one that can be sent.',
      };
  }
}
