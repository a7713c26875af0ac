/** docs/driver.md, "Time", "Failures" and "Trust". */
import { describe, expect, test } from 'vitest';
import { eventsIn, mediaIn, stanzasIn } from './driven.ts';
import type { Heard, Pair } from './pair.ts';
import { JULIET, connect, establish, eventNamed, openPair } from './pair.ts';

const CALL = { do: 'call', to: 'juliet@capulet.example', media: ['audio'], sid: 'S1' };
const alone = { tamper: () => [] };

describe('time', () => {
  test('runs each timer at its own moment', async () => {
    const pair = await openPair();
    await pair.romeo(CALL);
    const before = await pair.juliet({ do: 'time', advanceMs: 59_999 });
    expect(before.juliet).toEqual([]);
    const { juliet } = await pair.juliet({ do: 'time', advanceMs: 100_000 });
    expect(eventsIn(juliet)).toMatchObject([
      { event: 'missed', at: '2026-01-01T00:01:00.000Z' },
      { event: 'ended', by: 'timer', reason: 'noAnswer' },
    ]);
  });

  test('with a jump is set at once, and what is overdue runs then', async () => {
    const pair = await openPair();
    await pair.romeo(CALL);
    const { juliet } = await pair.juliet({ do: 'time', advanceMs: 100_000, jump: true });
    expect(eventsIn(juliet)).toMatchObject([{ event: 'missed', at: '2026-01-01T00:01:40.000Z' }, { event: 'ended' }]);
  });

  test('set back shows another hour and delays no deadline', async () => {
    const pair = await openPair();
    await pair.romeo(CALL);
    expect((await pair.juliet({ do: 'time', advanceMs: -3_600_000 })).juliet).toEqual([]);
    const { juliet } = await pair.juliet({ do: 'time', advanceMs: 60_000 });
    expect(eventsIn(juliet)).toMatchObject([
      { event: 'missed', at: '2025-12-31T23:01:00.000Z' },
      { event: 'ended', by: 'timer' },
    ]);
  });

  test.each([
    ['nobody rings', 30_000, { by: 'timer', reason: 'noAnswer' }],
    ['nobody answers an offer', 30_000, { by: 'timer', reason: 'timeout' }],
  ])('ends a call by itself where %s', async (name, afterMs, expected) => {
    const pair = await openPair();
    if (name === 'nobody rings') {
      pair.relay.tamper = alone.tamper;
      await pair.romeo(CALL);
    } else {
      pair.relay.tamper = (_to, xml) => (xml.includes('session-') ? [] : [xml]);
      await establish(pair);
    }
    expect(eventsIn((await pair.romeo({ do: 'time', advanceMs: afterMs - 1 })).romeo)).toEqual([]);
    const { romeo } = await pair.romeo({ do: 'time', advanceMs: 1 });
    expect(eventNamed(romeo, 'ended')).toMatchObject(expected);
  });
});

describe('fault', () => {
  const plain = { event: 'authentication', state: 'unauthenticated', because: 'noSession' };
  const refused = { event: 'ended', by: 'core', reason: 'security-error' };
  const failed = { event: 'ended', by: 'core', reason: 'failed-application' };

  test.each([
    ['opportunistic', 'encrypt', 'romeo', plain],
    ['expect', 'encrypt', 'romeo', refused],
    ['require', 'encrypt', 'romeo', refused],
    ['opportunistic', 'store', 'romeo', plain],
    ['expect', 'store', 'romeo', refused],
    ['opportunistic', 'offer', 'romeo', failed],
    ['opportunistic', 'answer', 'juliet', failed],
    ['opportunistic', 'decrypt', 'juliet', refused],
    ['opportunistic', 'encrypt', 'juliet', refused],
  ] as const)('under %s, at %s of %s', async (policy, at, who, expected) => {
    const pair = await openPair({ romeo: { policy }, juliet: { policy } });
    await pair[who]({ do: 'fault', at });
    const heard = await establish(pair);
    expect(eventsIn(heard[who])).toContainEqual(expect.objectContaining(expected));
  });

  test('fails once, after as many as are skipped', async () => {
    const pair = await openPair();
    await pair.romeo({ do: 'fault', at: 'offer', skip: 1 });
    for (const [sid, ends] of [
      ['S1', false],
      ['S2', true],
      ['S3', false],
    ] as const) {
      await pair.romeo({ ...CALL, sid });
      const { romeo } = await pair.juliet({ do: 'accept', sid });
      expect(eventNamed(romeo, 'ended') !== undefined).toBe(ends);
      if (!ends) await pair.romeo({ do: 'hangUp', sid });
    }
  });
});

describe('a failure in the middle', () => {
  const twoContents = { media: ['audio', 'video'] };
  const fingerprintsIn = (heard: Heard, action: string): readonly string[] =>
    [
      ...(stanzasIn(heard.romeo).find((xml) => xml.includes(action)) ?? '').matchAll(/<fingerprint xmlns="([^"]+)"/g),
    ].map(([, namespace]) => namespace!);

  test('of the second encryption leaves neither content encrypted: a stanza leaves whole', async () => {
    const pair = await openPair();
    await pair.romeo({ do: 'fault', at: 'encrypt', skip: 1 });
    const heard = await establish(pair, twoContents);
    expect(fingerprintsIn(heard, 'session-initiate')).toEqual([
      'urn:xmpp:jingle:apps:dtls:0',
      'urn:xmpp:jingle:apps:dtls:0',
    ]);
    expect(eventNamed(heard.romeo, 'authentication')).toMatchObject({ because: 'noSession' });
  });

  test('of the second decryption ends the call, with nothing applied', async () => {
    const pair = await openPair();
    await pair.juliet({ do: 'fault', at: 'decrypt', skip: 1 });
    const { juliet } = await establish(pair, twoContents);
    expect(eventNamed(juliet, 'ended')).toMatchObject({ by: 'core', reason: 'security-error' });
    expect(mediaIn(juliet)).toEqual([]);
  });

  test('of a decision on trust is told, and changes nothing', async () => {
    const pair = await openPair();
    await establish(pair);
    await pair.romeo({ do: 'fault', at: 'store' });
    const decide = { do: 'trust', jid: 'juliet@capulet.example', deviceId: 222, level: 'distrusted' };
    expect((await pair.romeo(decide)).romeo).toMatchObject([{ out: 'error', kind: 'storeFailed' }]);
    expect(eventsIn((await pair.romeo({ ...decide, level: 'blind' })).romeo)).toEqual([]);
    expect(eventsIn((await pair.romeo(decide)).romeo)).toMatchObject([{ because: 'distrusted' }]);
  });
});

describe('trust', () => {
  const trust = (level: string) => ({ do: 'trust', jid: 'juliet@capulet.example', deviceId: 222, level });

  /** A call; then juliet opens her account with other keys, and is called again. What romeo hears of that. */
  const callAgainAfterNewKeys = async (pair: Pair, deviceId: number): Promise<Heard['romeo']> => {
    await establish(pair);
    await pair.romeo({ do: 'hangUp', sid: 'S1' });
    await pair.juliet({ do: 'close' });
    await pair.juliet({ do: 'open', account: JULIET, deviceId, seed: 3, roster: ['romeo@montague.example'] });
    await pair.romeo({ ...CALL, sid: 'S2' });
    return (await pair.juliet({ do: 'accept', sid: 'S2' })).romeo;
  };

  test('is blind at first sight, and changes the verdict at once when it changes', async () => {
    const pair = await openPair();
    await connect(pair, await establish(pair));
    const { romeo } = await pair.romeo(trust('verified'));
    expect(eventsIn(romeo)).toMatchObject([{ event: 'authentication', state: 'authenticated', trust: 'verified' }]);
    const distrusted = await pair.romeo(trust('distrusted'));
    expect(eventsIn(distrusted.romeo)).toMatchObject([{ state: 'unauthenticated', because: 'distrusted' }]);
    expect((await pair.romeo(trust('distrusted'))).romeo).toEqual([]);
  });

  test('given before the key is known holds for the first key seen', async () => {
    const pair = await openPair();
    await pair.romeo(trust('verified'));
    const { romeo } = await establish(pair);
    expect(eventNamed(romeo, 'authentication')).toMatchObject({ state: 'authenticated', trust: 'verified' });
  });

  test('is undecided for a further device of a contact one of whose keys is verified', async () => {
    const pair = await openPair();
    await pair.romeo(trust('verified'));
    const romeo = await callAgainAfterNewKeys(pair, 223);
    expect(eventNamed(romeo, 'authentication')).toMatchObject({ deviceId: 223, trust: 'undecided' });
  });

  test('another key of a device starts undecided, whatever the old one had', async () => {
    const pair = await openPair();
    await pair.romeo(trust('verified'));
    const ended = await callAgainAfterNewKeys(pair, 222);
    // The session is with the key that was verified, and nobody has that any more.
    expect(eventNamed(ended, 'ended')).toMatchObject({ by: 'peer', reason: 'security-error' });
    await pair.juliet({ do: 'call', to: 'romeo@montague.example', media: ['audio'], sid: 'S3' });
    const { romeo } = await pair.romeo({ do: 'accept', sid: 'S3' });
    expect(eventNamed(romeo, 'authentication')).toMatchObject({ deviceId: 222, trust: 'undecided' });
  });

  test('of a distrusted device makes the call plain, or fails it', async () => {
    for (const [policy, expected] of [
      ['opportunistic', { event: 'authentication', because: 'distrusted' }],
      ['expect', { event: 'ended', reason: 'security-error' }],
    ] as const) {
      const pair = await openPair({ romeo: { policy } });
      await pair.romeo(trust('distrusted'));
      const { romeo } = await establish(pair);
      expect(eventsIn(romeo)).toContainEqual(expect.objectContaining(expected));
    }
  });

  test('needs OMEMO', async () => {
    const pair = await openPair({ romeo: { omemo: false } });
    expect((await pair.romeo(trust('blind'))).romeo).toMatchObject([{ out: 'error', kind: 'noOmemo' }]);
  });
});
