/** docs/driver.md, "The world" and "The account": whose answer to an IQ counts, and whose word is our own account's. */
import { describe, expect, test } from 'vitest';
import type { DrivenInProcess, Line } from './driven.ts';
import { drivenInProcess, eventsIn, outline, stanzasIn } from './driven.ts';
import { JULIET, ROMEO, establish, eventNamed, openPair } from './pair.ts';
import { AUDIO, CALL, carbon, fromOwn, jingle, jmi, propose, stanza } from './words.ts';

const open = async (options: object = {}): Promise<DrivenInProcess> => {
  const driven = drivenInProcess();
  await driven.take({ do: 'open', account: ROMEO, omemo: false, roster: ['juliet@capulet.example'], ...options });
  return driven;
};

const ERROR = "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
const iqError = (id: string, from: string | undefined) =>
  stanza(`<iq type='error' id='${id}'${from === undefined ? '' : ` from='${from}'`}>${ERROR}</iq>`);
const idIn = (lines: readonly Line[]) => / id="([^"]+)"/.exec(stanzasIn(lines).join(''))![1]!;
const UNKNOWN = /<item-not-found [^>]*\/><unknown-session /;

describe('"An IQ of the core is answered with `stanza`"', () => {
  test('"`from` what its `to` was": nobody else answers it, and no other id', async () => {
    const driven = await open();
    await driven.take(CALL);
    const id = idIn(await driven.take(stanza(jmi('proceed'))));
    for (const from of [
      undefined,
      'juliet@capulet.example',
      'juliet@capulet.example/garden',
      ROMEO,
      'capulet.example',
    ]) {
      expect(eventsIn(await driven.take(iqError(id, from)))).toEqual([]);
    }
    expect(eventsIn(await driven.take(iqError(`${id}x`, JULIET)))).toEqual([]);
    expect((await driven.take({ do: 'stats' }))[0]).toMatchObject({ pending: 1 });
    expect(eventsIn(await driven.take(iqError(id, JULIET)))).toMatchObject([{ event: 'ended', reason: 'unreachable' }]);
    expect(eventsIn(await driven.take(iqError(id, JULIET)))).toEqual([]);
  });

  test.each([undefined, 'romeo@montague.example'])(
    '"one without `to` is for the own account", which may leave `from` out: %s',
    async (from) => {
      const driven = drivenInProcess();
      const opened = await driven.take({ do: 'open', account: ROMEO });
      const published = stanzasIn(opened).find((xml) => xml.includes('devicelist'))!;
      expect(published).not.toContain(' to=');
      const id = / id="([^"]+)"/.exec(published)![1]!;
      for (const other of [ROMEO, 'juliet@capulet.example', 'montague.example']) {
        expect(await driven.take(iqError(id, other))).toHaveLength(1);
      }
      // The list there is none of yet is published: the core has taken the answer.
      expect(stanzasIn(await driven.take(iqError(id, from))).join('')).toContain('<publish node=');
    },
  );
});

describe('"The core itself answers only IQ sets with a `jingle` child"', () => {
  const jingleInfo = "<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='S1'/>";

  test.each([
    [
      'another get',
      `<iq type='get' id='i' from='${JULIET}'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>`,
    ],
    ['another set', `<iq type='set' id='i' from='${JULIET}'><query xmlns='jabber:iq:roster'/></iq>`],
    ['a get with Jingle in it', `<iq type='get' id='i' from='${JULIET}'>${jingleInfo}</iq>`],
    ['a result with Jingle in it', `<iq type='result' id='i' from='${JULIET}'>${jingleInfo}</iq>`],
    ['an error', `<iq type='error' id='i' from='${JULIET}'>${jingleInfo}${ERROR}</iq>`],
    ['a set that nobody can answer', `<iq type='set' from='${JULIET}'>${jingleInfo}</iq>`],
    ['a presence', `<presence from='${JULIET}'/>`],
    ['a chat message', `<message from='${JULIET}' type='chat'><body>hello</body></message>`],
  ])('and leaves %s to the embedder', async (_what, xml) => {
    const driven = await open();
    expect(await driven.take(stanza(xml))).toEqual([{ done: 2 }]);
  });

  test('and answers each of those once, also the ones that come back to back', async () => {
    const driven = await open();
    const requests = ['session-info', 'session-terminate', 'content-add', 'session-explode'];
    const xml = requests.map((action) => jingle(action, AUDIO));
    const answers = stanzasIn(await driven.take({ do: 'stanzas', xml }));
    expect(answers).toEqual(requests.map((action) => expect.stringContaining(`id="q-${action}"`) as unknown));
    for (const answer of answers) expect(answer).toMatch(UNKNOWN);
  });
});

describe('"Nothing waits for their answers"', () => {
  test('a call is authenticated where publishing was never answered', async () => {
    const pair = await openPair();
    const heard = await establish(pair);
    expect(eventNamed(heard.romeo, 'authentication')).toMatchObject({ state: 'authenticated' });
    const lone = drivenInProcess();
    await lone.take({ do: 'open', account: ROMEO, roster: ['juliet@capulet.example'] });
    await lone.take(CALL);
    // No device is announced: nothing is needed of anybody, and the offer leaves at once.
    expect(outline(await lone.take(stanza(jmi('proceed'))))).toEqual([
      'media offer',
      'stanza session-initiate',
      'done',
    ]);
  });

  test('a bundle that the call needs is waited for, and no longer than its deadline', async () => {
    const driven = drivenInProcess();
    const opened = await driven.take({ do: 'open', account: ROMEO, roster: ['juliet@capulet.example'] });
    const { bundleMs } = opened.find(({ out }) => out === 'deadlines') as unknown as { readonly bundleMs: number };
    await driven.take(CALL);
    const device = "<device xmlns='http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification' id='222'/>";
    expect(outline(await driven.take(stanza(jmi('proceed', 'S1', device))))).toEqual(['stanza <iq', 'done']);
    expect(await driven.take({ do: 'time', advanceMs: bundleMs - 1 })).toHaveLength(1);
    const late = await driven.take({ do: 'time', advanceMs: 1 });
    expect(outline(late)).toEqual(['media offer', 'stanza session-initiate', 'done']);
    const answered = await driven.take(stanza(jingle('session-accept', AUDIO.replace('actpass', 'active'))));
    expect(eventNamed(answered, 'authentication')).toMatchObject({ because: 'noSession' });
  });
});

describe('"Its bare JID is the own account: what comes from there, or from no address, is the server\'s word"', () => {
  test.each([
    ['romeo@montague.example', 1],
    [null, 1],
    [ROMEO, 0],
    ['romeo@montague.example/tablet', 0],
    [JULIET, 0],
    ['montague.example', 0],
  ])('a carbon from %s counts: %i', async (from, count) => {
    const driven = await open();
    await driven.take(propose());
    expect(eventsIn(await driven.take(carbon('proceed', from)))).toHaveLength(count);
  });

  test('a message of a full JID of ours is the word of that resource', async () => {
    const driven = await open();
    await driven.take(propose());
    expect(eventsIn(await driven.take(fromOwn('tablet')('reject')))).toMatchObject([
      { event: 'ended', by: 'ownResource', reason: 'rejectedElsewhere' },
    ]);
  });

  test('an echo of ourselves is not', async () => {
    const driven = await open({ legacyOwnBare: true });
    await driven.take(propose());
    const [own] = stanzasIn(await driven.take({ do: 'accept', sid: 'S1' }));
    expect(eventsIn(await driven.take(stanza(own!.replace('<message ', `<message from="${ROMEO}" `))))).toEqual([]);
  });
});

describe('a session-initiate for a call that was proposed', () => {
  test('of another resource of the contact is answered as for an unknown session', async () => {
    const driven = await open();
    await driven.take(propose());
    await driven.take({ do: 'accept', sid: 'S1' });
    const other = await driven.take(stanza(jingle('session-initiate', AUDIO, 'S1', 'juliet@capulet.example/garden')));
    expect(outline(other)).toEqual(['stanza <iq', 'done']);
    expect(stanzasIn(other)[0]).toMatch(UNKNOWN);
    const hers = await driven.take(stanza(jingle('session-initiate', AUDIO)));
    expect(eventNamed(hers, 'accepted')).toMatchObject({ peer: JULIET });
  });
});
