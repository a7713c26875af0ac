/**
 * The world of the playground: a server in memory that does what its switches say, and the devices on it.
 *
 * Romeo has a phone, Juliet a phone and a tablet, which is off until somebody turns it on.
 */
import { systemClock } from '../../../src/call/system.ts';
import { bareOf } from '../../../src/jid.ts';
import type { FullJid } from '../../../src/jid.ts';
import type { Heard, RunningAttack, Tamper } from '../../../src/stage/attacks/attack.ts';
import { createMeans } from '../../../src/stage/attacks/means.ts';
import { JULIET, ROMEO } from '../../../src/stage/party.ts';
import type { StageMedia } from '../../../src/stage/stage-media.ts';
import { until } from '../../../src/stage/wait.ts';
import { WatchedServer } from '../../../src/stage/watched-server.ts';
import type { DeviceId } from '../../../src/stanzas/omemo.ts';
import type { MediaKinds } from '../../../src/stanzas/jingle.ts';
import { createSeat } from './seat.ts';
import type { Seat } from './seat.ts';
import { switchNamed } from './switches.ts';
import { forgedTerminates } from './troubles.ts';
import type { Tempo } from './troubles.ts';
import type { SeatName, WorldEvent } from './world-events.ts';

export const ADDRESSES: Readonly<Record<SeatName, { readonly resource: FullJid; readonly deviceId: DeviceId }>> = {
  romeo: ROMEO,
  juliet: JULIET,
  tablet: { resource: 'juliet@capulet.example/chamber' as FullJid, deviceId: 223 as DeviceId },
};

/** For keys to be published: a handful of stanzas each. */
const PUBLISHED_WITHIN_MS = 10_000;

export interface WorldOptions {
  /** An engine for each device, and one for the server. */
  readonly media: (owner: SeatName | 'server') => StageMedia;
  readonly observe: (event: WorldEvent) => void;
  /** From the server to a device, in milliseconds. */
  readonly latencyMs: number;
  /** How long a caller waits for an answer that the server keeps, in milliseconds. */
  readonly acceptMs: number;
  readonly tempo: Tempo;
}

export class World {
  readonly seats = new Map<SeatName, Seat>();
  readonly #options: WorldOptions;
  readonly #watched: WatchedServer;
  readonly #running = new Map<string, RunningAttack>();
  #callNumber = 0;

  constructor(options: WorldOptions) {
    const { observe, latencyMs } = options;
    this.#options = options;
    this.#watched = new WatchedServer({
      clock: systemClock,
      latencyMs,
      observe,
      tamper: (passing) =>
        [...this.#running.values()].reduce<ReturnType<Tamper>>(
          (made, attack) => made.flatMap((each) => attack.tamper(each)),
          [passing],
        ),
    });
  }

  /** Sits somebody down; the keys are published when it settles. */
  async enter(name: SeatName): Promise<void> {
    if (this.seats.has(name)) return;
    const { media, observe, acceptMs } = this.#options;
    const watched = this.#watched;
    const seat = await createSeat({ name, ...ADDRESSES[name], watched, media: media(name), observe, acceptMs });
    this.seats.set(name, seat);
    seat.start();
    await until(() => seat.isAnswered, PUBLISHED_WITHIN_MS, new AbortController().signal);
  }

  leave(name: SeatName): void {
    this.seats.get(name)?.close();
    this.seats.delete(name);
  }

  /** What the server does from now on. */
  get switchedOn(): readonly string[] {
    return [...this.#running.keys()];
  }

  async turnOn(id: string): Promise<void> {
    const found = switchNamed(id);
    if (found === undefined || this.#running.has(id)) return;
    const before = this.#callNumber;
    const { media, tempo } = this.#options;
    const means = await createMeans(this.#watched, media('server'), () => this.#callNumber - before);
    this.#running.set(id, await found.start(means, tempo));
  }

  turnOff(id: string): void {
    this.#running.delete(id);
  }

  /** Packets that the server decrypted, where it listens. */
  get heard(): Heard | undefined {
    return [...this.#running.values()].map(({ heard }) => heard?.()).find((heard) => heard !== undefined);
  }

  /** Romeo calls Juliet, or she him. */
  call(from: 'juliet' | 'romeo', media: MediaKinds): void {
    this.#callNumber += 1;
    const other = from === 'romeo' ? 'juliet' : 'romeo';
    this.seats.get(from)?.place(bareOf(ADDRESSES[other].resource), media);
  }

  /** Both call in the same moment. */
  cross(media: MediaKinds): void {
    this.call('romeo', media);
    this.call('juliet', media);
  }

  /** The server tells each of the two that the other has hung up. */
  forgeTerminate(): boolean {
    const sessionId = this.seats.get('romeo')?.call?.key.sessionId;
    if (sessionId === undefined) return false;
    this.#watched.say('hangs up in the name of both');
    for (const forged of forgedTerminates(sessionId)) this.#watched.inject(forged);
    return true;
  }

  close(): void {
    for (const name of [...this.seats.keys()]) this.leave(name);
  }
}

/** A world in which Romeo and Juliet have published their keys. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const world = new World(options);
  await Promise.all([world.enter('romeo'), world.enter('juliet')]);
  return world;
}
