/** The world of the playground without a page: stand-in engines that find each other, and a server without delay. */
import { onTestFinished } from 'vitest';
import { createWorld } from '../../docs/playground/world/world.ts';
import type { World } from '../../docs/playground/world/world.ts';
import type { WorldEvent } from '../../docs/playground/world/world-events.ts';
import { until } from '../../src/stage/wait.ts';
import { createConnectedStandIns } from '../cli/stand-in-engine.ts';

/** An answer that the server keeps is given up after this. */
const ACCEPT_MS = 300;

export interface Playing {
  readonly world: World;
  readonly events: readonly WorldEvent[];
}

export async function startPlaying(): Promise<Playing> {
  const events: WorldEvent[] = [];
  const media = createConnectedStandIns();
  const world = await createWorld({
    media: () => media,
    observe: (event) => events.push(event),
    latencyMs: 1,
    acceptMs: ACCEPT_MS,
    tempo: { slowMs: 20, overtakenWithinMs: 15 },
  });
  onTestFinished(() => world.close());
  return { world, events };
}

/** Fails where it does not come true within seconds. */
export async function becomes(what: string, isTrue: () => boolean): Promise<void> {
  if (!(await until(isTrue, 10_000, new AbortController().signal))) throw new Error(`never: ${what}`);
}
