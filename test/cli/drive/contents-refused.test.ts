/** docs/driver.md, "Calls": contents that do not come, for whatever reason, and a call that goes on without them. */
import { describe, expect, test } from 'vitest';
import { ACCEPT, ADD, CONTENT_MS, REMOVE, SIDES } from './changing.ts';
import { expectAtRest, ordersIn, requestsIn, running, stanzaWith, tamper, toldIn } from './changing.ts';
import { outline, stanzasIn } from './driven.ts';
import { JULIET, ROMEO, eventNamed, openPair } from './pair.ts';
import { stanza } from './words.ts';

const VIDEO = { name: 'video', media: 'video' };
const rejected = (by: 'local' | 'peer', why: string) => ({ event: 'contentRejected', ...VIDEO, by, reason: why });
const OTHER = Array.from({ length: 32 }, () => 'AB').join(':');
const plain = (setup: string) =>
  `<fingerprint xmlns="urn:xmpp:jingle:apps:dtls:0" hash="sha-256" setup="${setup}">${OTHER}</fingerprint>`;
const inClear = (xml: string, setup: string) =>
  xml.replace(/<fingerprint xmlns="http.*?<\/fingerprint>/g, plain(setup));

describe('content in another protection than the call', () => {
  test.each(SIDES)('that %s adds in clear to an authenticated call is refused unasked', async (adder, asked) => {
    const pair = await running();
    tamper(pair, 'content-add', (xml) => inClear(xml, 'actpass'));
    const heard = await pair[adder](ADD);
    expect(outline(heard[asked])).toEqual(['stanza <iq', 'stanza content-reject']);
    expect(stanzaWith(heard[asked], 'content-reject')).toContain('<reason><security-error/></reason>');
    expect(toldIn(heard[adder])).toEqual([rejected('peer', 'security-error')]);
    await expectAtRest(pair);
  });

  test.each(SIDES)('that %s is answered with in clear is taken back', async (adder, asked) => {
    const pair = await running();
    tamper(pair, 'content-accept', (xml) => inClear(xml, adder === 'romeo' ? 'active' : 'passive'));
    await pair[adder](ADD);
    const heard = await pair[asked](ACCEPT);
    expect(stanzaWith(heard[adder], 'content-remove')).toContain('<reason><security-error/></reason>');
    expect(ordersIn(heard[adder])).toEqual([]);
    expect(toldIn(heard[adder])).toEqual([rejected('local', 'security-error')]);
    // It had taken them: they are removed again.
    expect(toldIn(heard[asked]).at(-1)).toEqual({ event: 'contentRemoved', ...VIDEO, by: 'peer' });
    await expectAtRest(pair);
  });

  test('the verdict stays what it was, and nothing of it was shown to an engine', async () => {
    const pair = await running();
    tamper(pair, 'content-add', (xml) => inClear(xml, 'actpass'));
    const { juliet } = await pair.romeo(ADD);
    expect(ordersIn(juliet)).toEqual([]);
    expect(eventNamed(juliet, 'authentication')).toBeUndefined();
    const trusted = await pair.juliet({ do: 'trust', jid: 'romeo@montague.example', deviceId: 111, level: 'verified' });
    expect(eventNamed(trusted.juliet, 'authentication')).toMatchObject({ state: 'authenticated', trust: 'verified' });
  });
});

test('a stub that the server invents is asked about, and taken out again when the peer refuses our yes', async () => {
  const pair = await running();
  const transport = "<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1'/>";
  const codec = "<payload-type id='96' name='VP8' clockrate='90000'/>";
  const description = `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'>${codec}<rtcp-mux/></description>`;
  const content = `<content creator='initiator' name='video'>${description}${transport}</content>`;
  const element = `<jingle xmlns='urn:xmpp:jingle:1' action='content-add' sid='S1'>${content}</jingle>`;
  const forged = await pair.juliet(stanza(`<iq type='set' id='f' from='${ROMEO}' to='${JULIET}'>${element}</iq>`));
  expect(toldIn(forged.juliet)).toEqual([{ event: 'contentOffered', ...VIDEO }]);
  const taken = await pair.juliet(ACCEPT);
  expect(toldIn(taken.juliet)).toEqual([
    { event: 'contentAccepted', ...VIDEO },
    { event: 'contentRemoved', ...VIDEO, by: 'peer' },
  ]);
  expect(toldIn(taken.romeo)).toEqual([]);
  await expectAtRest(pair);
});

describe('one offer at a time', () => {
  test('our own waits until the peer has answered the one before: a bad command till then', async () => {
    const pair = await running();
    await pair.romeo(ADD);
    for (const who of ['romeo', 'juliet'] as const) {
      expect((await pair[who](ADD))[who]).toEqual([expect.objectContaining({ out: 'error', kind: 'changing' })]);
    }
    await pair.juliet(ACCEPT);
    await expectAtRest(pair);
  });

  test.each(SIDES)('a second one of %s is told that we are busy, and the first one waits on', async (adder, asked) => {
    const pair = await running();
    const { [adder]: lines } = await pair[adder](ADD);
    const [from, to] = adder === 'romeo' ? [ROMEO, JULIET] : [JULIET, ROMEO];
    const second = stanzaWith(lines, 'content-add')
      .replace(/<iq type="set" id="[^"]*" to="[^"]*"/, `<iq type="set" id="second" from="${from}" to="${to}"`)
      .replace('name="video"', 'name="screen"');
    const heard = await pair[asked](stanza(second));
    expect(outline(heard[asked])).toEqual(['stanza <iq', 'stanza content-reject']);
    const reject = stanzaWith(heard[asked], 'content-reject');
    expect(reject).toContain('name="screen"');
    expect(reject).toContain('<reason><busy/></reason>');
    const taken = await pair[asked](ACCEPT);
    for (const who of [adder, asked]) expect(eventNamed(taken[who], 'contentAccepted')).toMatchObject(VIDEO);
  });

  test.each(SIDES)('D21: the one of %s again, by another request, is out of order, and waits on', async (...sides) => {
    const [adder, asked] = sides;
    const pair = await running();
    const { [adder]: lines } = await pair[adder](ADD);
    const [from, to] = adder === 'romeo' ? [ROMEO, JULIET] : [JULIET, ROMEO];
    const again = (id: string) =>
      stanza(
        stanzaWith(lines, 'content-add').replace(
          /<iq type="set" id="[^"]*" to="[^"]*"/,
          `<iq type="set" id="${id}" from="${from}" to="${to}"`,
        ),
      );
    const outOfOrder = async (id: string) => {
      const heard = await pair[asked](again(id));
      const [error, ...more] = stanzasIn(heard[asked]);
      expect(error).toMatch(new RegExp(`^<iq type="error" id="${id}" .*<unexpected-request .*<out-of-order `));
      expect(more).toEqual([]);
      for (const who of sides) expect(toldIn(heard[who])).toEqual([]);
    };
    await outOfOrder('again');
    const taken = await pair[asked](ACCEPT);
    for (const who of sides) expect(eventNamed(taken[who], 'contentAccepted')).toMatchObject(VIDEO);
    await outOfOrder('later');
    await expectAtRest(pair);
  });

  test('of two that cross, the one of who called goes on, and is taken for as much as was offered', async () => {
    const pair = await running();
    const held: string[] = [];
    pair.relay.tamper = (_to, xml) => (held.push(xml), []);
    await pair.juliet(ADD);
    await pair.romeo(ADD);
    const refused = await pair.romeo(stanza(held[0]!));
    expect(stanzasIn(refused.romeo).join('')).toContain('<tie-break xmlns="urn:xmpp:jingle:errors:1"/>');
    expect(toldIn(refused.romeo)).toEqual([]);
    pair.relay.tamper = (_to, xml) => [xml];
    const given = await pair.juliet(stanza(held[1]!));
    // Her user wanted a video, and gets one without being asked.
    const accepted = { event: 'contentAccepted', ...VIDEO };
    expect(toldIn(given.juliet)).toEqual([rejected('local', 'expired'), accepted]);
    expect(toldIn(given.romeo)).toEqual([accepted]);
    expect((await pair.juliet(stanza(held[2]!))).juliet).toEqual([]);
    await expectAtRest(pair);
  });
});

describe('a failure of our own', () => {
  test.each([
    ['encrypt', 'security-error'],
    ['store', 'security-error'],
    ['offer', 'failed-application'],
  ])('at %s: nothing leaves, least of all in clear, and the call goes on', async (at, why) => {
    const pair = await running();
    await pair.romeo({ do: 'fault', at });
    const { romeo, juliet } = await pair.romeo(ADD);
    expect(stanzasIn(romeo)).toEqual([]);
    expect(juliet).toEqual([]);
    expect(toldIn(romeo)).toEqual([rejected('local', why)]);
    await expectAtRest(pair);
  });

  test.each([
    ['encrypt', 'security-error'],
    ['decrypt', 'security-error'],
    ['answer', 'failed-application'],
  ])('at %s, for what the user has accepted: it is rejected, and the call goes on', async (at, why) => {
    const pair = await running();
    await pair.romeo(ADD);
    await pair.juliet({ do: 'fault', at });
    const heard = await pair.juliet(ACCEPT);
    expect(requestsIn(heard.juliet)).toEqual(['content-reject']);
    expect(toldIn(heard.juliet)).toEqual([rejected('local', why)]);
    expect(toldIn(heard.romeo)).toEqual([rejected('peer', why)]);
    await expectAtRest(pair);
    expect(toldIn((await pair.romeo(ADD)).juliet)).toHaveLength(1);
  });

  test('at the decryption of the answer: it is taken back', async () => {
    const pair = await running();
    await pair.romeo(ADD);
    await pair.romeo({ do: 'fault', at: 'decrypt' });
    const heard = await pair.juliet(ACCEPT);
    expect(requestsIn(heard.romeo)).toEqual(['content-remove']);
    expect(toldIn(heard.romeo)).toEqual([rejected('local', 'security-error')]);
    expect(ordersIn(heard.romeo)).toEqual([]);
    await expectAtRest(pair);
  });
});

describe('a key that the user distrusts in the middle of the call', () => {
  const trust = (level: string) => ({ do: 'trust', jid: 'juliet@capulet.example', deviceId: 222, level });

  test.each(SIDES)('has nothing more encrypted for it, and nothing sent in clear: %s adds', async (adder, asked) => {
    const pair = await running();
    await pair.romeo(trust('distrusted'));
    const offered = await pair[adder](ADD);
    const heard = adder === 'romeo' ? offered : await pair[asked](ACCEPT);
    expect(requestsIn(heard.romeo)).toEqual(adder === 'romeo' ? [] : ['content-reject']);
    expect(toldIn(heard.romeo)).toEqual([rejected('local', 'security-error')]);
    await expectAtRest(pair);
    await pair.romeo(trust('verified'));
    expect(requestsIn((await pair.romeo(ADD)).romeo)).toEqual(['content-add']);
  });
});

describe('nobody answers', () => {
  test('the user: the offer is rejected by the deadline, and both are told', async () => {
    const pair = await running();
    await pair.romeo(ADD);
    expect((await pair.juliet({ do: 'time', advanceMs: CONTENT_MS - 1 })).juliet).toEqual([]);
    const heard = await pair.juliet({ do: 'time', advanceMs: 1 });
    expect(stanzaWith(heard.juliet, 'content-reject')).toContain('<reason><timeout/></reason>');
    expect(toldIn(heard.juliet)).toEqual([rejected('local', 'timeout')]);
    expect(toldIn(heard.romeo)).toEqual([rejected('peer', 'timeout')]);
    await expectAtRest(pair);
  });

  test('the peer: the addition is taken back by the deadline', async () => {
    const pair = await running();
    tamper(pair, 'content-reject', () => undefined);
    await pair.romeo(ADD);
    expect(toldIn((await pair.romeo({ do: 'time', advanceMs: CONTENT_MS - 1 })).romeo)).toEqual([]);
    const heard = await pair.romeo({ do: 'time', advanceMs: 1 });
    expect(stanzaWith(heard.romeo, 'content-remove')).toContain('<reason><timeout/></reason>');
    expect(toldIn(heard.romeo)).toEqual([rejected('local', 'timeout')]);
    expect(toldIn(heard.juliet)).toEqual([rejected('peer', 'timeout')]);
    await expectAtRest(pair);
  });

  test('the deadline is among those that `open` names', async () => {
    const { opened } = await openPair();
    expect(opened.romeo.find(({ out }) => out === 'deadlines')).toMatchObject({ contentMs: CONTENT_MS });
  });
});

describe('what was offered', () => {
  test('is taken back by its own side, and the other one is told', async () => {
    const pair = await running();
    await pair.romeo(ADD);
    const heard = await pair.romeo(REMOVE);
    expect(stanzaWith(heard.romeo, 'content-remove')).toContain('<reason><cancel/></reason>');
    expect(toldIn(heard.romeo)).toEqual([rejected('local', 'cancel')]);
    expect(toldIn(heard.juliet)).toEqual([rejected('peer', 'cancel')]);
    expect((await pair.juliet(ACCEPT)).juliet).toMatchObject([{ out: 'error', kind: 'notOffered' }]);
    await expectAtRest(pair);
  });

  test('is refused by a client that knows no content-add, and the call goes on', async () => {
    const pair = await running();
    const add: string[] = [];
    tamper(pair, 'content-add', (xml) => (add.push(xml), undefined));
    await pair.romeo(ADD);
    const id = /id="([^"]+)"/.exec(add[0]!)?.[1];
    const condition = "<feature-not-implemented xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>";
    const error = `<iq type='error' id='${id}' from='${JULIET}'><error type='cancel'>${condition}</error></iq>`;
    expect(toldIn((await pair.romeo(stanza(error))).romeo)).toEqual([rejected('peer', 'unknown')]);
    await expectAtRest(pair);
  });

  test('is answered by the peer alone: a result or an error from anyone else is ignored', async () => {
    const pair = await running();
    const held: string[] = [];
    tamper(pair, 'content-add', (xml) => (held.push(xml), undefined));
    await pair.romeo(ADD);
    const id = /id="([^"]+)"/.exec(held[0]!)?.[1];
    const error = "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    for (const from of ['juliet@capulet.example/garden', 'juliet@capulet.example', 'romeo@montague.example']) {
      expect((await pair.romeo(stanza(`<iq type='error' id='${id}' from='${from}'>${error}</iq>`))).romeo).toEqual([]);
    }
    expect((await pair.romeo({ do: 'stats' })).romeo[0]).toMatchObject({ pending: 1 });
    await pair.juliet(stanza(held[0]!));
    const taken = await pair.juliet(ACCEPT);
    expect(eventNamed(taken.romeo, 'contentAccepted')).toMatchObject(VIDEO);
  });

  test('is over with the call: nothing of it is told after the end', async () => {
    const pair = await running();
    await pair.romeo(ADD);
    const heard = await pair.romeo({ do: 'hangUp', sid: 'S1' });
    for (const who of ['romeo', 'juliet'] as const) {
      expect(outline(heard[who]).at(-1)).toBe('event ended');
      const [stats] = (await pair[who]({ do: 'stats' }))[who];
      expect(stats).toMatchObject({ calls: 0, buffered: 0, timers: 0, pending: 0 });
      expect((await pair[who]({ do: 'time', advanceMs: 600_000 }))[who]).toEqual([]);
    }
  });
});
