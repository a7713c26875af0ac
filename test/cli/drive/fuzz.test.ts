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
import { AUDIO } from './words.ts';

const OPEN = { do: 'open', account: ROMEO, omemo: false, roster: ['juliet@capulet.example'] };
const sid = fc.constantFrom('S1', 'S2', 'S3');
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
    inside: fc.constantFrom('', AUDIO, "<mute xmlns='urn:xmpp:jingle:apps:rtp:info:1' creator='initiator' name='a'/>"),
    sid,
    from,
  })
  .map(({ action, inside, sid: id, from: sender }) => {
    const address = sender === undefined ? '' : ` from='${sender}'`;
    const payload = `<jingle xmlns='urn:xmpp:jingle:1' action='${action}' sid='${id}'>${inside}</jingle>`;
    return `<iq${address} type='set' id='i'>${payload}</iq>`;
  });

/** A real stanza that somebody changed, as if the contact had sent it. */
const tampered = tamperedStanza.map((stanza) =>
  serializeXml({ ...stanza, attributes: new Map([...stanza.attributes, ['from', JULIET]]) }, NS_CLIENT),
);

const xml = fc.oneof(word, word, jingle, tampered, anyText);
const command: fc.Arbitrary<Command> = fc.oneof(
  xml.map((text) => ({ do: 'stanza', xml: text })),
  xml.map((text) => ({ do: 'stanza', xml: text })),
  fc.array(xml, { maxLength: 4 }).map((texts) => ({ do: 'stanzas', xml: texts })),
  fc.record({ do: fc.constant('call'), to: fc.constant('juliet@capulet.example'), media: fc.constant(['audio']), sid }),
  fc.record({ do: fc.constantFrom('accept', 'reject', 'hangUp', 'migrate'), sid }),
  fc.record({ do: fc.constant('mute'), sid, name: fc.constantFrom('audio', 'video'), muted: fc.boolean() }),
  fc.record({ do: fc.constant('time'), advanceMs: fc.integer({ min: -100_000, max: 100_000 }), jump: fc.boolean() }),
  fc.record({ do: fc.constant('fault'), at: fc.constantFrom('offer', 'answer', 'store', 'encrypt', 'decrypt') }),
  fc.record({ do: fc.constantFrom(...Object.keys(COMMANDS).filter((name) => name !== 'open')), sid, x: fc.anything() }),
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
  ...['answer', 'addCandidates', 'start', 'close'].map((order) => `media ${order}`),
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

describe('any line whatsoever', () => {
  test(
    'L4: gets its answer and `done`; the driver lives, reports no bug, and ends what it began',
    async () => {
      const property = async (commands: readonly Command[]) => {
        const driven = drivenInProcess();
        await driven.take(OPEN);
        const lines: Line[] = [];
        let count = 1;
        for (const each of commands) {
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
      await fc.assert(fc.asyncProperty(fc.array(command, { maxLength: 40, size: 'max' }), property), fuzzing(300));
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
