/** docs/driver.md, "Calls": one resource calls another, without a proposal. */
import { describe, expect, test } from 'vitest';
import { drivenInProcess, eventsIn, outline, stanzasIn } from './driven.ts';
import type { Driven, Line } from './driven.ts';
import { eventNamed, JULIET, openPair, ROMEO } from './pair.ts';

const CALL = { do: 'call', to: JULIET, media: ['audio'], sid: 'S1' };
const NO_IQ_ANSWERS = (line: string) => line !== 'stanza <iq';

const description =
  "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'>" +
  "<payload-type id='111' name='opus' clockrate='48000' channels='2'/></description>";
const transport =
  "<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='Yy0b' pwd='CA3JmaSYJPYeKu0Xcx9d9f'>" +
  "<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' hash='sha-256' setup='actpass'>" +
  `${Array.from({ length: 32 }, () => 'AB').join(':')}</fingerprint></transport>`;

/** A session-initiate of juliet's. */
function initiate(sid: string, id = 'q1'): object {
  const content = `<content creator='initiator' name='audio'>${description}${transport}</content>`;
  const jingle = `<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='${sid}'>${content}</jingle>`;
  return { do: 'stanza', xml: `<iq type='set' id='${id}' from='${JULIET}' to='${ROMEO}'>${jingle}</iq>` };
}

async function romeo(options: object = {}): Promise<Driven> {
  const driven = drivenInProcess();
  await driven.take({ do: 'open', account: ROMEO, roster: ['juliet@capulet.example'], omemo: false, ...options });
  return driven;
}

/** The answer to a request of romeo's, as juliet gives it. */
function errorTo(lines: readonly Line[], jingleCondition: string): object {
  const id = /id="([^"]+)"/.exec(stanzasIn(lines).find((xml) => xml.includes('session-initiate')) ?? '')?.[1];
  const jingle = `<${jingleCondition} xmlns='urn:xmpp:jingle:errors:1'/>`;
  const error = `<error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>${jingle}</error>`;
  return { do: 'stanza', xml: `<iq type='error' id='${id}' from='${JULIET}' to='${ROMEO}'>${error}</iq>` };
}

describe('a direct call between two drivers', () => {
  test('rings, is accepted, and is plain', async () => {
    const pair = await openPair();
    const called = await pair.romeo(CALL);
    expect(outline(called.romeo).filter(NO_IQ_ANSWERS)).toEqual([
      'media offer',
      'stanza session-initiate',
      'event ringing',
    ]);
    expect(outline(called.juliet).filter(NO_IQ_ANSWERS)).toEqual(['event incoming', 'stanza session-info']);
    expect(eventNamed(called.juliet, 'incoming')).toEqual({
      out: 'event',
      sid: 'S1',
      peer: ROMEO,
      event: 'incoming',
      media: ['audio'],
      direct: true,
    });
    expect(eventNamed(called.romeo, 'ringing')).toMatchObject({ peer: JULIET, by: JULIET });

    const answered = await pair.juliet({ do: 'accept', sid: 'S1' });
    expect(outline(answered.juliet).filter(NO_IQ_ANSWERS)).toEqual([
      'media setRemote',
      'media answer',
      'stanza session-accept',
      'event accepted',
      'event authentication',
      'media start',
    ]);
    for (const lines of [answered.romeo, answered.juliet]) {
      expect(eventNamed(lines, 'authentication')).toMatchObject({ state: 'unauthenticated', because: 'notAnnounced' });
    }
  });

  test('is no word of `incoming` where it was proposed', async () => {
    const pair = await openPair();
    const called = await pair.romeo({ ...CALL, to: 'juliet@capulet.example' });
    expect(eventNamed(called.juliet, 'incoming')).not.toHaveProperty('direct');
  });
});

describe('the option direct', () => {
  const outcome = async (options: object): Promise<readonly string[]> =>
    outline(await (await romeo(options)).take(initiate('J1')));

  test.each([
    ['for a contact, by itself', {}, ['stanza <iq', 'event incoming', 'stanza session-info', 'done']],
    ['refuse', { direct: 'refuse' }, ['stanza <iq', 'done']],
    ['for a stranger', { roster: [] }, ['stanza <iq', 'done']],
    [
      'for a stranger where strangers ring',
      { roster: [], strangers: 'ring' },
      ['stanza <iq', 'event incoming', 'stanza session-info', 'done'],
    ],
    ['refuse, where strangers ring', { strangers: 'ring', direct: 'refuse' }, ['stanza <iq', 'done']],
  ])('%s', async (_what, options, lines) => {
    expect(await outcome(options)).toEqual(lines);
  });

  test('answers as it answers what it has never heard of, to the byte', async () => {
    const unknown = {
      ...initiate('J1'),
      xml: (initiate('J1') as { xml: string }).xml.replace('session-initiate', 'session-accept'),
    };
    const driven = await romeo();
    const answers = [
      stanzasIn(await driven.take(unknown)),
      stanzasIn(await (await romeo({ roster: [] })).take(initiate('J1'))),
    ];
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.join('')).toContain('unknown-session');
  });

  test('is a word, and no other', async () => {
    const driven = drivenInProcess();
    expect(await driven.take({ do: 'open', account: ROMEO, direct: 'maybe' })).toMatchObject([{ out: 'error' }, {}]);
  });

  test('goes with a snapshot, and so does the offer that rings', async () => {
    const driven = await romeo();
    await driven.take(initiate('J1'));
    const [{ json } = {}] = (await driven.take({ do: 'snapshot' })) as readonly { json?: string }[];
    const other = drivenInProcess();
    await other.take({ do: 'restore', json });
    const accepted = await other.take({ do: 'accept', sid: 'J1' });
    expect(eventNamed(accepted, 'authentication')).toMatchObject({ because: 'disabled' });
  });
});

describe('two direct calls that cross', () => {
  test('ours goes on where its id is lower, and theirs is told so', async () => {
    const driven = await romeo();
    await driven.take(CALL);
    const lines = await driven.take(initiate('S2'));
    expect(eventsIn(lines)).toEqual([]);
    expect(stanzasIn(lines).join('')).toMatch(/<conflict [^>]*\/><tie-break /);
  });

  test.each([
    ['before theirs is here', true],
    ['not at all', false],
  ])('theirs goes on, without asking, where its id is lower; ours is refused %s', async (_when, isTold) => {
    const driven = await romeo();
    const called = await driven.take(CALL);
    if (isTold) expect(eventsIn(await driven.take(errorTo(called, 'tie-break')))).toEqual([]);
    const lines = await driven.take(initiate('S0'));
    expect(eventsIn(lines).map(({ sid, event }) => `${sid} ${event}`)).toEqual([
      'S1 ended',
      'S0 accepted',
      'S0 authentication',
    ]);
    expect(eventNamed(lines, 'ended')).toMatchObject({ by: 'core', reason: 'expired', replacedBy: 'S0' });
    expect(stanzasIn(lines).filter((xml) => xml.includes('session-terminate'))).toHaveLength(isTold ? 0 : 1);
  });

  test('theirs rings where it asks for more', async () => {
    const driven = await romeo();
    await driven.take({ ...CALL, media: ['video'] });
    const lines = await driven.take(initiate('S0'));
    expect(eventsIn(lines).map(({ sid, event }) => `${sid} ${event}`)).toEqual(['S1 ended', 'S0 incoming']);
  });

  test('under one id, ours goes on where our JID is lower', async () => {
    const driven = await romeo({ account: 'abram@montague.example/street' });
    await driven.take(CALL);
    const lines = await driven.take(initiate('S1'));
    expect(outline(lines)).toEqual(['stanza <iq', 'done']);
    expect(stanzasIn(lines)[0]).toContain('tie-break');
  });

  test('under one id, theirs goes on where their JID is, whatever becomes of our offer', async () => {
    const driven = await romeo();
    const called = await driven.take(CALL);
    const lines = await driven.take(initiate('S1'));
    expect(eventsIn(lines).map(({ event }) => event)).toEqual(['ended', 'accepted', 'authentication']);
    // It would end theirs, which has the id of ours.
    expect(stanzasIn(lines).join('')).not.toContain('session-terminate');
    expect(eventsIn(await driven.take(errorTo(called, 'tie-break')))).toEqual([]);
  });
});
