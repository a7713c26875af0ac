/** Steps of a running call that is being changed: who adds, who is asked, and what has become of it. */
import { expect } from 'vitest';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import type { MediaKinds } from '../../src/stanzas/jingle.ts';
import type { Pair, PairOptions } from './pair.ts';
import { connect, createPair, engineOf, keyWith, told, verdicts } from './pair.ts';
import { summary } from './story.ts';
import type { Party } from './world.ts';

export type Who = 'juliet' | 'romeo';

/** Whoever begins the change: romeo began the call, juliet answered it. */
export const WHO = ['romeo', 'juliet'] as const satisfies readonly Who[];

export interface RunningCall extends Pair {
  readonly sessionId: SessionId;
}

/** A call that runs. */
export async function running(options: PairOptions = {}, media: MediaKinds = ['audio']): Promise<RunningCall> {
  const pair = await createPair(options);
  const sessionId = await connect(pair, media);
  // By getters, a party is always the one of its newest process.
  return { ...pair, sessionId };
}

/** The two of a call: whoever begins the change, and the other one. */
export function partiesOf(call: Pair, who: Who): readonly [adder: Party, other: Party] {
  return who === 'romeo' ? [call.romeo, call.juliet] : [call.juliet, call.romeo];
}

/** The user of one side wants to add contents, and everything happens that needs no other user. */
export async function offerContents(call: RunningCall, who: Who, media: MediaKinds = ['video']): Promise<void> {
  const [adder, other] = partiesOf(call, who);
  adder.manager.changes.addContents(keyWith(other, call.sessionId), media);
  await call.settle();
}

/** The same, and the other user takes them. */
export async function addContents(call: RunningCall, who: Who, media: MediaKinds = ['video']): Promise<void> {
  await offerContents(call, who, media);
  const [adder, other] = partiesOf(call, who);
  other.manager.changes.acceptContents(keyWith(adder, call.sessionId));
  await call.settle();
}

/** What was told since the call runs. */
export function toldOfChanges(party: Party): readonly string[] {
  const words = told(party);
  return words.slice(words.indexOf('connected') + 1);
}

/** What was sent since, in a few words each. */
export function sentSince({ sent }: Party, before: number): readonly string[] {
  return sent.slice(before).map(summary);
}

/** The contents that the engine's newest description of the other side has, with the certificate of each. */
export function takenBy(party: Party): readonly string[] {
  const [newest] = engineOf(party)
    .orders.toReversed()
    .flatMap((order) => ('description' in order ? [order] : []));
  return (newest?.description.contents ?? []).map(({ name, transport }) => `${name} ${transport.fingerprint.value}`);
}

/** The peer's candidates that the engine was handed: content and port. */
export function candidatesGivenTo(party: Party): readonly string[] {
  return engineOf(party).orders.flatMap((order) =>
    order.order === 'addCandidates' ? order.candidates.map(({ port }) => `${order.contentName} ${port}`) : [],
  );
}

/** The call goes on, nothing of a change is left, and the verdict is the one it began with. */
export function expectAtRest({ parties }: Pair): void {
  for (const party of parties) {
    expect(party.manager.stats()).toMatchObject({ calls: 1, buffered: 0, timers: 0, pending: 0 });
    expect(verdicts(party)).toHaveLength(1);
  }
}
