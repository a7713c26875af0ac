/** What the page shows beside the world itself. */
import type { Telling } from '../stories/player.ts';
import type { LaneRow } from './lane-rows.ts';
import type { World } from '../world/world.ts';
import type { SeatName } from '../world/world-events.ts';

export interface PageState {
  readonly world: World;
  readonly rows: readonly LaneRow[];
  readonly telling: Telling | undefined;
  /** What each device gets to see, while there is something. */
  readonly streams: ReadonlyMap<SeatName, MediaStream>;
  /** What the server sees, where it listens. */
  readonly tapped: readonly MediaStream[];
  readonly theme: 'auto' | 'dark' | 'light';
  /** Whether what is received can be heard. */
  readonly isLoud: boolean;
}
