/** The media engine of calls on a network, and how much it received. */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { Media } from '../../media/port.ts';
import { createWeriftMedia } from '../../media/werift.ts';
import type { WeriftSource } from '../../media/werift-source.ts';
import type { CliFault } from './fault.ts';

export interface EngineOptions {
  readonly source: WeriftSource;
  /** `loopback`: for two ends on one machine. */
  readonly addresses: 'all' | 'loopback';
}

export interface Engine {
  readonly name: string;
  readonly media: Media;
  /** RTP packets that came through SRTP intact, over all calls. */
  received(): number;
}

export async function createEngine({ source, addresses }: EngineOptions): Promise<Result<Engine, CliFault>> {
  const werift = await createWeriftMedia({ source, addresses });
  if (!werift.ok) {
    return err({ message: 'no media engine is installed', advice: 'npm install werift' });
  }
  let received = 0;
  const media: Media = {
    open: (report, call) =>
      werift.value.open(report, call, () => {
        received += 1;
      }),
  };
  return ok({ name: 'werift', media, received: () => received });
}
