/** docs/driver.md, "Crossing calls and migration". */
import { describe, expect, test } from 'vitest';
import { drivenInProcess, eventsIn, outline, stanzasIn } from './driven.ts';
import { JULIET, ROMEO, establish, eventNamed, openPair } from './pair.ts';

const propose = (sid: string, media: readonly string[] = ['audio'], from = JULIET) =>
  `<message from='${from}' type='chat'><propose xmlns='urn:xmpp:jingle-message:0' id='${sid}'>` +
  media.map((each) => `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='${each}'/>`).join('') +
  `</propose></message>`;
const CALL = { do: 'call', to: 'juliet@capulet.example', media: ['audio'], sid: 'S5' };

const calling = async () => {
  const driven = drivenInProcess();
  await driven.take({ do: 'open', account: ROMEO, omemo: false, roster: ['juliet@capulet.example'] });
  await driven.take(CALL);
  return driven;
};

describe('crossing calls', () => {
  test('the lower id wins: theirs goes on with our consent, and ours names it', async () => {
    const driven = await calling();
    const crossed = await driven.take({ do: 'stanza', xml: propose('S1') });
    expect(eventNamed(crossed, 'ended')).toMatchObject({ sid: 'S5', by: 'core', reason: 'expired', replacedBy: 'S1' });
    expect(outline(crossed)).toContain('stanza proceed');
    expect(eventNamed(crossed, 'incoming')).toBeUndefined();
  });

  test('a winner that wants more is asked about', async () => {
    const driven = await calling();
    const crossed = await driven.take({ do: 'stanza', xml: propose('S1', ['audio', 'video']) });
    expect(eventNamed(crossed, 'incoming')).toMatchObject({ sid: 'S1', media: ['audio', 'video'] });
    expect(outline(crossed)).not.toContain('stanza proceed');
  });

  test('ours wins with the lower id, and theirs is told so', async () => {
    const driven = await calling();
    const crossed = await driven.take({ do: 'stanza', xml: propose('S9') });
    expect(eventsIn(crossed)).toEqual([]);
    expect(stanzasIn(crossed).join('')).toMatch(/<reject [^>]*id="S9">.*<expired\/>.*<tie-break\/>/);
  });

  test('a reject with tie-break waits for theirs, without an event, until the discovery deadline', async () => {
    const driven = await calling();
    const reject =
      `<message from='${JULIET}' type='chat'><reject xmlns='urn:xmpp:jingle-message:0' id='S5'>` +
      `<reason xmlns='urn:xmpp:jingle:1'><expired/></reason><tie-break/></reject></message>`;
    expect(await driven.take({ do: 'stanza', xml: reject })).toEqual([{ done: 3 }]);
    const { 0: stats } = await driven.take({ do: 'stats' });
    expect(stats).toMatchObject({ calls: 1, timers: 1 });
    const late = await driven.take({ do: 'time', advanceMs: 30_000 });
    expect(eventNamed(late, 'ended')).toMatchObject({ by: 'timer', reason: 'noAnswer' });
  });
});

describe('migration', () => {
  const offered = async () => {
    const pair = await openPair({ romeo: { omemo: false }, juliet: { omemo: false } });
    await establish(pair);
    const { romeo } = await pair.romeo({ do: 'stanza', xml: propose('S2', ['audio', 'video']) });
    return { pair, romeo };
  };

  test('is offered and not answered by itself', async () => {
    const { romeo } = await offered();
    expect(outline(romeo)).toEqual(['event migrationOffered', 'stanza ringing']);
    expect(eventsIn(romeo)).toEqual([
      {
        out: 'event',
        sid: 'S1',
        peer: JULIET,
        event: 'migrationOffered',
        newSid: 'S2',
        media: ['audio', 'video'],
        from: JULIET,
      },
    ]);
  });

  test('goes on in the new call on consent', async () => {
    const { pair } = await offered();
    const { romeo } = await pair.romeo({ do: 'migrate', sid: 'S2' });
    expect(eventNamed(romeo, 'ended')).toMatchObject({ sid: 'S1', by: 'local', migratedTo: 'S2' });
    expect(outline(romeo)).toContain('stanza proceed');
  });

  test('is declined with the new id; the running call goes on', async () => {
    const { pair } = await offered();
    const { romeo } = await pair.romeo({ do: 'reject', sid: 'S2' });
    expect(eventNamed(romeo, 'ended')).toMatchObject({ sid: 'S2', by: 'local', reason: 'decline' });
    expect((await pair.romeo({ do: 'stats' })).romeo[0]).toMatchObject({ calls: 1 });
  });

  test.each([
    ['a retract', { do: 'stanza', xml: retract('S2') }, { sid: 'S2', by: 'peer', reason: 'cancel' }],
    ['the ring deadline', { do: 'time', advanceMs: 60_000 }, { sid: 'S2', by: 'timer', reason: 'noAnswer' }],
  ])('ends with %s', async (_name, command, expected) => {
    const { pair } = await offered();
    const { romeo } = await pair.romeo(command);
    expect(eventsIn(romeo).find(({ sid }) => sid === 'S2')).toMatchObject({ event: 'ended', ...expected });
    expect(eventsIn(romeo).some(({ event }) => event === 'missed')).toBe(false);
  });

  test('is not consented to with a call that is no offer', async () => {
    const { pair } = await offered();
    expect((await pair.romeo({ do: 'migrate', sid: 'S1' })).romeo).toMatchObject([
      { out: 'error', kind: 'notOffered' },
    ]);
  });
});

function retract(sid: string): string {
  return `<message from='${JULIET}' type='chat'><retract xmlns='urn:xmpp:jingle-message:0' id='${sid}'/></message>`;
}
