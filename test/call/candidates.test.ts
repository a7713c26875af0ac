/** Candidates wait until there is a description to use them with, and no longer, and not too many. */
import { describe, expect, test } from 'vitest';
import { MAX_HELD_CANDIDATES } from '../../src/base/limits.ts';
import { CallCandidates } from '../../src/call/candidates.ts';
import { HeldRoom } from '../../src/call/held-room.ts';
import type { SessionDescription } from '../../src/media/port.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import { parseContentName } from '../../src/stanzas/identifiers.ts';
import type { ReceivedJingle } from '../../src/stanzas/jingle.ts';
import { readJingle } from '../../src/stanzas/jingle.ts';
import { childElements } from '../../src/xml/read.ts';
import { candidate } from '../support/engine.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { candidateContent, jingle } from '../support/stanzas.ts';
import { parse } from '../support/world.ts';

const AUDIO = parseContentName('audio')!;

async function describedAudio(): Promise<SessionDescription> {
  const media = createStandInMedia({ seed: 1, dtlsFingerprint: JULIET.dtlsFingerprint }).open(() => undefined);
  const offer = await media.createOffer(['audio']);
  if (!offer.ok) throw new Error(offer.error.kind);
  return offer.value;
}

function transportInfo(...contents: readonly string[]): ReceivedJingle {
  const stanza = parse(jingle(JULIET.account, ROMEO.account, 'transport-info', 's1', contents.join('')));
  const read = readJingle(childElements(stanza)[0]!);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

function portsOf(released: ReturnType<CallCandidates['releaseLocal']>): readonly number[] {
  return released.flatMap(({ candidates }) => candidates.map(({ port }) => port));
}

describe('CallCandidates', () => {
  test('shares its room with the other calls of the account, and gives back what it lets go', async () => {
    const room = new HeldRoom(3);
    const [one, other] = [new CallCandidates(undefined, room), new CallCandidates(undefined, room)];
    const hold = (held: CallCandidates, ...ports: readonly number[]) => {
      for (const port of ports) held.holdLocal({ contentName: AUDIO, candidates: [candidate(port)] });
    };
    hold(one, 1, 2);
    hold(other, 3, 4);
    expect([one.size, other.size, room.left]).toEqual([2, 1, 0]);
    expect(portsOf(one.releaseLocal(await describedAudio()))).toEqual([1, 2]);
    hold(other, 5, 6, 7);
    expect([one.size, other.size]).toEqual([0, 3]);
    other.clear();
    expect(room.left).toBe(3);
  });

  test('releases ours in order, once', async () => {
    const held = new CallCandidates();
    for (const port of [3, 1, 2]) held.holdLocal({ contentName: AUDIO, candidates: [candidate(port)] });
    expect(held.size).toBe(3);
    expect(portsOf(held.releaseLocal(await describedAudio()))).toEqual([3, 1, 2]);
    expect(held.releaseLocal(await describedAudio())).toEqual([]);
    expect(held.size).toBe(0);
  });

  test("releases the peer's in order, once [XEP-0176 #protocol-candidates]", async () => {
    const held = new CallCandidates();
    held.holdRemote(transportInfo(candidateContent('audio', 3)));
    held.holdRemote(transportInfo(candidateContent('audio', 1)));
    const description = await describedAudio();
    expect(portsOf(held.releaseRemote(description))).toEqual([3, 1]);
    expect(held.releaseRemote(description)).toEqual([]);
    expect(held.size).toBe(0);
  });

  test('drops a candidate of a content that was not described', async () => {
    const held = new CallCandidates();
    held.holdRemote(transportInfo(candidateContent('video', 1), candidateContent('audio', 2)));
    expect(portsOf(held.releaseRemote(await describedAudio()))).toEqual([2]);
    expect(held.size).toBe(0);
  });

  test('keeps candidates under the credentials of the description, and drops those under others', async () => {
    const description = await describedAudio();
    const { ufrag, pwd } = description.contents[0]!.transport.credentials;
    const held = new CallCandidates();
    held.holdRemote(transportInfo(candidateContent('audio', 1, `ufrag='${ufrag}' pwd='${pwd}'`)));
    held.holdRemote(transportInfo(candidateContent('audio', 2, `ufrag='${ufrag}x' pwd='${pwd}'`)));
    held.holdRemote(transportInfo(candidateContent('audio', 3, `ufrag='${ufrag}' pwd='${pwd}x'`)));
    expect(portsOf(held.releaseRemote(description))).toEqual([1]);
  });

  test('holds so many of each side and no more; the first are kept', async () => {
    const held = new CallCandidates();
    for (let port = 1; port <= 2 * MAX_HELD_CANDIDATES; port += 1) {
      held.holdLocal({ contentName: AUDIO, candidates: [candidate(port)] });
      held.holdRemote(transportInfo(candidateContent('audio', port)));
    }
    expect(held.size).toBe(2 * MAX_HELD_CANDIDATES);
    expect(portsOf(held.releaseLocal(await describedAudio())).at(-1)).toBe(MAX_HELD_CANDIDATES);
    expect(portsOf(held.releaseRemote(await describedAudio())).at(-1)).toBe(MAX_HELD_CANDIDATES);
  });

  test('takes a part of a batch where only a part has room', async () => {
    const held = new CallCandidates();
    const ports = Array.from({ length: MAX_HELD_CANDIDATES - 1 }, (_, index) => index + 1);
    held.holdLocal({ contentName: AUDIO, candidates: ports.map((port) => candidate(port)) });
    held.holdLocal({ contentName: AUDIO, candidates: [candidate(901), candidate(902)] });
    expect(portsOf(held.releaseLocal(await describedAudio())).slice(-2)).toEqual([MAX_HELD_CANDIDATES - 1, 901]);
  });

  test('keeps nothing of a transport-info without candidates', async () => {
    const held = new CallCandidates();
    for (let count = 0; count < 1_000; count += 1) held.holdRemote(transportInfo());
    expect(held.size).toBe(0);
  });

  test('forgets both sides at the end', async () => {
    const held = new CallCandidates();
    held.holdLocal({ contentName: AUDIO, candidates: [candidate(1)] });
    held.holdRemote(transportInfo(candidateContent('audio', 1)));
    held.clear();
    expect(held.size).toBe(0);
    expect([held.releaseLocal(await describedAudio()), held.releaseRemote(await describedAudio())]).toEqual([[], []]);
  });
});
