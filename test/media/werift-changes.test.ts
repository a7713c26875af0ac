/** What werift leaves out of a connection that changes, and `src/media/werift/repairs.ts` puts there. */
import type { RTCIceTransport, RTCPeerConnection } from 'werift';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SessionDescription } from '../../src/media/port.ts';
import { repaired } from '../../src/media/werift/repairs.ts';
import type { IceCandidate } from '../../src/stanzas/ice-udp.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import type { MediaKind } from '../../src/stanzas/rtp.ts';
import type { End, Path } from './media-ends.ts';
import { change, flows, negotiate, openEnd, remove, unbundled, valueOf } from './media-ends.ts';
import { openWerift } from './open-werift.ts';

const RESTART = { kind: 'restartIce' } as const;
const VIDEO = { kind: 'addContents', media: ['video'] } as const;

const ends: End[] = [];
afterEach(() => {
  for (const { session } of ends.splice(0)) session.close();
});

async function opened(): Promise<End> {
  const end = openEnd(await openWerift());
  ends.push(end);
  return end;
}

/** Two ends with media flowing. */
async function connected(path: Path = {}, media: readonly MediaKind[] = ['audio', 'video']) {
  const [one, other] = [await opened(), await opened()];
  const { offer } = await negotiate(one, other, media, path);
  await expectFlow(one, other);
  return { one, other, offer };
}

async function expectFlow(...those: readonly End[]): Promise<void> {
  expect(await Promise.all(those.map((end) => flows(end)))).toEqual(those.map(() => true));
}

async function reoffered({ session }: End, wanted: typeof RESTART | typeof VIDEO): Promise<SessionDescription> {
  return valueOf((await session.reoffer?.(wanted))!);
}

function renamed(description: SessionDescription, from: ContentName, to: ContentName): SessionDescription {
  const named = (name: ContentName) => (name === from ? to : name);
  return {
    contents: description.contents.map((each) => ({ ...each, name: named(each.name) })),
    groups: description.groups.map((group) => ({ ...group, contentNames: group.contentNames.map(named) })),
  };
}

const uncounted = (candidate: IceCandidate): IceCandidate => ({ ...candidate, generation: 0 });

const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind === 'UDPWrap').length;

describe('werift, in a running session', () => {
  test('takes candidates that do not count restarts, as Dino and others write them', async () => {
    const { one, other } = await connected({ candidate: uncounted });
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      await change(from, to, RESTART);
      await expectFlow(one, other);
    }
  });

  test('takes such candidates in a description, too', async () => {
    const { one, other } = await connected();
    for (const end of [one, other]) end.hold();
    const { length } = other.facts;
    const answer = valueOf(await other.session.createAnswer(await reoffered(one, RESTART)));
    const gathered = () => other.facts.slice(length).flatMap((fact) => (fact.kind === 'candidate' ? [fact] : []));
    await vi.waitFor(() => expect(gathered()).not.toEqual([]));
    const candidates = gathered().map(({ candidate }) => uncounted(candidate));
    const contents = answer.contents.map((each) => ({ ...each, transport: { ...each.transport, candidates } }));
    valueOf(await one.session.setRemote({ ...answer, contents }));
    await expectFlow(one, other);
  });

  test('checks once for each ICE session, and not for what else changes', async () => {
    const werift = await import('werift');
    const start = vi.spyOn(werift.RTCIceTransport.prototype, 'start');
    const { one, other } = await connected();
    expect(start).toHaveBeenCalledTimes(2);
    await change(one, other, RESTART);
    await expectFlow(one, other);
    expect(start).toHaveBeenCalledTimes(4);
    await change(other, one, VIDEO);
    expect(start).toHaveBeenCalledTimes(4);
  });

  test('is changed by the peer while a restart still connects', async () => {
    const { one, other } = await connected({ offer: unbundled }, ['audio']);
    const werift = await import('werift');
    const { start } = werift.RTCIceTransport.prototype;
    vi.spyOn(werift.RTCIceTransport.prototype, 'start').mockImplementation(function (this: RTCIceTransport) {
      const { connection } = this;
      const { connect } = connection;
      connection.connect = async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        await connect.call(connection);
      };
      return start.call(this);
    });
    await change(one, other, RESTART);
    await change(other, one, VIDEO);
    expect(await Promise.all([one, other].map((end) => flows(end, 'video')))).toEqual([true, true]);
  });

  test('refuses to restart ICE that is not connected yet, which it then is', async () => {
    const [one, other] = [await opened(), await opened()];
    const offer = valueOf(await one.session.createOffer(['audio']));
    valueOf(await one.session.setRemote(valueOf(await other.session.createAnswer(offer))));
    for (const { session } of [one, other]) {
      expect(await session.reoffer?.(RESTART)).toEqual({ ok: false, error: { kind: 'engineFailed' } });
    }
    await Promise.all([one.trickleTo(other.session), other.trickleTo(one.session)]);
    await expectFlow(one, other);
  });

  test('leaves closed what is removed while a restart waits that is then taken back', async () => {
    const werift = await import('werift');
    const createOffer = vi.spyOn(werift.RTCPeerConnection.prototype, 'createOffer');
    const { one, other, offer } = await connected({ offer: unbundled });
    await reoffered(one, RESTART);
    const [connection] = createOffer.mock.contexts as readonly RTCPeerConnection[];
    const [gone, left] = connection!.iceTransports;
    await remove([one, other], offer.contents[0]!.name);
    await one.session.rollBack?.();
    await expectFlow(one, other);
    expect([gone, left].map((each) => each?.connection.nominated !== undefined)).toEqual([false, true]);
  });

  test('adds what it only received in a content that is over', async () => {
    const offer = ({ contents, groups }: SessionDescription): SessionDescription => ({
      contents: contents.map((each, index) => (index === 1 ? { ...each, senders: 'initiator' } : each)),
      groups,
    });
    const { one, other, offer: first } = await connected({ offer });
    await remove([one, other], first.contents[1]!.name);
    const [again] = await change(other, one, VIDEO);
    expect(again.contents.map(({ senders }) => senders)).toEqual(['both', 'both']);
    expect(await flows(one, 'video')).toBe(true);
  });

  test('keeps the ICE session where an addition is taken back', async () => {
    const werift = await import('werift');
    const start = vi.spyOn(werift.RTCIceTransport.prototype, 'start');
    const connection = repaired(new werift.RTCPeerConnection());
    connection.addTransceiver('audio');
    const { sdp } = await connection.createOffer();
    await connection.setLocalDescription({ type: 'offer', sdp });
    await connection.setLocalDescription({ type: 'rollback', sdp: '' });
    await connection.close();
    expect(start).not.toHaveBeenCalled();
  });

  test('closes the transport of a content that is over or does not come, and no other', async () => {
    const { one, other, offer } = await connected({ offer: unbundled });
    await vi.waitFor(() => expect(sockets()).toBe(4));
    await reoffered(one, VIDEO);
    await vi.waitFor(() => expect(sockets()).toBe(5));
    await one.session.rollBack?.();
    await vi.waitFor(() => expect(sockets()).toBe(4));
    await remove([one, other], offer.contents[0]!.name);
    await vi.waitFor(() => expect(sockets()).toBe(2));
    await expectFlow(one, other);
    await change(one, other, RESTART);
    await expectFlow(one, other);
    expect(sockets()).toBe(2);
    for (const { session } of [one, other]) session.close();
    await vi.waitFor(() => expect(sockets()).toBe(0));
  });

  test.each([
    ['is closed', true],
    ['is not closed yet', false],
  ])('gives a content the name of one that is over, whose section %s', async (_, isClosed) => {
    const { one, other, offer } = await connected();
    const over = offer.contents[1]!.name;
    await remove([one, other], over);
    if (isClosed) await change(one, other, RESTART);
    const added = await reoffered(other, VIDEO);
    const { name } = added.contents[1]!;
    const answer = valueOf(await one.session.createAnswer(renamed(added, name, over)));
    valueOf(await other.session.setRemote(renamed(answer, over, name)));
    expect(answer.contents.map(({ senders }) => senders)).toEqual(['both', 'both']);
    await expectFlow(one, other);
    await remove([one], over);
    expect((await reoffered(one, RESTART)).contents).toHaveLength(1);
  });
});
