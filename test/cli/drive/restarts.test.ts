/** docs/driver.md, "Calls" and "Media": ICE is restarted in a running call, by either side. */
import { describe, expect, test } from 'vitest';
import type { Who } from './changing.ts';
import { ADD, RESTART, SIDES } from './changing.ts';
import { addVideo, expectAtRest, ordersIn, requestsIn, running, stanzaWith, tamper, toldIn } from './changing.ts';
import type { Line } from './driven.ts';
import { eventsIn, mediaIn, outline } from './driven.ts';
import { JULIET, ROMEO, eventNamed } from './pair.ts';
import type { Heard, Pair } from './pair.ts';
import { stanza } from './words.ts';

const CONNECT_MS = 30_000;
const candidate = (port: number, name = 'audio') => ({
  do: 'candidate',
  sid: 'S1',
  name,
  candidate: `candidate:1 1 udp 2122260223 192.0.2.1 ${port} typ host`,
});
const iceOf = (lines: readonly Line[], order: string) =>
  mediaIn(lines).findLast((line) => line.do === order)?.contents[0]?.ice;

/** The one side restarts, and the other one's first candidate answers. */
async function restart(pair: Pair, restarter: Who, other: Who): Promise<Heard> {
  const asked = await pair[restarter](RESTART);
  const answered = await pair[other](candidate(2_000));
  return { romeo: [...asked.romeo, ...answered.romeo], juliet: [...asked.juliet, ...answered.juliet] };
}

describe.each(SIDES)('ICE that %s restarts', (restarter, other) => {
  test('is told to both sides, and by whom', async () => {
    const pair = await running();
    const asked = await pair[restarter](RESTART);
    expect(toldIn(asked[other])).toEqual([{ event: 'iceRestarted', by: 'peer' }]);
    // Ours has restarted once the other end has answered, which it does with its candidates.
    expect(toldIn(asked[restarter])).toEqual([]);
    const answered = await pair[other](candidate(2_000));
    expect(toldIn(answered[restarter])).toEqual([{ event: 'iceRestarted', by: 'local' }]);
    expect(eventsIn(answered[restarter])[0]).toMatchObject({ sid: 'S1', peer: other === 'juliet' ? JULIET : ROMEO });
    await expectAtRest(pair);
  });

  test('has new credentials on both sides, and `ice` in a line is of the description it comes from', async () => {
    const pair = await running();
    const heard = await restart(pair, restarter, other);
    expect(ordersIn(heard[restarter]).slice(0, 2)).toEqual(['offer audio', 'restartIce audio']);
    expect(ordersIn(heard[other]).slice(0, 2)).toEqual(['restartIce audio', 'answer audio']);
    expect(iceOf(heard[other], 'restartIce')).toEqual(iceOf(heard[restarter], 'offer'));
    expect(iceOf(heard[restarter], 'restartIce')).toEqual(iceOf(heard[other], 'answer'));
    for (const who of [restarter, other]) {
      const before = ['offer', 'answer'].map((order) => iceOf(pair.established[who], order)).find(Boolean);
      const now = iceOf(heard[who], who === restarter ? 'offer' : 'answer');
      expect(now?.ufrag).not.toBe(before?.ufrag);
      expect(now?.pwd).not.toBe(before?.pwd);
    }
  });

  test('asks with new credentials in every content, no candidate and no fingerprint', async () => {
    const pair = await running({}, { media: ['audio', 'video'] });
    const heard = await pair[restarter](RESTART);
    const request = stanzaWith(heard[restarter], 'transport-info');
    const { ufrag } = iceOf(heard[restarter], 'offer')!;
    expect([...request.matchAll(/<content [^>]*name="([^"]+)"/g)].map(([, name]) => name)).toEqual(['audio', 'video']);
    expect([...request.matchAll(/ ufrag="([^"]+)"/g)].map(([, each]) => each)).toEqual([ufrag, ufrag]);
    expect(request).not.toMatch(/<candidate|<fingerprint/);
  });

  test('keeps the certificate of each side, and the verdict', async () => {
    const pair = await running();
    const heard = await restart(pair, restarter, other);
    for (const who of [restarter, other]) {
      const values = [...mediaIn(pair.established[who]), ...mediaIn(heard[who])]
        .filter((line) => line.do === 'setRemote' || line.do === 'restartIce')
        .map((line) => line.contents[0]?.fingerprint?.value);
      expect(values).toHaveLength(2);
      expect(new Set(values).size).toBe(1);
      expect(eventNamed(heard[who], 'authentication')).toBeUndefined();
    }
  });

  test('takes candidates with it: those from now on are of the new session', async () => {
    const pair = await running();
    const heard = await restart(pair, restarter, other);
    expect(stanzaWith(heard[other], 'port="2000"')).toContain(`ufrag="${iceOf(heard[other], 'answer')?.ufrag}"`);
    const own = await pair[restarter](candidate(2_001));
    expect(stanzaWith(own[restarter], 'port="2001"')).toContain(`ufrag="${iceOf(heard[restarter], 'offer')?.ufrag}"`);
    expect(mediaIn(own[other]).map((line) => line.do)).toEqual(['addCandidates']);
  });

  test('can be restarted again, and gets other credentials each time', async () => {
    const pair = await running();
    const [one, two] = [await restart(pair, restarter, other), await restart(pair, restarter, other)];
    expect(iceOf(two[restarter], 'offer')?.ufrag).not.toBe(iceOf(one[restarter], 'offer')?.ufrag);
    expect(toldIn(two[restarter])).toEqual([{ event: 'iceRestarted', by: 'local' }]);
  });

  test('is under new credentials in contents that are added afterwards', async () => {
    const pair = await running();
    const restarted = await restart(pair, restarter, other);
    const heard = await addVideo(pair, restarter);
    expect(iceOf(heard[restarter], 'offer')).toEqual(iceOf(restarted[restarter], 'offer'));
    expect(iceOf(heard[other], 'answer')).toEqual(iceOf(restarted[other], 'answer'));
  });
});

describe('a restart that does not come', () => {
  const refusal = (id: string, condition: string): ReturnType<typeof stanza> =>
    stanza(
      `<iq type='error' id='${id}' from='${JULIET}'><error type='cancel'>` +
        `<${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`,
    );

  test('because the peer refuses it leaves the call as it is, and the connection as it was', async () => {
    const pair = await running();
    const asked: string[] = [];
    tamper(pair, 'transport-info', (xml) => (asked.push(xml), undefined));
    await pair.romeo(RESTART);
    const id = /id="([^"]+)"/.exec(asked[0]!)![1]!;
    expect((await pair.romeo(refusal(id, 'feature-not-implemented'))).romeo).toEqual([]);
    await expectAtRest(pair);
    pair.relay.tamper = (_to, xml) => [xml];
    // Candidates are of the session there is.
    const { romeo, juliet } = await pair.romeo(candidate(2_000));
    const before = iceOf(pair.established.romeo, 'offer')!;
    expect(stanzaWith(romeo, 'transport-info')).toContain(`ufrag="${before.ufrag}"`);
    expect(ordersIn(juliet)).toEqual(['addCandidates audio']);
  });

  test('because the peer never answers is over by the deadline, without a word', async () => {
    const pair = await running();
    await pair.romeo(RESTART);
    expect((await pair.romeo({ do: 'time', advanceMs: CONNECT_MS })).romeo).toEqual([]);
    const [stats] = (await pair.romeo({ do: 'stats' })).romeo;
    expect(stats).toMatchObject({ calls: 1, timers: 0, pending: 0 });
  });

  test('because our engine fails leaves the call as it is', async () => {
    const pair = await running();
    await pair.romeo({ do: 'fault', at: 'offer' });
    expect(outline((await pair.romeo(RESTART)).romeo)).toEqual([]);
    await expectAtRest(pair);
  });

  test("because our engine cannot follow the peer's ends the call: the peer has no connection any more", async () => {
    const pair = await running();
    await pair.juliet({ do: 'fault', at: 'answer' });
    const { juliet } = await pair.romeo(RESTART);
    expect(eventNamed(juliet, 'ended')).toMatchObject({ by: 'core', reason: 'failed-application' });
    expect(requestsIn(juliet)).toEqual(['session-terminate']);
  });

  test('because both sides restart at once: that of who called goes on', async () => {
    const pair = await running();
    const held: string[] = [];
    pair.relay.tamper = (_to, xml) => (held.push(xml), []);
    await pair.juliet(RESTART);
    await pair.romeo(RESTART);
    const refused = await pair.romeo(stanza(held[0]!));
    expect(stanzaWith(refused.romeo, 'type="error"')).toContain('<tie-break xmlns="urn:xmpp:jingle:errors:1"/>');
    pair.relay.tamper = (_to, xml) => [xml];
    const yielded = await pair.juliet(stanza(held[1]!));
    expect(toldIn(yielded.juliet)).toEqual([{ event: 'iceRestarted', by: 'peer' }]);
    const answered = await pair.juliet(candidate(2_000));
    expect(toldIn(answered.romeo)).toEqual([{ event: 'iceRestarted', by: 'local' }]);
    await expectAtRest(pair);
  });
});

describe('a restart beside an addition', () => {
  test('waits until that is over, and then begins by itself', async () => {
    const pair = await running();
    await pair.romeo(ADD);
    expect(outline((await pair.romeo(RESTART)).romeo)).toEqual([]);
    const heard = await pair.juliet({ do: 'acceptContent', sid: 'S1', name: 'video' });
    expect(ordersIn(heard.romeo)).toEqual(['setRemote video', 'offer audio video']);
    expect(toldIn(heard.juliet).at(-1)).toEqual({ event: 'iceRestarted', by: 'peer' });
  });
});
