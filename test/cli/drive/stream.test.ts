/** docs/driver.md, "The connection": lost, resumed, and another one. */
import { describe, expect, test } from 'vitest';
import { drivenInProcess, eventsIn, mediaIn, outline, stanzasIn } from './driven.ts';
import { JULIET, ROMEO, establish, eventNamed, openPair } from './pair.ts';

const CALL = { do: 'call', to: 'juliet@capulet.example', media: ['audio'], sid: 'S1' };
const propose =
  `<message from='${JULIET}' type='chat'><propose xmlns='urn:xmpp:jingle-message:0' id='S2'>` +
  `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose></message>`;
const HOST = 'candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host';
const lost = { do: 'stream', state: 'lost' };
const fresh = { do: 'stream', state: 'fresh' };

const open = async () => {
  const driven = drivenInProcess();
  await driven.take({ do: 'open', account: ROMEO, omemo: false, roster: ['juliet@capulet.example'] });
  return driven;
};

describe('stream', () => {
  test('lost: what is sent waits, while events and local commands go on', async () => {
    const driven = await open();
    expect(await driven.take(lost)).toEqual([{ done: 2 }]);
    expect(await driven.take(CALL)).toEqual([{ done: 3 }]);
    expect(outline(await driven.take({ do: 'stanza', xml: propose }))).not.toContain('stanza ringing');
    const [stats] = await driven.take({ do: 'stats' });
    expect(stats?.['buffered']).toBeGreaterThan(0);
    expect(eventsIn(await driven.take({ do: 'hangUp', sid: 'S1' }))).toMatchObject([{ event: 'ended', by: 'local' }]);
  });

  test('resumed: what was held comes out, in order', async () => {
    const driven = await open();
    await driven.take(lost);
    await driven.take(CALL);
    await driven.take({ do: 'hangUp', sid: 'S1' });
    const resumed = await driven.take({ do: 'stream', state: 'resumed' });
    expect(outline(resumed)).toEqual(['stanza propose', 'stanza retract', 'done']);
    expect((await driven.take({ do: 'stats' }))[0]).toMatchObject({ buffered: 0, calls: 0 });
    expect(outline(await driven.take({ ...CALL, sid: 'S3' }))).toEqual(['stanza propose', 'done']);
  });

  test('resumed: no call has noticed', async () => {
    const pair = await openPair();
    await establish(pair);
    await pair.romeo(lost);
    expect((await pair.romeo({ do: 'stream', state: 'resumed' })).romeo).toEqual([]);
    const { juliet } = await pair.romeo({ do: 'hangUp', sid: 'S1' });
    expect(eventNamed(juliet, 'ended')).toMatchObject({ by: 'peer', reason: 'success' });
  });

  test('lost: deadlines run, and nobody is answered meanwhile', async () => {
    const driven = await open();
    await driven.take({ do: 'stanza', xml: propose });
    await driven.take(lost);
    const info = "<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='X'/>";
    const request = `<iq type='set' id='i' from='${JULIET}'>${info}</iq>`;
    expect(await driven.take({ do: 'stanza', xml: request })).toEqual([{ done: 4 }]);
    const late = await driven.take({ do: 'time', advanceMs: 60_000 });
    expect(outline(late)).toEqual(['event missed', 'event ended', 'done']);
    expect(stanzasIn(await driven.take({ do: 'stream', state: 'resumed' }))).toEqual([
      expect.stringContaining('unknown-session'),
    ]);
  });

  test('fresh: every call ends, and what was held is dropped', async () => {
    const pair = await openPair();
    await establish(pair);
    await pair.romeo(lost);
    await pair.romeo({
      do: 'candidate',
      sid: 'S1',
      name: 'audio',
      candidate: HOST,
    });
    const { romeo } = await pair.romeo({ ...fresh, resource: 'new' });
    expect(outline(romeo)).toEqual(['media close', 'event ended']);
    expect(eventNamed(romeo, 'ended')).toMatchObject({ by: 'connection', reason: 'gone' });
    expect(mediaIn(romeo).map((line) => line.do)).toEqual(['close']);
    expect((await pair.romeo({ do: 'stats' })).romeo[0]).toMatchObject({ calls: 0, buffered: 0, pending: 0 });
  });

  test('fresh: a call that rang is missed', async () => {
    const driven = await open();
    await driven.take({ do: 'stanza', xml: propose });
    expect(eventsIn(await driven.take(fresh))).toMatchObject([
      { event: 'missed' },
      { event: 'ended', by: 'connection', reason: 'gone' },
    ]);
  });

  test('fresh: calls go on from the new resource', async () => {
    const driven = await open();
    await driven.take({ ...fresh, resource: 'new' });
    await driven.take(CALL);
    const word = "<proceed xmlns='urn:xmpp:jingle-message:0' id='S1'/>";
    const proceed = `<message from='${JULIET}' type='chat'>${word}</message>`;
    const answered = await driven.take({ do: 'stanza', xml: proceed });
    expect(stanzasIn(answered).join('')).toContain('initiator="romeo@montague.example/new"');
  });

  test('fresh: an answer to what was asked before is none any more', async () => {
    const driven = drivenInProcess();
    const opened = await driven.take({ do: 'open', account: ROMEO });
    const id = /<iq type="get" id="([^"]+)"/.exec(stanzasIn(opened).join(''))?.[1];
    await driven.take(fresh);
    const list =
      `<iq type='result' id='${id}'><pubsub xmlns='http://jabber.org/protocol/pubsub'>` +
      `<items node='eu.siacs.conversations.axolotl.devicelist'/></pubsub></iq>`;
    expect(await driven.take({ do: 'stanza', xml: list })).toEqual([{ done: 3 }]);
  });

  test.each([
    { do: 'stream', state: 'slow' },
    { do: 'stream', state: 'lost', resource: 'new' },
    { do: 'stream', state: 'fresh', resource: '' },
    { do: 'stream', state: 'fresh', resource: 'a\u0000b' },
    { do: 'stream' },
  ])('refuses %j', async (command) => {
    const driven = await open();
    expect(await driven.take(command)).toMatchObject([{ out: 'error', kind: 'badCommand' }, { done: 2 }]);
  });
});
