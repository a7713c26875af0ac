/** The media engine of calls on a network: which one, what it sends, and how much it received. */
import { err } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import type { Media } from '../../../media/port.ts';
import type { CliFault } from '../fault.ts';
import { ENGINES } from './engine-options.ts';
import type { EngineName, EngineOptions } from './engine-options.ts';
import { createWeriftEngine } from './werift-engine.ts';
import { createWrtcEngine } from './wrtc-engine.ts';

export interface Engine {
  readonly media: Media;
  /** Which files it sends, for a person; undefined for none. */
  readonly sends: string | undefined;
  /** RTP packets that came through SRTP intact, over all calls. */
  received(): number;
  /** Lets go of the files that it sends. */
  close(): void;
}

const CREATORS = {
  werift: createWeriftEngine,
  wrtc: createWrtcEngine,
} as const satisfies Record<EngineName, unknown>;

/** @param echoes  sends back what is heard, and nothing else */
export async function createEngine(options: EngineOptions, echoes: boolean): Promise<Result<Engine, CliFault>> {
  const { media } = options;
  for (const name of media === undefined ? ENGINES : [media]) {
    const engine = await CREATORS[name](options, echoes);
    if (engine !== undefined) return engine;
  }
  return err(
    media === 'wrtc'
      ? { message: 'the media engine wrtc is not installed', advice: 'npm install @roamhq/wrtc' }
      : { message: 'no media engine is installed', advice: 'npm install werift' },
  );
}
