/** Calls on werift: everything in JavaScript, so that it is installed everywhere. */
import { ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import type { Media } from '../../../media/port.ts';
import { createWeriftMedia } from '../../../media/werift/werift-media.ts';
import type { Engine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import type { CliFault } from '../fault.ts';
import { openPlayedFiles } from './played-files.ts';

/** Undefined where it is not installed. */
export async function createWeriftEngine(
  options: EngineOptions,
  echoes: boolean,
): Promise<Result<Engine, CliFault> | undefined> {
  const opened = await openPlayedFiles(options);
  if (!opened.ok) return opened;
  const { files, words, close } = opened.value;
  const werift = await createWeriftMedia({
    source: echoes ? 'echo' : files,
    addresses: options.addresses === 'loopback' ? 'loopback' : 'all',
  });
  if (!werift.ok) {
    close();
    return undefined;
  }
  let received = 0;
  const media: Media = {
    open: (report, call) =>
      werift.value.open(report, call, () => {
        received += 1;
      }),
  };
  return ok({ media, sends: words, received: () => received, close });
}
