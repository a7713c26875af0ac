/** docs/driver.md, "Media": candidates, what the engine saw, and the lines about media. */
import { describe, expect, test } from 'vitest';
import { drivenInProcess, fingerprintIn, mediaIn, outline, stanzasIn } from './driven.ts';
import { ROMEO, connect, connectedWith, establish, eventNamed, openPair } from './pair.ts';

const HOST = 'candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host';
const CALL = { do: 'call', to: 'juliet@capulet.example', media: ['audio'], sid: 'S1' };
const candidate = (line = HOST, name = 'audio') => ({ do: 'candidate', sid: 'S1', name, candidate: line });
const added = (lines: Parameters<typeof mediaIn>[0]) =>
  mediaIn(lines)
    .filter((line) => line.do === 'addCandidates')
    .flatMap((line) => line.contents);

describe('candidate', () => {
  test('is taken from the beginning of a call and leaves when it may', async () => {
    const pair = await openPair();
    await pair.romeo(CALL);
    expect((await pair.romeo(candidate())).romeo).toEqual([]);
    const [stats] = (await pair.romeo({ do: 'stats' })).romeo;
    expect(stats).toMatchObject({ buffered: 1 });
    const { romeo, juliet } = await pair.juliet({ do: 'accept', sid: 'S1' });
    expect(outline(romeo)).toContain('stanza transport-info');
    expect(outline(romeo).indexOf('stanza transport-info')).toBeGreaterThan(
      outline(romeo).indexOf('stanza session-initiate'),
    );
    expect(added(juliet)).toEqual([{ name: 'audio', candidates: [`${HOST} generation 0`] }]);
    expect(outline(juliet).indexOf('media addCandidates')).toBeGreaterThan(outline(juliet).indexOf('media answer'));
  });

  test('of the callee waits from the accept for the answer', async () => {
    const driven = drivenInProcess();
    await driven.take({ do: 'open', account: ROMEO });
    const pair = await openPair();
    // The offer is held back, so that the callee waits for it.
    const held: string[] = [];
    pair.relay.tamper = (_to, xml) => (xml.includes('session-initiate') ? (held.push(xml), []) : [xml]);
    await establish(pair);
    expect((await pair.juliet(candidate())).juliet).toEqual([]);
    pair.relay.tamper = (_to, xml) => [xml];
    const { juliet, romeo } = await pair.juliet({ do: 'stanza', xml: held[0]! });
    expect(outline(juliet).indexOf('stanza transport-info')).toBeGreaterThan(
      outline(juliet).indexOf('stanza session-accept'),
    );
    expect(added(romeo)).toEqual([{ name: 'audio', candidates: [`${HOST} generation 0`] }]);
  });

  test('leaves at once in a running call', async () => {
    const pair = await openPair();
    await establish(pair);
    const { romeo, juliet } = await pair.romeo(candidate());
    expect(outline(romeo)).toEqual(['stanza transport-info']);
    expect(added(juliet)).toHaveLength(1);
  });

  test.each([
    ['no line of a candidate', candidate('host 192.0.2.1')],
    ['a line with more than it may hold', candidate(`${HOST}\r\na=x`)],
    ['a content that no name can have', candidate(HOST, 'a b')],
    ['no call', { ...candidate(), sid: 'S2' }],
  ])('refuses %s', async (_name, command) => {
    const pair = await openPair();
    await pair.romeo(CALL);
    expect((await pair.romeo(command)).romeo).toEqual([expect.objectContaining({ out: 'error' })]);
  });

  test('is not kept without bound, and not after the end', async () => {
    const pair = await openPair();
    await pair.romeo(CALL);
    for (let port = 1; port <= 100; port += 1) await pair.romeo(candidate(HOST.replace('54321', String(port))));
    expect((await pair.romeo({ do: 'stats' })).romeo[0]).toMatchObject({ buffered: 64 });
    await pair.romeo({ do: 'hangUp', sid: 'S1' });
    expect((await pair.romeo({ do: 'stats' })).romeo[0]).toMatchObject({ buffered: 0 });
  });
});

describe('media', () => {
  test.each(['failed', 'connected'])('is a bad command before both descriptions are there: %s', async (fact) => {
    const pair = await openPair();
    await pair.romeo(CALL);
    const used = fact === 'connected' ? { usedFingerprint: Array.from({ length: 32 }, () => 'AB').join(':') } : {};
    for (const who of ['romeo', 'juliet'] as const) {
      const heard = await pair[who]({ do: 'media', sid: 'S1', fact, ...used });
      expect(heard[who]).toEqual([expect.objectContaining({ out: 'error', kind: 'badCommand' })]);
    }
  });

  test.each([
    ['connected without a fingerprint', { fact: 'connected' }],
    ['failed with one', { fact: 'failed', usedFingerprint: 'AB:CD' }],
    ['a fingerprint that is none', { fact: 'connected', usedFingerprint: 'AB:CD' }],
    ['another fact', { fact: 'muted' }],
  ])('refuses %s', async (_name, fields) => {
    const pair = await openPair();
    await establish(pair);
    const { romeo } = await pair.romeo({ do: 'media', sid: 'S1', ...fields });
    expect(romeo).toEqual([expect.objectContaining({ out: 'error', kind: 'badCommand' })]);
  });

  test.each([{}, { omemo: false }])('ends the call where another certificate was used: %j', async (call) => {
    const pair = await openPair();
    await establish(pair, call);
    const { romeo } = await pair.romeo(connectedWith(Array.from({ length: 32 }, () => 'AB').join(':')));
    expect(eventNamed(romeo, 'ended')).toMatchObject({ by: 'core', reason: 'security-error' });
  });

  test('takes the fingerprint in either case, and says so once', async () => {
    const pair = await openPair();
    const heard = await establish(pair);
    const used = fingerprintIn(heard.romeo, 'setRemote');
    expect(outline((await pair.romeo(connectedWith(used.toLowerCase()))).romeo)).toEqual(['event connected']);
    expect((await pair.romeo(connectedWith(used))).romeo).toEqual([]);
  });

  test('ends the call where it failed', async () => {
    const pair = await openPair();
    await connect(pair, await establish(pair));
    const { romeo } = await pair.romeo({ do: 'media', sid: 'S1', fact: 'failed' });
    expect(eventNamed(romeo, 'ended')).toMatchObject({ by: 'core', reason: 'connectivity-error' });
  });

  test('has no line before the user accepts, one start, and one close at the end', async () => {
    const pair = await openPair();
    const called = await pair.romeo(CALL);
    expect(mediaIn(called.juliet)).toEqual([]);
    const answered = await pair.juliet({ do: 'accept', sid: 'S1' });
    const ended = await pair.romeo({ do: 'hangUp', sid: 'S1' });
    for (const who of ['romeo', 'juliet'] as const) {
      const orders = mediaIn([...called[who], ...answered[who], ...ended[who]]).map((line) => line.do);
      expect(orders.filter((order) => order === 'start')).toHaveLength(1);
      expect(orders.at(-1)).toBe('close');
      expect(orders.filter((order) => order === 'close')).toHaveLength(1);
    }
  });

  test('has no close where no line came before', async () => {
    const pair = await openPair();
    await pair.romeo(CALL);
    const { romeo, juliet } = await pair.romeo({ do: 'hangUp', sid: 'S1' });
    expect(mediaIn([...romeo, ...juliet])).toEqual([]);
  });

  test('has no line of an answer that is refused', async () => {
    const pair = await openPair();
    const swap = (xml: string) =>
      xml.replace(/<fingerprint xmlns="http.*?<\/fingerprint>/, '').replace('</transport>', `${PLAIN}</transport>`);
    pair.relay.tamper = (_to, xml) => [xml.includes('session-accept') ? swap(xml) : xml];
    const { romeo } = await establish(pair);
    expect(mediaIn(romeo).map((line) => line.do)).toEqual(['offer', 'close']);
    expect(eventNamed(romeo, 'ended')).toMatchObject({ by: 'core', reason: 'security-error' });
    expect(stanzasIn(romeo).join('')).toContain('<security-error');
  });
});

const PLAIN =
  `<fingerprint xmlns="urn:xmpp:jingle:apps:dtls:0" hash="sha-256" setup="active">` +
  `${Array.from({ length: 32 }, () => 'AB').join(':')}</fingerprint>`;
