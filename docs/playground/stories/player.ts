/** Plays a story: one beat after another, with time to read. */
import { pause, until } from '../../../src/stage/wait.ts';
import type { World } from '../world/world.ts';
import { isQuiet, prepare } from './acts.ts';
import type { Story } from './story.ts';

/** A beat that waits longer has gone wrong. */
const BEAT_MS = 30_000;
const READ_WORD_MS = 190;
const READ_AT_LEAST_MS = 1_500;

export interface Telling {
  readonly story: Story;
  /** From 0; as many as there are beats when it is over. */
  readonly beat: number;
  readonly state: 'over' | 'playing' | 'stuck';
}

export interface PlayOptions {
  readonly world: World;
  readonly story: Story;
  readonly signal: AbortSignal;
  /** 1 as people read; 0 does not wait for them. */
  readonly pace: number;
  readonly tell: (telling: Telling) => void;
}

/** Settles when the story is over, or was left. */
export async function play({ world, story, signal, pace, tell }: PlayOptions): Promise<void> {
  await prepare(world);
  await until(() => isQuiet(world), BEAT_MS, signal);
  for (const seat of world.seats.values()) seat.policy = story.policy;
  for (const [index, beat] of story.beats.entries()) {
    if (signal.aborted) return;
    tell({ story, beat: index, state: 'playing' });
    await beat.act?.(world);
    const hasCome = await until(() => beat.until?.(world) ?? true, BEAT_MS, signal);
    if (!hasCome) return signal.aborted ? undefined : tell({ story, beat: index, state: 'stuck' });
    await pause(pace * Math.max(READ_AT_LEAST_MS, beat.say.split(' ').length * READ_WORD_MS), signal);
  }
  if (!signal.aborted) tell({ story, beat: story.beats.length, state: 'over' });
}
