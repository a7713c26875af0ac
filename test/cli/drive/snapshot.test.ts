/** docs/driver.md, "Snapshots": a run that goes on elsewhere goes on the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Command, DrivenInProcess, Line } from './driven.ts';
import { drivenInProcess, drivenProcess, eventsIn, outline } from './driven.ts';
import { JULIET, ROMEO, connectedWith, establish, eventNamed, openPair } from './pair.ts';
import { fingerprintIn } from './driven.ts';

interface Secret {
  readonly private: string;
}
const KEYS = (
  JSON.parse(readFileSync('test/interop/dino-0.4.2-prekey-audio.json', 'utf8')) as {
    readonly keys: Readonly<
      Record<
        string,
        {
          readonly deviceId: number;
          readonly identityKeyPrivate: string;
          readonly signedPreKeys: readonly Secret[];
          readonly preKeys: readonly Secret[];
        }
      >
    >;
  }
).keys['bob@interop.test']!;
const HOST = 'candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host';
const CALL = { do: 'call', to: 'juliet@capulet.example', media: ['audio'], sid: 'S1' };
const word = (verb: string, sid = 'S1') =>
  `<message from='${JULIET}' type='chat'><${verb} xmlns='urn:xmpp:jingle-message:0' id='${sid}'>` +
  `${verb === 'propose' ? "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>" : ''}</${verb}></message>`;
const stanza = (xml: string) => ({ do: 'stanza', xml });

/** A story, with every command that a snapshot has something to keep of. */
const STORY: readonly Command[] = [
  { do: 'open', account: ROMEO, omemo: false, roster: ['juliet@capulet.example'], whenBusy: 'ring', seed: 9 },
  CALL,
  { do: 'candidate', sid: 'S1', name: 'audio', candidate: HOST },
  { do: 'fault', at: 'answer', skip: 1 },
  stanza(word('ringing')),
  { do: 'time', advanceMs: 1_000 },
  stanza(word('proceed')),
  { do: 'candidate', sid: 'S1', name: 'audio', candidate: HOST.replace('54321', '54322') },
  stanza(word('propose', 'S2').replaceAll(JULIET, 'nurse@capulet.example/x')),
  { do: 'time', advanceMs: -5_000 },
  { do: 'stream', state: 'lost' },
  { do: 'reject', sid: 'S2' },
  { do: 'stream', state: 'resumed' },
  { do: 'time', advanceMs: 60_000 },
  { do: 'call', to: 'nurse@capulet.example', media: ['audio', 'video'] },
  { do: 'time', advanceMs: 600_000 },
];

const jsonIn = (lines: readonly Line[]): string => lines.find(({ out }) => out === 'snapshot')?.['json'] as string;
const withoutCount = (lines: readonly Line[]) => lines.filter((line) => !('done' in line));

async function run(driven: DrivenInProcess, commands: readonly Command[]): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const command of commands) lines.push(...withoutCount(await driven.take(command)));
  return lines;
}

describe('snapshot', () => {
  test.each(STORY.slice(1).map((_, index) => index + 1))(
    'taken after %i commands, and restored in a fresh process, goes on with the same answers',
    async (count) => {
      const one = drivenInProcess();
      await run(one, STORY.slice(0, count));
      const json = jsonIn(await one.take({ do: 'snapshot' }));
      const other = drivenInProcess();
      expect(await other.take({ do: 'restore', json })).toEqual([{ done: 1 }]);
      expect(await run(other, STORY.slice(count))).toEqual(await run(one, STORY.slice(count)));
      expect([...one.log, ...other.log]).toEqual([]);
    },
  );

  test('changes nothing by being taken, and the same state is the same text', async () => {
    const driven = drivenInProcess();
    await run(driven, STORY.slice(0, 9));
    const json = jsonIn(await driven.take({ do: 'snapshot' }));
    expect(jsonIn(await driven.take({ do: 'snapshot' }))).toBe(json);
    await driven.take({ do: 'restore', json });
    expect(jsonIn(await driven.take({ do: 'snapshot' }))).toBe(json);
  });

  test('restored in an open account goes back to that point in everything', async () => {
    const driven = drivenInProcess();
    await run(driven, STORY.slice(0, 3));
    const json = jsonIn(await driven.take({ do: 'snapshot' }));
    const first = await run(driven, STORY.slice(3));
    expect(await driven.take({ do: 'restore', json })).toHaveLength(1);
    expect(await run(driven, STORY.slice(3))).toEqual(first);
  });

  test('keeps an authenticated call: its session, its binding, its media', async () => {
    const pair = await openPair();
    const heard = await establish(pair);
    const json = jsonIn((await pair.romeo({ do: 'snapshot' })).romeo);
    await pair.romeo({ do: 'close' });
    expect((await pair.romeo({ do: 'restore', json })).romeo).toEqual([]);
    const { romeo } = await pair.romeo(connectedWith(fingerprintIn(heard.romeo, 'setRemote')));
    expect(outline(romeo)).toEqual(['event connected']);
    const trusted = await pair.romeo({ do: 'trust', jid: 'juliet@capulet.example', deviceId: 222, level: 'verified' });
    expect(eventNamed(trusted.romeo, 'authentication')).toMatchObject({ state: 'authenticated', trust: 'verified' });
    const ended = await pair.romeo({ do: 'hangUp', sid: 'S1' });
    expect(outline(ended.romeo)).toContain('media close');
    expect(eventNamed(ended.juliet, 'ended')).toMatchObject({ by: 'peer', reason: 'success' });
  });

  test('has the private keys in the store beside the calls, and none in what the core writes', async () => {
    const { identityKeyPrivate, deviceId } = KEYS;
    const pair = await openPair({ romeo: { keys: KEYS, deviceId } });
    await establish(pair);
    const { store, calls } = JSON.parse(jsonIn((await pair.romeo({ do: 'snapshot' })).romeo)) as Record<
      string,
      unknown
    >;
    expect(JSON.stringify(calls)).toContain('"sessionId":"S1"');
    const secrets = [...KEYS.signedPreKeys, ...KEYS.preKeys].map((key) => key.private);
    for (const secret of [identityKeyPrivate, ...secrets]) expect(JSON.stringify(calls)).not.toContain(secret);
    expect(JSON.stringify(store)).toContain(identityKeyPrivate);
  });

  test('is held in the middle of a call whose cryptography is still to come', async () => {
    const pair = await openPair();
    await pair.romeo(CALL);
    const json = jsonIn((await pair.juliet({ do: 'snapshot' })).juliet);
    await pair.juliet({ do: 'close' });
    await pair.juliet({ do: 'restore', json });
    const { juliet, romeo } = await pair.juliet({ do: 'accept', sid: 'S1' });
    expect(eventNamed(juliet, 'authentication')).toMatchObject({ state: 'authenticated' });
    expect(eventNamed(romeo, 'authentication')).toMatchObject({ state: 'authenticated' });
  });

  test.each([
    ['no JSON', 'nonsense'],
    ['something else', '{"format":"omemo-calls/calls"}'],
    ['another version', '{"format":"omemo-calls/drive","version":2}'],
  ])('refuses %s, and changes nothing', async (_name, json) => {
    const driven = drivenInProcess();
    expect(await driven.take({ do: 'restore', json })).toMatchObject([{ kind: 'badCommand' }, { done: 1 }]);
    await driven.take(STORY[0]!);
    expect(await driven.take({ do: 'restore', json })).toMatchObject([{ kind: 'badCommand' }, { done: 3 }]);
    expect(eventsIn(await driven.take(CALL))).toEqual([]);
    expect((await driven.take({ do: 'stats' }))[0]).toMatchObject({ calls: 1 });
  });

  test.each(['account', 'options', 'store', 'calls', 'media', 'faults', 'nowMs', 'idState'])(
    'refuses one whose %s is damaged',
    async (member) => {
      const driven = drivenInProcess();
      await run(driven, STORY.slice(0, 3));
      const text = JSON.parse(jsonIn(await driven.take({ do: 'snapshot' }))) as Record<string, unknown>;
      for (const damage of [
        { ...text, [member]: 'x' },
        { ...text, [member]: undefined },
        { ...text, more: 1 },
      ]) {
        const answer = await driven.take({ do: 'restore', json: JSON.stringify(damage) });
        expect(answer[0]).toMatchObject({ out: 'error', kind: 'badCommand' });
      }
    },
  );

  test('is carried from one process to another', async () => {
    const [one, other] = [drivenProcess(), drivenProcess()];
    await one.take(STORY[0]!);
    await one.take(CALL);
    const json = jsonIn(await one.take({ do: 'snapshot' }));
    expect(await other.take({ do: 'restore', json })).toEqual([{ done: 1 }]);
    expect(eventsIn(await other.take(stanza(word('reject'))))).toMatchObject([{ event: 'ended', by: 'peer' }]);
    for (const driven of [one, other]) expect(await driven.end()).toEqual({ exitCode: 0, err: '' });
  });
});
