/** Romeo and juliet at two drivers, with a server between them. */
import type { Command, Driven, Line } from './driven.ts';
import { drivenInProcess, eventsIn, fingerprintIn } from './driven.ts';
import { Relay } from './relay.ts';

export const ROMEO = 'romeo@montague.example/orchard';
export const JULIET = 'juliet@capulet.example/balcony';
const [ROMEO_ACCOUNT, JULIET_ACCOUNT] = ['romeo@montague.example', 'juliet@capulet.example'] as const;

/** What each said in answer to one command, and to all that followed from it. */
export interface Heard {
  readonly romeo: readonly Line[];
  readonly juliet: readonly Line[];
}

export interface Pair {
  readonly relay: Relay;
  /** What `open` answered. */
  readonly opened: Heard;
  romeo(command: Command): Promise<Heard>;
  juliet(command: Command): Promise<Heard>;
}

export interface PairOptions {
  readonly romeo?: object;
  readonly juliet?: object;
  readonly drivers?: readonly [romeo: Driven, juliet: Driven];
}

/** Both accounts open, in each other's roster. */
export async function openPair(options: PairOptions = {}): Promise<Pair> {
  const [romeo, juliet] = options.drivers ?? [drivenInProcess(), drivenInProcess()];
  const relay = new Relay();
  const opened = {
    romeo: await relay.open(romeo, { account: ROMEO, deviceId: 111, roster: [JULIET_ACCOUNT], ...options.romeo }),
    juliet: await relay.open(juliet, {
      account: JULIET,
      deviceId: 222,
      seed: 2,
      roster: [ROMEO_ACCOUNT],
      ...options.juliet,
    }),
  };
  const run = async (account: string, command: Command): Promise<Heard> => {
    const said = await relay.run(account, command);
    return { romeo: said.get(ROMEO) ?? [], juliet: said.get(JULIET) ?? [] };
  };
  return { relay, opened, romeo: (command) => run(ROMEO, command), juliet: (command) => run(JULIET, command) };
}

/** Romeo calls, juliet takes the call: both descriptions are in place. */
export async function establish(pair: Pair, call: object = {}, answer: object = {}): Promise<Heard> {
  const called = await pair.romeo({ do: 'call', to: JULIET_ACCOUNT, media: ['audio'], sid: 'S1', ...call });
  const answered = await pair.juliet({ do: 'accept', sid: 'S1', ...answer });
  return { romeo: [...called.romeo, ...answered.romeo], juliet: [...called.juliet, ...answered.juliet] };
}

/** Media connects at both ends, each with the certificate that the other described. */
export async function connect(pair: Pair, heard: Heard): Promise<Heard> {
  const romeo = await pair.romeo(connectedWith(fingerprintIn(heard.romeo, 'setRemote')));
  const juliet = await pair.juliet(connectedWith(fingerprintIn(heard.juliet, 'setRemote')));
  return { romeo: romeo.romeo, juliet: juliet.juliet };
}

export function connectedWith(usedFingerprint: string): Command {
  return { do: 'media', sid: 'S1', fact: 'connected', usedFingerprint };
}

/** The last of the events of this name. */
export function eventNamed(lines: readonly Line[], name: string): Line | undefined {
  return eventsIn(lines).findLast(({ event }) => event === name);
}
