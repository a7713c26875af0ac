/** The driver as a process of its own: what a test in another language sees. */
import { describe, expect, test } from 'vitest';
import { recordedStanzas } from '../../interop/recordings.ts';
import { readFileSync } from 'node:fs';
import type { Line } from './driven.ts';
import { drivenProcess, eventsIn, fingerprintIn, outline, stanzasIn } from './driven.ts';
import { connect, establish, eventNamed, openPair } from './pair.ts';

const ALICE = 'alice@interop.test/dino.alice';
const BOB = 'bob@interop.test/dino.bob';

interface Recording {
  readonly keys: Readonly<Record<string, unknown>>;
  readonly expected: readonly { readonly action: string; readonly plaintext: string }[];
}

describe('omemo-calls drive', () => {
  test('two processes, with their stanzas piped to each other, end authenticated on both sides', async () => {
    const drivers = [drivenProcess(), drivenProcess()] as const;
    const pair = await openPair({ drivers });
    const heard = await establish(pair, { media: ['audio', 'video'] });
    for (const lines of [heard.romeo, heard.juliet]) {
      expect(eventNamed(lines, 'authentication')).toMatchObject({ state: 'authenticated', trust: 'blind' });
    }
    const connected = await connect(pair, heard);
    expect(outline([...connected.romeo, ...connected.juliet])).toEqual(['event connected', 'event connected']);
    await pair.romeo({ do: 'hangUp', sid: 'S1' });
    for (const driver of drivers) expect(await driver.end()).toEqual({ exitCode: 0, err: '' });
  });

  test.each([
    ['dino-0.4.2-prekey-audio.json', 'prekey'],
    ['dino-0.4.2-audio.json', 'existing session'],
  ])('opens what a recorded Dino offered, with the keys of the recording: %s', async (file) => {
    const path = `test/interop/${file}`;
    const recording = JSON.parse(readFileSync(path, 'utf8')) as Recording;
    const driven = drivenProcess();
    await driven.take({ do: 'open', account: BOB, keys: recording.keys['bob@interop.test'] });
    const answers: Line[] = [];
    for (const { client, dir, xml } of recordedStanzas(file)) {
      if (client !== BOB || dir !== 'received' || !xml.includes(`from='${ALICE}'`)) continue;
      const answer = await driven.take({ do: 'stanza', xml });
      answers.push(...answer);
      const incoming = eventNamed(answer, 'incoming');
      if (incoming !== undefined) answers.push(...(await driven.take({ do: 'accept', sid: incoming.sid })));
    }
    const expected = recording.expected.find(({ action }) => action === 'session-initiate');
    expect(fingerprintIn(answers, 'setRemote')).toBe(expected?.plaintext);
    expect(eventsIn(answers).map(({ event }) => event)).toEqual(['incoming', 'accepted', 'authentication', 'ended']);
    expect(eventNamed(answers, 'authentication')).toMatchObject({ state: 'authenticated', deviceId: 1_124_071_515 });
    expect(eventNamed(answers, 'ended')).toMatchObject({ by: 'peer', reason: 'success' });
    expect(await driven.end()).toEqual({ exitCode: 0, err: '' });
  });

  test.each([
    ['dino-0.4.2-reject.jsonl', ALICE, [{ event: 'ended', by: 'peer', reason: 'decline' }]],
    ['dino-0.4.2-retract.jsonl', BOB, [{ event: 'incoming' }, { event: 'missed' }, { event: 'ended', by: 'peer' }]],
    [
      'dino-0.4.2-second-device.jsonl',
      'bob@interop.test/probe',
      [{ event: 'incoming' }, { event: 'ended', by: 'ownResource', reason: 'answeredElsewhere' }],
    ],
  ])('understands the recording %s, in the place of %s', async (file, client, expected) => {
    const driven = drivenProcess();
    await driven.take({ do: 'open', account: client, omemo: false });
    const events: Line[] = [];
    for (const { client: who, dir, xml } of recordedStanzas(file)) {
      if (who !== client) continue;
      const sid = /<propose [^>]*id='([^']+)'/.exec(xml)?.[1];
      const isOurs = dir === 'sent' && sid !== undefined;
      const call = { do: 'call', to: 'bob@interop.test', media: ['audio'], sid };
      const command = isOurs ? call : { do: 'stanza', xml };
      if (dir === 'received' || isOurs) events.push(...eventsIn(await driven.take(command)));
    }
    expect(events).toMatchObject(expected);
    expect(stanzasIn(events)).toEqual([]);
    expect(await driven.end()).toEqual({ exitCode: 0, err: '' });
  });

  test('lives through ten thousand hostile lines, and answers each', async () => {
    const driven = drivenProcess();
    await driven.take({ do: 'open', account: BOB });
    for (let number = 2; number <= 10_000; number += 1) {
      const answer = await driven.take(HOSTILE[number % HOSTILE.length]!);
      if (number % 1_000 === 0) expect(answer.at(-1)).toEqual({ done: number });
    }
    expect(await driven.end()).toEqual({ exitCode: 0, err: '' });
  }, 60_000);
});

const HOSTILE: readonly string[] = [
  '[[[[',
  '{"do":"stanza","xml":"<iq type=\'set\' id=\'1\'><jingle xmlns=\'urn:xmpp:jingle:1\'/></iq>"}',
  '{"do":"stanza","xml":"<message from=\'a@x/y\'><propose xmlns=\'urn:xmpp:jingle-message:0\' id=\'\'/></message>"}',
  '\u0000',
  '{"do":"time","advanceMs":1e300}',
  '{"do":"stanza","xml":"\\ud800"}',
  '{"do":"__proto__"}',
  '{"do":"accept","sid":"\\u202e"}',
];
