/** A call that runs between two drivers, while it is being changed. */
import { expect } from 'vitest';
import { establish, connect, openPair } from './pair.ts';
import type { Heard, Pair, PairOptions } from './pair.ts';
import type { Line } from './driven.ts';
import { eventsIn, mediaIn, stanzasIn } from './driven.ts';

export type Who = 'juliet' | 'romeo';

/** Who begins a change: the one who called, or the one who was called. */
export const SIDES = [
  ['romeo', 'juliet'],
  ['juliet', 'romeo'],
] as const satisfies readonly (readonly [Who, Who])[];

export const ADD = { do: 'addContent', sid: 'S1', media: 'video' };
export const ACCEPT = { do: 'acceptContent', sid: 'S1', name: 'video' };
export const REJECT = { do: 'rejectContent', sid: 'S1', name: 'video' };
export const REMOVE = { do: 'removeContent', sid: 'S1', name: 'video' };
export const RESTART = { do: 'restartIce', sid: 'S1' };
export const CONTENT_MS = 60_000;

export interface RunningPair extends Pair {
  /** What was said from the call to the accepted answer. */
  readonly established: Heard;
}

/** Romeo has called juliet, and media is connected. */
export async function running(options: PairOptions = {}, call: object = {}): Promise<RunningPair> {
  const pair = await openPair(options);
  const established = await establish(pair, call);
  await connect(pair, established);
  return { ...pair, established };
}

/** One side adds a video, and the other takes it. */
export async function addVideo(pair: Pair, adder: Who): Promise<Heard> {
  const offered = await pair[adder](ADD);
  const taken = await pair[otherThan(adder)](ACCEPT);
  return { romeo: [...offered.romeo, ...taken.romeo], juliet: [...offered.juliet, ...taken.juliet] };
}

function otherThan(who: Who): Who {
  return who === 'romeo' ? 'juliet' : 'romeo';
}

/** Changes the text of each Jingle request of that action on its way; no text: it does not arrive. */
export function tamper(pair: Pair, action: string, change: (xml: string) => string | undefined): void {
  // oxlint-disable-next-line no-param-reassign -- The relay's own knob.
  pair.relay.tamper = (_to, xml) => {
    const changed = xml.includes(`action="${action}"`) ? change(xml) : xml;
    return changed === undefined ? [] : [changed];
  };
}

/** Every content with nothing in its transport, as Conversations adds them. */
export function asStub(xml: string): string {
  return xml.replace(/<transport .*?<\/transport>/g, '<transport xmlns="urn:xmpp:jingle:transports:ice-udp:1"/>');
}

/** The Jingle requests in an answer, each as its action. */
export function requestsIn(lines: readonly Line[]): readonly string[] {
  return stanzasIn(lines).flatMap((xml) => /<jingle [^>]*action="([^"]+)"/.exec(xml)?.[1] ?? []);
}

/** The one stanza with that in it. */
export function stanzaWith(lines: readonly Line[], text: string): string {
  const found = stanzasIn(lines).filter((xml) => xml.includes(text));
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** What the engine was asked to do, each as its order and the contents it names. */
export function ordersIn(lines: readonly Line[]): readonly string[] {
  return mediaIn(lines).map((line) => [line.do, ...line.contents.map(({ name }) => name)].join(' '));
}

/** The events, without what every one of them has. */
export function toldIn(lines: readonly Line[]): readonly object[] {
  return eventsIn(lines).map(({ out: _out, sid: _sid, peer: _peer, ...told }) => told);
}

/** The call is there, and nothing of a change is left in it. */
export async function expectAtRest(pair: Pair): Promise<void> {
  for (const who of ['romeo', 'juliet'] as const) {
    const [stats] = (await pair[who]({ do: 'stats' }))[who];
    expect(stats).toMatchObject({ calls: 1, buffered: 0, timers: 0, pending: 0 });
  }
}
