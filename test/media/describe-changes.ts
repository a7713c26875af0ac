/**
 * What every media engine has to do that can change a running session, by the port alone, as a core asks for it: the
 * whole session is described anew each time, and candidates wait until both ends have the descriptions.
 */
import { expect, test } from 'vitest';
import type { SessionDescription } from '../../src/media/port.ts';
import type { MediaKind } from '../../src/stanzas/rtp.ts';
import type { End, Opener, Path } from './media-ends.ts';
import { change, countOf, flows, negotiate, remove, unbundled, used, valueOf } from './media-ends.ts';

const RESTART = { kind: 'restartIce' } as const;
const adding = (...media: readonly MediaKind[]) => ({ kind: 'addContents', media }) as const;

const namesOf = ({ contents }: SessionDescription) => contents.map(({ name }) => name);
const credentialsIn = ({ contents }: SessionDescription) => contents.map(({ transport }) => transport.credentials);
const ufragsIn = (description: SessionDescription) => credentialsIn(description).map(({ ufrag }) => ufrag);

const allFlow = async (ends: readonly End[], media: MediaKind) =>
  (await Promise.all(ends.map((end) => flows(end, media)))).every(Boolean);

/** No packet of a medium comes any more. */
async function rests(ends: readonly End[], media: MediaKind): Promise<void> {
  // What was on its way.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const before = ends.map((end) => end.receivedPackets(media));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(ends.map((end) => end.receivedPackets(media))).toEqual(before);
}

/** Two ends with media flowing. */
async function connected({ open }: Opener, media: readonly MediaKind[], path: Path = {}) {
  const [one, other] = [await open(), await open()];
  const first = await negotiate(one, other, media, path);
  await Promise.all([one.fact('connected'), other.fact('connected')]);
  return { one, other, ends: [one, other], first };
}

function expectStillConnected(ends: readonly End[]): void {
  for (const end of ends) expect([countOf(end, 'connected'), countOf(end, 'failed')]).toEqual([1, 0]);
}

export function testChanges(opener: Opener): void {
  testAdding(opener);
  testRemoving(opener);
  testRestarting(opener);
}

function testAdding(opener: Opener): void {
  test.each([
    ['in the bundle', {}],
    ['over a transport of its own', { offer: unbundled }],
  ] as const)('adds video to a running session %s, from either side, by the same certificates', async (_, path) => {
    const { one, other, ends, first } = await connected(opener, ['audio'], path);
    const [offer, answer] = await change(other, one, adding('video'));
    expect(namesOf(answer)).toEqual(namesOf(offer));
    expect([used(answer), used(offer)]).toEqual([used(first.offer), used(first.answer)]);
    expect(await allFlow(ends, 'video')).toBe(true);
    expect(await allFlow(ends, 'audio')).toBe(true);
    const [again] = await change(one, other, adding('video'));
    expect(namesOf(again).slice(0, 2)).toEqual(namesOf(offer));
    expect(await allFlow(ends, 'video')).toBe(true);
    expectStillConnected(ends);
  });

  test('takes back what it offered to add, and adds it again under another name', async () => {
    const { one, other, ends } = await connected(opener, ['audio']);
    const offer = valueOf((await one.session.reoffer?.(adding('video')))!);
    await one.session.rollBack?.();
    expect(await allFlow(ends, 'audio')).toBe(true);
    await rests(ends, 'video');
    const [theirs] = await change(other, one, adding('video'));
    expect(await allFlow(ends, 'video')).toBe(true);
    await remove(ends, ...namesOf(theirs).slice(1));
    const [again] = await change(one, other, adding('video'));
    expect(namesOf(again)).toHaveLength(2);
    expect(namesOf(offer)).not.toContain(namesOf(again)[1]);
    expect(await allFlow(ends, 'video')).toBe(true);
    expectStillConnected(ends);
  });
}

function testRemoving(opener: Opener): void {
  test.each([
    ['the last', ['audio', 'video'], 'video', 'audio', {}],
    ['the first', ['audio', 'video'], 'audio', 'video', {}],
    ['the first, of a transport of its own', ['audio', 'video'], 'audio', 'video', { offer: unbundled }],
  ] as const)('removes %s of its contents, and goes on', async (_, media, gone, left, path) => {
    const { one, other, ends, first } = await connected(opener, media, path);
    expect(await allFlow(ends, gone)).toBe(true);
    const [name] = first.offer.contents
      .filter(({ description }) => description.media === gone)
      .map((each) => each.name);
    await remove(ends, name!);
    await rests(ends, gone);
    expect(await allFlow(ends, left)).toBe(true);
    const [offer, answer] = await change(other, one, adding(gone));
    expect(namesOf(offer)).not.toContain(name);
    expect(namesOf(answer)).toEqual(namesOf(offer));
    expect(await allFlow(ends, gone)).toBe(true);
    expect(await allFlow(ends, left)).toBe(true);
    expectStillConnected(ends);
  });
}

function testRestarting(opener: Opener): void {
  test('restarts ICE, from either side, with other contents than at first, and media goes on', async () => {
    const { one, other, ends, first } = await connected(opener, ['audio', 'video']);
    await remove(ends, namesOf(first.offer)[1]!);
    const before = await change(one, other, adding('video'));
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const [offer, answer] = await change(from, to, RESTART);
      expect([namesOf(offer), namesOf(answer)]).toEqual([namesOf(before[0]), namesOf(before[0])]);
      for (const ufrag of [...ufragsIn(offer), ...ufragsIn(answer)]) {
        expect([...ufragsIn(before[0]), ...ufragsIn(before[1])]).not.toContain(ufrag);
      }
      expect(await allFlow(ends, 'audio')).toBe(true);
      expect(await allFlow(ends, 'video')).toBe(true);
    }
    expectStillConnected(ends);
  });

  test.each([
    ['that called', 0],
    ['that answered', 1],
  ])('takes back an ICE restart by the side %s, and goes on under the credentials of before', async (_, index) => {
    const { ends, first } = await connected(opener, ['audio']);
    const [from, to] = [ends[index]!, ends[1 - index]!];
    const [before] = credentialsIn([first.offer, first.answer][index]!);
    await takeBackRestart(from);
    expect(await allFlow(ends, 'audio')).toBe(true);
    const [offer] = await change(from, to, adding('video'));
    expect(credentialsIn(offer)).toEqual([before, before]);
    expect(await allFlow(ends, 'video')).toBe(true);
    expectStillConnected(ends);
  });

  test.each([
    ['restarts ICE', RESTART],
    ['adds video', adding('video')],
  ])('takes back an ICE restart, and the peer %s at once', async (_, wanted) => {
    const { one, other, ends } = await connected(opener, ['audio'], { offer: unbundled });
    await takeBackRestart(one);
    await change(other, one, wanted);
    for (const media of wanted.kind === 'restartIce' ? (['audio'] as const) : (['audio', 'video'] as const)) {
      expect(await allFlow(ends, media)).toBe(true);
    }
    expectStillConnected(ends);
  });
}

async function takeBackRestart(end: End): Promise<void> {
  end.hold();
  valueOf((await end.session.reoffer?.(RESTART))!);
  await end.session.rollBack?.();
  await end.release();
}
