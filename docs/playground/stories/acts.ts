/** What stories do and wait for. */
import type { CallStage } from '../world/call-view.ts';
import type { World } from '../world/world.ts';
import type { SeatName } from '../world/world-events.ts';

export function stageOf(world: World, name: SeatName): CallStage | undefined {
  return world.seats.get(name)?.call?.stage;
}

/** Whether a device shows that it rings. */
export function rings(name: SeatName): (world: World) => boolean {
  return (world) => stageOf(world, name) === 'incoming';
}

/** Both ends talk, and something has come through at both. */
export function bothTalk(world: World): boolean {
  return ['romeo' as const, 'juliet' as const].every((name) => {
    const seat = world.seats.get(name);
    return seat?.call?.stage === 'talking' && seat.receivedPackets > 0;
  });
}

/** No call goes on anywhere. */
export function isQuiet(world: World): boolean {
  return [...world.seats.values()].every(({ call }) => call === undefined || call.stage === 'ended');
}

export function accept(name: SeatName): (world: World) => void {
  return (world) => world.seats.get(name)?.accept();
}

/** Whoever is in the way of a story is asked to go. */
export async function prepare(world: World): Promise<void> {
  for (const id of world.switchedOn) world.turnOff(id);
  for (const seat of world.seats.values()) {
    if (seat.call?.stage === 'incoming') seat.reject();
    else seat.hangUp();
  }
  world.leave('tablet');
}
