/** Each story of the tour, played to its end without a page: what it says is what comes about. */
import { describe, expect, test } from 'vitest';
import { play } from '../../docs/playground/stories/player.ts';
import type { Telling } from '../../docs/playground/stories/player.ts';
import { STORIES, storyNamed } from '../../docs/playground/stories/stories.ts';
import type { World } from '../../docs/playground/world/world.ts';
import type { SeatName } from '../../docs/playground/world/world-events.ts';
import { startPlaying } from './playing.ts';

async function told(world: World, id: string, signal = new AbortController().signal): Promise<readonly Telling[]> {
  const tellings: Telling[] = [];
  const story = storyNamed(id);
  if (story === undefined) throw new Error(`no story ${id}`);
  await play({ world, story, signal, pace: 0, tell: (telling) => tellings.push(telling) });
  return tellings;
}

const callAt = (world: World, name: SeatName) => world.seats.get(name)?.call;

const ENDS: Readonly<Record<string, (world: World) => void>> = {
  honest: (world) => {
    expect(callAt(world, 'romeo')).toMatchObject({
      stage: 'talking',
      verdict: { state: 'authenticated', deviceId: 222, trust: 'verified' },
    });
    expect(callAt(world, 'juliet')?.verdict).toMatchObject({ state: 'authenticated', deviceId: 111, trust: 'blind' });
    const [romeo, juliet] = [world.seats.get('romeo')?.certificates, world.seats.get('juliet')?.certificates];
    expect(romeo).toEqual({ own: juliet?.used, described: juliet?.own, used: juliet?.own });
  },
  listens: (world) => {
    expect(world.heard).toMatchObject({ romeo: 3, juliet: 3 });
    expect(callAt(world, 'romeo')).toMatchObject({ stage: 'ended', refusal: 'notAnnounced' });
  },
  cheats: (world) => {
    expect(callAt(world, 'romeo')).toMatchObject({ stage: 'ended', refusal: 'unexpectedDevice', verdict: undefined });
  },
  devices: (world) => {
    expect(callAt(world, 'romeo')?.verdict).toMatchObject({ state: 'authenticated', deviceId: 223 });
    expect(callAt(world, 'juliet')?.ended).toMatchObject({ by: 'ownResource', reason: 'answeredElsewhere' });
  },
  crossing: (world) => {
    for (const name of ['romeo', 'juliet'] as const) {
      expect(callAt(world, name)).toMatchObject({ stage: 'talking', verdict: { state: 'authenticated' } });
    }
    expect(callAt(world, 'romeo')?.key.sessionId).toBe(callAt(world, 'juliet')?.key.sessionId);
  },
};

describe('the tour', () => {
  test('has an end for each story here', () => {
    expect(STORIES.map(({ id }) => id)).toEqual(Object.keys(ENDS));
  });

  test.each(STORIES)('$title', async ({ id, beats }) => {
    const { world } = await startPlaying();
    const tellings = await told(world, id);
    expect(tellings.map(({ state }) => state)).toEqual([...beats.map(() => 'playing'), 'over']);
    ENDS[id]?.(world);
  });

  test('can be told in any order, in one world', async () => {
    const { world } = await startPlaying();
    for (const { id } of [...STORIES].toReversed()) {
      expect((await told(world, id)).at(-1)?.state).toBe('over');
      ENDS[id]?.(world);
    }
  });

  test('says where it got stuck, and nothing when it was left', async () => {
    const { world } = await startPlaying();
    const left = new AbortController();
    left.abort();
    expect(await told(world, 'honest', left.signal)).toEqual([]);
  });
});
