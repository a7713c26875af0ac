/** docs/driver.md, "Calls of the past": what the archive tells, and messages that were held back. */
import { describe, expect, test } from 'vitest';
import { drivenInProcess, eventsIn, outline, stanzasIn } from './driven.ts';
import type { DrivenInProcess, Line } from './driven.ts';
import { JULIET, ROMEO } from './pair.ts';

const OWN = 'romeo@montague.example';
const TABLET = `${OWN}/tablet`;
const NOW_MS = Date.UTC(2026, 0, 1);

const jmi = (verb: string, sid = 'S1', inside = '') =>
  `<${verb} xmlns='urn:xmpp:jingle-message:0' id='${sid}'>${inside}</${verb}>`;
const propose = (sid = 'S1') => jmi('propose', sid, "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>");
const reason = (condition: string) => `<reason xmlns='urn:xmpp:jingle:1'><${condition}/></reason>`;
const stampOf = (ageMs: number) => new Date(NOW_MS - ageMs).toISOString();
const delay = (ageMs: number) => `<delay xmlns='urn:xmpp:delay' stamp='${stampOf(ageMs)}'/>`;
const message = (from: string, to: string, inside: string) =>
  `<message from='${from}' to='${to}' type='chat'>${inside}</message>`;

/** A message of the archive. `from` of the result: absent unless it is somebody else's. */
const archived = (ageMs: number, inner: string, from = '') =>
  `<message to='${ROMEO}'${from === '' ? '' : ` from='${from}'`}><result xmlns='urn:xmpp:mam:2' queryid='q' id='a'>` +
  `<forwarded xmlns='urn:xmpp:forward:0'>${delay(ageMs)}` +
  `${inner.replace('<message ', "<message xmlns='jabber:client' ")}</forwarded></result></message>`;
const fin = (attributes = "complete='true'", from = '') =>
  `<iq type='result' id='m1' to='${ROMEO}'${from}><fin xmlns='urn:xmpp:mam:2' ${attributes}/></iq>`;

const fromJuliet = (word: string) => message(JULIET, OWN, word);
const fromTablet = (word: string, to = JULIET) => message(TABLET, to, word);

const open = async (options: object = {}) => {
  const driven = drivenInProcess();
  await driven.take({ do: 'open', account: ROMEO, omemo: false, roster: ['juliet@capulet.example'], ...options });
  return driven;
};

const feed = async (driven: DrivenInProcess, ...xml: readonly string[]): Promise<readonly Line[]> => {
  const lines: Line[] = [];
  for (const each of xml) lines.push(...(await driven.take({ do: 'stanza', xml: each })));
  return lines.filter((line) => line.out !== undefined);
};

describe('the archive', () => {
  test('tells nothing before its answer ends, and then each call once', async () => {
    const driven = await open();
    expect(await feed(driven, archived(1_000, fromJuliet(propose())))).toEqual([]);
    expect(await feed(driven, fin(''), fin("complete='false'"))).toEqual([]);
    const told = await feed(driven, fin());
    expect(outline(told)).toEqual(['event incoming', 'stanza ringing']);
    expect(await feed(driven, fin())).toEqual([]);
  });

  test.each<readonly [string, readonly string[], object]>([
    [
      'alone and young',
      [archived(1_000, fromJuliet(propose()))],
      { event: 'incoming', media: ['audio'], ageMs: 1_000, peer: JULIET },
    ],
    [
      'alone and old',
      [archived(60_000, fromJuliet(propose()))],
      { event: 'missed', media: ['audio'], at: stampOf(60_000), peer: JULIET },
    ],
    [
      'with a retract',
      [archived(2_000, fromJuliet(propose())), archived(1_000, fromJuliet(jmi('retract')))],
      { event: 'missed', at: stampOf(2_000) },
    ],
    [
      'with a proceed of another resource of ours',
      [archived(2_000, fromJuliet(propose())), archived(1_000, fromTablet(jmi('proceed')))],
      { event: 'ended', by: 'ownResource', reason: 'answeredElsewhere' },
    ],
    [
      'with a reject of another resource of ours',
      [archived(2_000, fromJuliet(propose())), archived(1_000, fromTablet(jmi('reject', 'S1', reason('decline'))))],
      { event: 'ended', by: 'ownResource', reason: 'rejectedElsewhere' },
    ],
    [
      'with an accept of an old client, to our own account',
      [archived(2_000, fromJuliet(propose())), archived(1_000, fromTablet(jmi('accept'), OWN))],
      { event: 'ended', by: 'ownResource', reason: 'answeredElsewhere' },
    ],
    [
      'with a finish of the caller',
      [archived(2_000, fromJuliet(propose())), archived(1_000, fromJuliet(jmi('finish', 'S1', reason('success'))))],
      { event: 'ended', by: 'peer', reason: 'success' },
    ],
    [
      'with a proceed and a finish',
      [
        archived(3_000, fromJuliet(propose())),
        archived(1_000, fromJuliet(jmi('finish', 'S1', reason('success')))),
        archived(2_000, fromTablet(jmi('proceed'))),
      ],
      { event: 'ended', by: 'ownResource', reason: 'answeredElsewhere' },
    ],
  ])('tells of a propose %s', async (_name, xml, expected) => {
    const told = await feed(await open(), ...xml, fin());
    expect(eventsIn(told)).toEqual([expect.objectContaining({ sid: 'S1', ...expected })]);
  });

  test('may come in any order, with any query', async () => {
    const told = await feed(
      await open(),
      archived(1_000, fromJuliet(jmi('retract'))),
      archived(2_000, fromJuliet(propose())).replace("queryid='q' ", ''),
      fin("queryid='other' complete='true'"),
    );
    expect(eventsIn(told)).toMatchObject([{ event: 'missed' }]);
  });

  test('tells the oldest call first', async () => {
    const told = await feed(
      await open(),
      archived(100_000, fromJuliet(propose('S2'))),
      archived(200_000, fromJuliet(propose('S1'))),
      fin(),
    );
    expect(eventsIn(told).map(({ sid }) => sid)).toEqual(['S1', 'S2']);
  });

  test('counts only from our own account', async () => {
    for (const from of ['paris@verona.example', 'juliet@capulet.example', TABLET]) {
      const driven = await open();
      expect(await feed(driven, archived(1_000, fromJuliet(propose()), from), fin())).toEqual([]);
      await feed(driven, archived(1_000, fromJuliet(propose())));
      expect(await feed(driven, fin("complete='true'", ` from='${from}'`))).toEqual([]);
      expect(eventsIn(await feed(driven, fin("complete='true'", ` from='${OWN}'`)))).toHaveLength(1);
    }
  });

  test('tells nothing of what was seen live', async () => {
    const driven = await open();
    await feed(driven, fromJuliet(propose()));
    expect(await feed(driven, archived(1_000, fromJuliet(propose())), fin())).toEqual([]);
    await driven.take({ do: 'reject', sid: 'S1' });
    expect(await feed(driven, archived(1_000, fromJuliet(propose())), fin())).toEqual([]);
  });

  test('tells nothing twice', async () => {
    const driven = await open();
    const missed = archived(100_000, fromJuliet(propose()));
    expect(await feed(driven, missed, missed, fin())).toHaveLength(1);
    expect(await feed(driven, missed, fin())).toEqual([]);
    expect(await feed(driven, fromJuliet(propose()))).toEqual([]);
  });

  test('knows the words that came live before its answer ended', async () => {
    for (const live of [fromJuliet(jmi('retract')), message(TABLET, OWN, jmi('accept'))]) {
      for (const isBefore of [true, false]) {
        const past = archived(1_000, fromJuliet(propose()));
        const order = isBefore ? [live, past] : [past, live];
        const told = await feed(await open(), ...order, fin());
        expect(eventsIn(told)).toEqual([
          expect.objectContaining({ event: expect.stringMatching(/^(?:missed|ended)$/) }),
        ]);
      }
    }
  });

  test('tells of such a call once as well', async () => {
    const driven = await open();
    const past = archived(100_000, fromJuliet(propose()));
    expect(await feed(driven, fromJuliet(jmi('retract')), past, fin())).toHaveLength(1);
    expect(await feed(driven, past, fin())).toEqual([]);
  });

  test('hears of the contact only the resource that proposed', async () => {
    for (const verb of ['retract', 'finish']) {
      const other = archived(500, message('juliet@capulet.example/garden', OWN, jmi(verb)));
      const told = await feed(await open(), archived(1_000, fromJuliet(propose())), other, fin());
      expect(eventsIn(told)).toMatchObject([{ event: 'incoming' }]);
    }
  });

  test('stops what rings here for an answer that no carbon told of', async () => {
    const driven = await open();
    await feed(driven, fromJuliet(propose()));
    const told = await feed(driven, archived(500, fromTablet(jmi('proceed'))));
    expect(eventsIn(told)).toMatchObject([{ event: 'ended', by: 'ownResource', reason: 'answeredElsewhere' }]);
  });

  test('answers no call of ours: who answers is there', async () => {
    const driven = await open();
    await driven.take({ do: 'call', to: 'juliet@capulet.example', media: ['audio'], sid: 'S1' });
    const told = await feed(driven, archived(500, message(JULIET, ROMEO, jmi('proceed'))), fin());
    expect(told).toEqual([]);
    expect(eventsIn(await feed(driven, message(JULIET, ROMEO, jmi('ringing'))))).toMatchObject([{ event: 'ringing' }]);
  });

  test('tells nothing of calls that other resources of ours placed', async () => {
    const told = await feed(
      await open(),
      archived(100_000, fromTablet(propose(), 'juliet@capulet.example')),
      archived(90_000, message(JULIET, TABLET, jmi('reject'))),
      fin(),
    );
    expect(told).toEqual([]);
  });

  test('lets a call ring only as long as its caller may wait', async () => {
    const driven = await open();
    await feed(driven, archived(40_000, fromJuliet(propose())), fin());
    expect(eventsIn(await driven.take({ do: 'time', advanceMs: 19_999 }))).toEqual([]);
    expect(eventsIn(await driven.take({ do: 'time', advanceMs: 1 }))).toMatchObject([
      { event: 'missed' },
      { event: 'ended', by: 'timer', reason: 'noAnswer' },
    ]);
  });

  test('is gathered within bounds, and counted', async () => {
    const driven = await open();
    for (let number = 0; number < 1_100; number += 1)
      await feed(driven, archived(100_000, fromJuliet(propose(`S${number}`))));
    const [stats] = await driven.take({ do: 'stats' });
    expect(stats).toMatchObject({ buffered: 1_024 });
    expect(eventsIn(await feed(driven, fin()))).toHaveLength(1_024);
    expect((await driven.take({ do: 'stats' }))[0]).toMatchObject({ buffered: 0 });
  });
});

describe('a message that was held back', () => {
  test.each([
    ['young', 1_000, { event: 'incoming', ageMs: 1_000 }],
    ['old', 60_000, { event: 'missed', at: stampOf(60_000) }],
    ['of the future', -3_600_000, { event: 'incoming', ageMs: 0 }],
  ])('is treated by its age: %s', async (_name, ageMs, expected) => {
    const told = await feed(await open(), fromJuliet(propose() + delay(ageMs)));
    expect(eventsIn(told)).toEqual([expect.objectContaining(expected)]);
  });

  test('does not ring where its retract came before it', async () => {
    const told = await feed(await open(), fromJuliet(jmi('retract')), fromJuliet(propose() + delay(1_000)));
    expect(eventsIn(told)).toMatchObject([{ event: 'missed' }]);
  });

  test('is told once, whatever comes after it', async () => {
    const driven = await open();
    await feed(driven, fromJuliet(propose() + delay(100_000)));
    expect(await feed(driven, fromJuliet(jmi('retract')), archived(100_000, fromJuliet(propose())), fin())).toEqual([]);
  });

  test('of a stranger is told and not answered', async () => {
    const driven = await open({ roster: [] });
    const told = await feed(driven, fromJuliet(propose() + delay(1_000)));
    expect(outline(told)).toEqual(['event incoming']);
    expect(stanzasIn(told)).toEqual([]);
  });
});
