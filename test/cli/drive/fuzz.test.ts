/** Anything at all, in any order: each line gets its answer, and what the driver promises holds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tamperedStanza } from '../../../properties/arbitraries/tampered-element.ts';
import { anyText } from '../../../properties/arbitraries/xml-soup.ts';
import { COMMANDS } from '../../../src/cli/drive/commands/all.ts';
import { JINGLE_ACTIONS } from '../../../src/stanzas/jingle.ts';
import { NS_CLIENT } from '../../../src/xml/namespaces.ts';
import { parseXml } from '../../../src/xml/parse.ts';
import { serializeXml } from '../../../src/xml/serialize.ts';
import { fuzzing, FUZZ_TIMEOUT_MS } from '../../support/fuzz.ts';
import type { Command, Line } from './driven.ts';
import { drivenInProcess, eventsIn, mediaIn, outline, stanzasIn } from './driven.ts';
import { JULIET, ROMEO } from './pair.ts';
import { AUDIO, jingle as request, propose, stanza } from './words.ts';
import { content, fingerprint } from '../../support/stanzas.ts';

const OPEN = { do: 'open', account: ROMEO, omemo: false, roster: ['juliet@capulet.example'] };
const sid = fc.constantFrom('S1', 'S2', 'S3');
const name = fc.constantFrom('audio', 'video', 'video-2');
const HOST = 'candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host';
const VIDEO = content({ name: 'video', fingerprints: fingerprint(Array.from({ length: 32 }, () => 'AB').join(':')) });
const STUB = VIDEO.replace(/<transport .*<\/transport>/, "<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1'/>");
/** What another ICE session begins with. */
const RESTART =
  "<content creator='initiator' name='audio'><transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' " +
  "ufrag='n3w1' pwd='YetAnotherPassword22ch'/></content>";
const from = fc.constantFrom(JULIET, 'juliet@capulet.example/garden', 'paris@verona.example/x', ROMEO, undefined);

const word = fc
  .record({
    verb: fc.constantFrom('propose', 'ringing', 'proceed', 'reject', 'retract', 'finish', 'accept'),
    sid,
    from,
  })
  .map(({ verb, sid: id, from: sender }) => {
    const description = "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>";
    const inside = verb === 'propose' ? description : '';
    const address = sender === undefined ? '' : ` from='${sender}'`;
    const payload = `<${verb} xmlns='urn:xmpp:jingle-message:0' id='${id}'>${inside}</${verb}>`;
    return `<message${address} to='${ROMEO}' type='chat'>${payload}</message>`;
  });

const jingle = fc
  .record({
    action: fc.constantFrom(...JINGLE_ACTIONS, 'session-explode'),
    inside: fc.constantFrom(
      '',
      AUDIO,
      VIDEO,
      STUB,
      RESTART,
      "<mute xmlns='urn:xmpp:jingle:apps:rtp:info:1' creator='initiator' name='a'/>",
    ),
    sid,
    from,
  })
  .map(({ action, inside, sid: id, from: sender }) => {
    const address = sender === undefined ? '' : ` from='${sender}'`;
    const payload = `<jingle xmlns='urn:xmpp:jingle:1' action='${action}' sid='${id}'>${inside}</jingle>`;
    return `<iq${address} type='set' id='i'>${payload}</iq>`;
  });

/** A real stanza that somebody changed, as if the contact had sent it. */
const tampered = tamperedStanza.map((changed) =>
  serializeXml({ ...changed, attributes: new Map([...changed.attributes, ['from', JULIET]]) }, NS_CLIENT),
);

const xml = fc.oneof(word, word, jingle, tampered, anyText);
const command: fc.Arbitrary<Command> = fc.oneof(
  xml.map((text) => ({ do: 'stanza', xml: text })),
  xml.map((text) => ({ do: 'stanza', xml: text })),
  fc.array(xml, { maxLength: 4 }).map((texts) => ({ do: 'stanzas', xml: texts })),
  fc.record({ do: fc.constant('call'), to: fc.constant('juliet@capulet.example'), media: fc.constant(['audio']), sid }),
  fc.record({ do: fc.constantFrom('accept', 'reject', 'hangUp', 'migrate'), sid }),
  fc.record({ do: fc.constant('mute'), sid, name: fc.constantFrom('audio', 'video'), muted: fc.boolean() }),
  fc.record({ do: fc.constant('addContent'), sid, media: fc.constantFrom('audio', 'video') }),
  fc.record({ do: fc.constantFrom('acceptContent', 'rejectContent', 'removeContent'), sid, name }),
  fc.record({ do: fc.constant('restartIce'), sid }),
  fc.record({ do: fc.constant('candidate'), sid, name, candidate: fc.constantFrom(HOST, '') }),
  fc.record({ do: fc.constant('time'), advanceMs: fc.integer({ min: -100_000, max: 100_000 }), jump: fc.boolean() }),
  fc.record({ do: fc.constant('fault'), at: fc.constantFrom('offer', 'answer', 'store', 'encrypt', 'decrypt') }),
  fc.record({ do: fc.constantFrom(...Object.keys(COMMANDS).filter((each) => each !== 'open')), sid, x: fc.anything() }),
  fc.json(),
  fc.string({ unit: 'binary' }).filter((text) => !text.includes('\n')),
);

/** What holds of the lines of one call, however it came about. */
function expectOneEnd(lines: readonly Line[]): void {
  const started = mediaIn(lines).filter(({ do: order }) => order === 'start').length;
  const closed = mediaIn(lines).filter(({ do: order }) => order === 'close').length;
  const ended = eventsIn(lines).filter(({ event }) => event === 'ended').length;
  expect(started).toBeLessThanOrEqual(1);
  expect(closed).toBeLessThanOrEqual(1);
  expect(ended).toBeLessThanOrEqual(1);
  expect(NEVER_FIRST).not.toContain(outline(lines)[0]);
}

/** What no call begins with: as the first line of one, it is a line of a call that had ended. */
const NEVER_FIRST: readonly string[] = [
  ...['connected', 'authentication', 'peerInfo', 'accepted'].map((event) => `event ${event}`),
  ...['contentOffered', 'contentAccepted', 'contentRejected', 'contentRemoved'].map((event) => `event ${event}`),
  ...['contentModified', 'iceRestarted'].map((event) => `event ${event}`),
  ...['answer', 'addCandidates', 'restartIce', 'start', 'close'].map((order) => `media ${order}`),
];

/** The lines of each call: two contacts may use one sid, and one contact may use it again after the end. */
function callsIn(lines: readonly Line[]): readonly (readonly Line[])[] {
  const calls: Line[][] = [];
  const running = new Map<string, Line[]>();
  for (const line of lines) {
    if (line.out !== 'event' && line.out !== 'media') continue;
    const key = `${(line['peer'] as string).split('/')[0]} ${line.sid}`;
    const call = running.get(key) ?? [];
    if (call.length === 0) calls.push(call);
    running.set(key, call);
    call.push(line);
    if (line.event === 'ended') running.delete(key);
  }
  return calls;
}

/** What juliet may ask for in the call that runs, each time under another id. */
const change: fc.Arbitrary<Command> = fc
  .record({
    action: fc.constantFrom('content-add', 'content-accept', 'content-reject', 'content-remove', 'transport-info'),
    inside: fc.constantFrom(VIDEO, STUB, AUDIO, RESTART),
    id: fc.integer({ min: 1, max: 1_000 }),
  })
  .map(({ action, inside, id }) => stanza(request(action, inside).replace(/id='q-[^']*'/, `id='q${id}'`)));

const wish: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constantFrom('acceptContent', 'rejectContent', 'removeContent'), sid: fc.constant('S1'), name }),
  fc.constantFrom({ do: 'addContent', sid: 'S1', media: 'video' }, { do: 'restartIce', sid: 'S1' }),
);

/** Juliet has called, and media runs. */
const RUNNING: readonly Command[] = [
  propose(),
  { do: 'accept', sid: 'S1' },
  stanza(request('session-initiate', AUDIO)),
  { do: 'media', sid: 'S1', fact: 'connected', usedFingerprint: Array.from({ length: 32 }, () => 'AB').join(':') },
];

describe('any line whatsoever', () => {
  test.each([
    ['from the beginning', [], command],
    ['in a call that runs', RUNNING, fc.oneof(change, wish, command)],
  ] as const)(
    'L4: %s gets its answer and `done`; the driver lives, reports no bug, and ends what it began',
    async (_when, before, arbitrary) => {
      const property = async (commands: readonly Command[]) => {
        const driven = drivenInProcess();
        await driven.take(OPEN);
        const lines: Line[] = [];
        let count = 1;
        for (const each of [...before, ...commands]) {
          const answer = await driven.take(each);
          count += 1;
          expect(answer.at(-1)).toEqual({ done: count });
          expect(answer.filter((line) => 'done' in line || line.out === 'error').length).toBeLessThanOrEqual(2);
          for (const text of stanzasIn(answer)) expect(parseXml(text).ok).toBe(true);
          lines.push(...answer);
        }
        lines.push(...(await driven.take({ do: 'time', advanceMs: 600_000 })));
        for (const call of callsIn(lines)) expectOneEnd(call);
        expect(driven.log).toEqual([]);
      };
      await fc.assert(fc.asyncProperty(fc.array(arbitrary, { maxLength: 40, size: 'max' }), property), fuzzing(300));
    },
    FUZZ_TIMEOUT_MS,
  );

  test(
    'L5: two runs with the same commands give the same answers',
    async () => {
      const run = async (commands: readonly Command[]) => {
        const driven = drivenInProcess();
        const lines = [...(await driven.take(OPEN))];
        for (const each of commands) lines.push(...(await driven.take(each)));
        return lines;
      };
      await fc.assert(
        fc.asyncProperty(fc.array(command, { maxLength: 30, size: 'max' }), async (commands) => {
          expect(await run(commands)).toEqual(await run(commands));
        }),
        fuzzing(100),
      );
    },
    FUZZ_TIMEOUT_MS,
  );
});
