/** docs/driver.md, "Opening an account": the lines it answers with, and each option. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { drivenInProcess, eventsIn, outline, stanzasIn } from './driven.ts';
import { JULIET, ROMEO, establish, openPair } from './pair.ts';

const OPEN = { do: 'open', account: ROMEO };
const KEYS = (
  JSON.parse(readFileSync('test/interop/dino-0.4.2-prekey-audio.json', 'utf8')) as {
    readonly keys: Readonly<Record<string, { readonly deviceId: number; readonly preKeys: readonly { id: number }[] }>>;
  }
).keys['bob@interop.test'];

const propose = (sid: string, from = JULIET, media = ['audio']) =>
  `<message from='${from}' type='chat'><propose xmlns='urn:xmpp:jingle-message:0' id='${sid}'>` +
  media.map((each) => `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='${each}'/>`).join('') +
  `</propose></message>`;

const opened = async (options: object = {}) => {
  const driven = drivenInProcess();
  return { driven, answer: await driven.take({ ...OPEN, ...options }) };
};

describe('open', () => {
  test('answers the bundle, the deadlines, and what it publishes', async () => {
    const { answer } = await opened();
    const [bundle, deadlines] = answer;
    expect(bundle).toMatchObject({ out: 'bundle', deviceId: 111, signedPreKeyId: 1 });
    for (const key of [bundle?.['identityKey'], bundle?.['signedPreKey'], bundle?.preKeys[0]?.key]) {
      const bytes = Buffer.from(key as string, 'base64');
      expect({ bytes: bytes.length, first: bytes[0] }).toEqual({ bytes: 33, first: 5 });
    }
    expect(Buffer.from(bundle?.['signature'] as string, 'base64')).toHaveLength(64);
    expect(bundle?.preKeys).toHaveLength(100);
    expect(deadlines).toMatchObject({ out: 'deadlines', discoveryMs: 30_000, ringMs: 60_000, connectMs: 30_000 });
    expect(stanzasIn(answer).join('')).toContain('eu.siacs.conversations.axolotl.bundles:111');
    expect(stanzasIn(answer).join('')).toContain('eu.siacs.conversations.axolotl.devicelist');
  });

  test('has no deadline longer than 180 s, and the five that end an unanswered call within 600 s', async () => {
    const { answer } = await opened();
    const { out: _, ...deadlines } = answer[1] as Record<string, number | string>;
    const all = Object.values(deadlines) as number[];
    expect(Math.max(...all)).toBeLessThanOrEqual(180_000);
    expect(all.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(600_000);
  });

  test('without OMEMO there is no bundle, nothing is published, and no device is announced', async () => {
    const { driven, answer } = await opened({ omemo: false });
    expect(answer.map(({ out }) => out)).toEqual(['deadlines', undefined]);
    await driven.take({ do: 'stanza', xml: propose('S1') });
    const accepted = await driven.take({ do: 'accept', sid: 'S1' });
    expect(stanzasIn(accepted)).toEqual([
      expect.stringContaining('<proceed xmlns="urn:xmpp:jingle-message:0" id="S1"/>'),
    ]);
  });

  test('refuses an account that is none, and options that contradict each other', async () => {
    for (const options of [
      { account: 'romeo@montague.example' },
      { deviceId: 0 },
      { deviceId: 2 ** 31 },
      { fingerprint: 'AB:CD' },
      { now: 'yesterday' },
      { seed: -1 },
      { roster: ['juliet@capulet.example/balcony'] },
      { whenBusy: 'shout' },
      { keys: { deviceId: 1 } },
      { keys: KEYS, deviceId: 5 },
      { keys: { ...KEYS, identityKeyPrivate: 'AAAA' } },
      { unknown: true },
    ]) {
      const { driven, answer } = await opened(options);
      expect(answer).toEqual([expect.objectContaining({ out: 'error', kind: 'badCommand' }), { done: 1 }]);
      expect(await driven.take(OPEN)).toContainEqual(expect.objectContaining({ out: 'bundle' }));
    }
  });

  test('takes the keys of an existing device as they were exported', async () => {
    const { answer } = await opened({ account: 'bob@interop.test/dino.bob', keys: KEYS });
    expect(answer[0]).toMatchObject({ deviceId: KEYS?.deviceId });
    expect(answer[0]?.preKeys.map(({ id }: { readonly id: number }) => id).toSorted()).toEqual(
      KEYS?.preKeys.map(({ id }) => id).toSorted(),
    );
  });

  test('shows its presence to the roster only', async () => {
    const { driven } = await opened({ roster: ['juliet@capulet.example'] });
    expect(outline(await driven.take({ do: 'stanza', xml: propose('S1') }))).toEqual([
      'event incoming',
      'stanza ringing',
      'done',
    ]);
    const stranger = await driven.take({ do: 'stanza', xml: propose('S2', 'paris@verona.example/x') });
    expect(stanzasIn(stranger)).toEqual([]);
  });

  test('rings silently for strangers, unless it is told to let them hear it', async () => {
    for (const [strangers, expected] of [
      ['silent', ['event incoming', 'done']],
      ['ring', ['event incoming', 'stanza ringing', 'done']],
    ] as const) {
      const { driven } = await opened({ strangers });
      expect(outline(await driven.take({ do: 'stanza', xml: propose('S1') }))).toEqual(expected);
    }
  });

  test('tells its own account of its answers where old clients have to hear them, and understands theirs', async () => {
    for (const [order, own, answer] of [
      ['accept', 'accept', 'proceed'],
      ['reject', 'reject', 'reject'],
    ] as const) {
      const { driven } = await opened({ legacyOwnBare: true, omemo: false });
      await driven.take({ do: 'stanza', xml: propose('S1') });
      const answered = stanzasIn(await driven.take({ do: order, sid: 'S1' }));
      expect(answered).toEqual([
        expect.stringMatching(new RegExp(`to="romeo@montague.example"><${own} `)),
        expect.stringMatching(new RegExp(`to="${JULIET}"><${answer} `)),
      ]);
    }
    const { driven } = await opened();
    for (const [verb, sid, reason] of [
      ['accept', 'S1', 'answeredElsewhere'],
      ['reject', 'S2', 'rejectedElsewhere'],
    ] as const) {
      await driven.take({ do: 'stanza', xml: propose(sid) });
      const word = `<${verb} xmlns='urn:xmpp:jingle-message:0' id='${sid}'/>`;
      const own = `<message from='romeo@montague.example/tablet' to='romeo@montague.example'>${word}</message>`;
      const heard = eventsIn(await driven.take({ do: 'stanza', xml: own }));
      expect(heard).toMatchObject([{ event: 'ended', by: 'ownResource', reason }]);
    }
  });

  test('rejects a second contact as busy, or lets it ring', async () => {
    for (const [whenBusy, expected] of [
      ['reject', ['stanza reject', 'event missed', 'done']],
      ['ring', ['event incoming', 'stanza ringing', 'done']],
    ] as const) {
      const { driven } = await opened({ whenBusy, roster: ['juliet@capulet.example', 'nurse@capulet.example'] });
      await driven.take({ do: 'stanza', xml: propose('S1') });
      const second = await driven.take({ do: 'stanza', xml: propose('S2', 'nurse@capulet.example/x') });
      expect(outline(second)).toEqual(expected);
      expect(stanzasIn(second).join('').includes('<busy/>')).toBe(whenBusy === 'reject');
      if (whenBusy === 'ring') continue;
      const call = { out: 'event', sid: 'S2', peer: 'nurse@capulet.example/x' };
      const missed = { event: 'missed', media: ['audio'], at: '2026-01-01T00:00:00.000Z', busy: true };
      expect(eventsIn(second)).toEqual([{ ...call, ...missed }]);
    }
  });

  test('lets no stranger know that we are busy, or there at all', async () => {
    for (const [strangers, expected] of [
      ['silent', ['event missed', 'done']],
      ['ring', ['stanza reject', 'event missed', 'done']],
    ] as const) {
      const { driven } = await opened({ strangers, roster: ['juliet@capulet.example'] });
      await driven.take({ do: 'stanza', xml: propose('S1') });
      const second = await driven.take({ do: 'stanza', xml: propose('S2', 'paris@verona.example/x') });
      expect(outline(second)).toEqual(expected);
      // It leaves nothing behind either.
      expect((await driven.take({ do: 'stats' }))[0]).toMatchObject({ calls: 1, timers: 1 });
    }
  });

  test('begins at the first of January 2026, or when it is told', async () => {
    for (const [now, at] of [
      [undefined, '2026-01-01T00:01:00.000Z'],
      ['2030-06-01T12:00:00+02:00', '2030-06-01T10:01:00.000Z'],
    ]) {
      const { driven } = await opened(now === undefined ? {} : { now });
      await driven.take({ do: 'stanza', xml: propose('S1') });
      const late = await driven.take({ do: 'time', advanceMs: 60_000 });
      expect(eventsIn(late)[0]).toMatchObject({ event: 'missed', at, media: ['audio'] });
    }
  });

  test('decides ids and credentials by its seed: the same commands give the same answers', async () => {
    const run = async (seed: number) => {
      const { driven, answer } = await opened({ seed });
      const call = await driven.take({ do: 'call', to: 'juliet@capulet.example', media: ['audio'] });
      return [...stanzasIn(answer).map((xml) => xml.replace(/<bundle.*<\/bundle>/, '')), ...call];
    };
    expect(await run(7)).toEqual(await run(7));
    expect(await run(7)).not.toEqual(await run(8));
  });
});

describe('the seed', () => {
  test('decides which prekey of a bundle is used: the callee publishes without the same one', async () => {
    const published = async (seed: number) => {
      const pair = await openPair({ romeo: { seed } });
      const { juliet } = await establish(pair);
      const bundle = stanzasIn(juliet).find((xml) => xml.includes('<bundle')) ?? '';
      return [...bundle.matchAll(/preKeyId="(\d+)"/g)].map(([, id]) => Number(id));
    };
    const [one, again, other] = [await published(7), await published(7), await published(8)];
    expect(one).toHaveLength(100);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });
});

describe('close', () => {
  test('forgets everything without a word; another account may be opened, and the count goes on', async () => {
    const { driven } = await opened({ roster: ['juliet@capulet.example'] });
    await driven.take({ do: 'call', to: 'nurse@capulet.example', media: ['audio'], sid: 'S1' });
    expect(await driven.take({ do: 'close' })).toEqual([{ done: 3 }]);
    expect(await driven.take({ do: 'stats' })).toMatchObject([{ kind: 'notOpen' }, { done: 4 }]);
    const again = await driven.take({ ...OPEN, account: JULIET });
    expect(again.at(-1)).toEqual({ done: 5 });
    const [stats] = await driven.take({ do: 'stats' });
    expect(stats).toMatchObject({ calls: 0, timers: 0, remembered: 0 });
    expect(await driven.take({ do: 'hangUp', sid: 'S1' })).toMatchObject([{ kind: 'noSuchCall' }, { done: 7 }]);
  });
});
