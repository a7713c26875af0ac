/** The media engine of calls on a network, what it sends, and how much it received. */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { Media } from '../../media/port.ts';
import { createWeriftMedia } from '../../media/werift/werift-media.ts';
import type { CliFault } from './fault.ts';
import { openPlayedFiles } from './played-files.ts';
import type { FileOptions } from './played-files.ts';

export interface EngineOptions extends FileOptions {
  /** `loopback`: for two ends on one machine. */
  readonly addresses: 'all' | 'loopback' | 'relayed';
}

export interface Engine {
  readonly media: Media;
  /** What it sends, for a person; undefined for nothing but silence. */
  readonly sends: string | undefined;
  /** RTP packets that came through SRTP intact, over all calls. */
  received(): number;
  /** Lets go of the files that it sends. */
  close(): void;
}

/** @param echoes  sends back what is heard, and nothing else */
export async function createEngine(options: EngineOptions, echoes: boolean): Promise<Result<Engine, CliFault>> {
  const opened = await openPlayedFiles(options);
  if (!opened.ok) return opened;
  const { files, words, close } = opened.value;
  const werift = await createWeriftMedia({
    source: echoes ? 'echo' : files,
    addresses: options.addresses === 'loopback' ? 'loopback' : 'all',
  });
  if (!werift.ok) {
    close();
    return err({ message: 'no media engine is installed', advice: 'npm install werift' });
  }
  let received = 0;
  const media: Media = {
    open: (report, call) =>
      werift.value.open(report, call, () => {
        received += 1;
      }),
  };
  return ok({ media, sends: echoes ? 'Sends back what it hears.' : words, received: () => received, close });
}
