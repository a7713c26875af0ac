/** docs/driver.md, "Media" and "The account": what the stand-ins for media, chance and time do. */
import { describe, expect, test } from 'vitest';
import type { Line } from './driven.ts';
import { drivenInProcess, eventsIn, mediaIn, outline, stanzasIn } from './driven.ts';
import { JULIET, ROMEO, establish, eventNamed, openPair } from './pair.ts';
import type { Pair } from './pair.ts';
import { AUDIO, CALL, jingle, jmi, propose, reason, stanza } from './words.ts';

const HOST = 'candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host';
const OPEN = { do: 'open', account: ROMEO, omemo: false, roster: ['juliet@capulet.example'] };

describe("the stand-in's description", () => {
  const fingerprint = Array.from({ length: 32 }, () => 'CD').join(':');
  const descriptions = async (): Promise<readonly string[]> => {
    const pair = await openPair({ romeo: { omemo: false, fingerprint }, juliet: { omemo: false } });
    const heard = await establish(pair, { media: ['audio', 'video'] });
    const texts = [...stanzasIn(heard.romeo), ...stanzasIn(heard.juliet)];
    return ['session-initiate', 'session-accept'].map((action) => texts.find((text) => text.includes(action))!);
  };

  test('has "contents named by their medium, one BUNDLE group, Opus and VP8"', async () => {
    for (const text of await descriptions()) {
      expect([...text.matchAll(/<content creator="initiator" name="(\w+)"/g)].map(([, name]) => name)).toEqual([
        'audio',
        'video',
      ]);
      expect(text.match(/<group .*?<\/group>/g)).toEqual([
        '<group xmlns="urn:xmpp:jingle:apps:grouping:0" semantics="BUNDLE">' +
          '<content name="audio"/><content name="video"/></group>',
      ]);
      expect(text).toMatch(/media="audio"><payload-type [^>]*name="opus"/);
      expect(text).toMatch(/media="video"><payload-type [^>]*name="VP8"/);
    }
  });

  test('has "the account\'s fingerprint, `actpass` in offers and `active` in answers", with sha-256', async () => {
    const [offer = '', answer = ''] = await descriptions();
    const ours = `hash="sha-256" setup="actpass">${fingerprint}</fingerprint>`;
    expect(offer.split(ours)).toHaveLength(3);
    expect(answer.match(/setup="active"/g)).toHaveLength(2);
  });

  test('has "ICE credentials from the seed", one pair for all contents', async () => {
    const credentialsOf = async (seed: number) => {
      const driven = drivenInProcess();
      await driven.take({ ...OPEN, seed });
      await driven.take({ ...CALL, media: ['audio', 'video'] });
      const offered = mediaIn(await driven.take(stanza(jmi('proceed'))));
      return offered[0]?.contents.map(({ ice }) => ice);
    };
    const [audio, video] = (await credentialsOf(1)) ?? [];
    expect(audio).toEqual(video);
    expect(await credentialsOf(1)).toEqual([audio, video]);
    expect((await credentialsOf(2))?.[0]).not.toEqual(audio);
  });
});

describe('"Two runs with the same commands give the same answers"', () => {
  const masked = (lines: readonly Line[]): string =>
    JSON.stringify(lines)
      .replaceAll(/<(key|iv|payload|identityKey|signedPreKey\w+|preKeyPublic)\b([^>]*)>[^<]*</g, '<$1$2>?<')
      .replaceAll(/"identityKey":"[^"]*"/g, '"identityKey":"?"');
  const story = async (run: (pair: Pair) => Promise<readonly Line[]>) => masked(await run(await openPair()));

  test('"but for key material", in an encrypted call as well', async () => {
    const run = async (pair: Pair) => {
      const heard = await establish(pair);
      const ended = await pair.juliet({ do: 'hangUp', sid: 'S1' });
      return [...heard.romeo, ...heard.juliet, ...ended.romeo, ...ended.juliet];
    };
    const first = await story(run);
    expect(first).toContain('authenticated');
    expect(await story(run)).toBe(first);
  });
});

describe('"stanzas that arrive back to back: each is taken before the cryptography of the one before is done"', () => {
  test('a terminate on the heels of an offer ends the call, and no late result says anything', async () => {
    const pair = await openPair();
    let offer = '';
    pair.relay.tamper = (_to, xml) => (xml.includes('session-initiate') ? ((offer = xml), []) : [xml]);
    await establish(pair);
    pair.relay.tamper = (_to, xml) => [xml];
    const end = jingle('session-terminate', reason('cancel'), 'S1', ROMEO).replace(`to='${ROMEO}'`, `to='${JULIET}'`);
    const { juliet } = await pair.juliet({ do: 'stanzas', xml: [offer, end] });
    expect(outline(juliet).filter((line) => line !== 'stanza <iq')).toEqual(['stanza finish', 'event ended']);
    expect(mediaIn(juliet)).toEqual([]);
    expect((await pair.juliet({ do: 'stats' })).juliet[0]).toMatchObject({ calls: 0, buffered: 0, timers: 0 });
  });
});

describe('time', () => {
  test('"every deadline rings at its own moment, in order, and the core comes to rest after each"', async () => {
    const driven = drivenInProcess();
    await driven.take({ ...OPEN, whenBusy: 'ring', roster: ['juliet@capulet.example', 'nurse@capulet.example'] });
    await driven.take(propose('S2', 'nurse@capulet.example/x'));
    await driven.take({ do: 'time', advanceMs: 10_000 });
    await driven.take(propose('S1'));
    const told = eventsIn(await driven.take({ do: 'time', advanceMs: 600_000 }));
    expect(told.map(({ sid, event, at }) => [sid, event, at])).toEqual([
      ['S2', 'missed', '2026-01-01T00:01:00.000Z'],
      ['S2', 'ended', undefined],
      ['S1', 'missed', '2026-01-01T00:01:10.000Z'],
      ['S1', 'ended', undefined],
    ]);
  });

  test('"a negative value sets what the clock shows back; no deadline moves", also with a jump', async () => {
    for (const jump of [false, true]) {
      const driven = drivenInProcess();
      await driven.take(OPEN);
      await driven.take(propose());
      await driven.take({ do: 'time', advanceMs: 59_999 });
      expect(await driven.take({ do: 'time', advanceMs: -86_400_000, jump })).toHaveLength(1);
      expect(eventsIn(await driven.take({ do: 'time', advanceMs: 1 }))).toMatchObject([
        { event: 'missed', at: '2025-12-31T00:01:00.000Z' },
        { event: 'ended' },
      ]);
    }
  });
});

describe('candidate', () => {
  const candidate = { do: 'candidate', sid: 'S1', name: 'audio', candidate: HOST };

  test('"a local ICE candidate, from the `call` or `accept` to the end": not while it rings', async () => {
    const driven = drivenInProcess();
    await driven.take(OPEN);
    await driven.take(propose());
    expect((await driven.take(candidate))[0]).toMatchObject({ out: 'error', kind: 'badCommand' });
    expect((await driven.take({ do: 'stats' }))[0]).toMatchObject({ buffered: 0 });
    await driven.take({ do: 'accept', sid: 'S1' });
    expect(await driven.take(candidate)).toHaveLength(1);
    const answered = await driven.take(stanza(jingle('session-initiate', AUDIO)));
    expect(outline(answered)).toContain('stanza transport-info');
    await driven.take({ do: 'hangUp', sid: 'S1' });
    expect((await driven.take(candidate))[0]).toMatchObject({ out: 'error', kind: 'noSuchCall' });
  });
});

describe('trust', () => {
  const trust = (deviceId: number, level: string) => ({ do: 'trust', jid: 'juliet@capulet.example', deviceId, level });

  test('"verified" given in advance makes no other key undecided before its own key is seen', async () => {
    const pair = await openPair();
    await pair.romeo(trust(223, 'verified'));
    const { romeo } = await establish(pair);
    expect(eventNamed(romeo, 'authentication')).toMatchObject({ deviceId: 222, trust: 'blind' });
  });

  test.each(['blind', 'undecided', 'verified'])('of every level is in the verdict: %s', async (level) => {
    const pair = await openPair();
    await pair.romeo(trust(222, level));
    const { romeo } = await establish(pair);
    expect(eventNamed(romeo, 'authentication')).toMatchObject({ state: 'authenticated', trust: level });
  });

  test('is kept by a snapshot, for a key that is known and for one that is not', async () => {
    const pair = await openPair();
    await pair.romeo(trust(222, 'verified'));
    const json = (await pair.romeo({ do: 'snapshot' })).romeo[0]?.['json'];
    await pair.romeo(trust(222, 'blind'));
    await pair.romeo({ do: 'restore', json });
    const { romeo } = await establish(pair);
    expect(eventNamed(romeo, 'authentication')).toMatchObject({ trust: 'verified' });
  });
});
