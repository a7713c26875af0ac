/** What is done around calls when a stream begins, over a stream of the test's own: what servers answer, and do not. */
import { beforeEach, describe, expect, test } from 'vitest';
import { connectCalls } from '../../src/adapters/client/connect-calls.ts';
import type { CallConnection, ConnectCallsOptions, ConnectionFault } from '../../src/adapters/client/connect-calls.ts';
import type { ClientStream, StreamListener } from '../../src/adapters/client/client-stream.ts';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import type { VirtualClock } from '../../src/adapters/virtual-clock.ts';
import { CallManager } from '../../src/call/call-manager.ts';
import type { CallReport } from '../../src/call/reports.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { createTestMedia } from '../support/engine.ts';
import { wordFor } from '../support/pair.ts';
import { JULIET, ROMEO, TYBALT } from '../support/parties.ts';
import { propose } from '../support/stanzas.ts';

const NOW = Date.UTC(2026, 0, 1);
const ACCOUNT = JULIET.contact;

let clock: VirtualClock;
let sent: string[];
let faults: ConnectionFault[];
let reports: CallReport[];
let listener: StreamListener;
let made: CallConnection;

beforeEach(() => {
  clock = createVirtualClock(NOW);
  [sent, faults, reports] = [[], [], []];
});

function connect(options: Partial<ConnectCallsOptions> = {}, stream: Partial<ClientStream> = {}): CallConnection {
  made = connectCalls(
    {
      send: (stanza) => void sent.push(serializeXml(stanza, 'jabber:client')),
      listen: (listening) => {
        listener = listening;
        return () => {};
      },
      ...stream,
    },
    {
      clock,
      createManager: ({ wire, account }) =>
        new CallManager({
          ...{ wire, account, clock, media: createTestMedia(JULIET), omemo: undefined },
          ...{ report: (report) => void reports.push(report), sharesPresenceWith: () => true },
        }),
      report: (fault) => void faults.push(fault),
      ...options,
    },
  );
  return made;
}

function receive(xml: string): boolean {
  const parsed = parseXml(xml, { defaultNamespace: 'jabber:client' });
  if (!parsed.ok) throw new Error(xml);
  return listener.stanza(parsed.value);
}

/** Everything that waits for nothing but promises, and for the hash of what we can do. */
async function settle(): Promise<void> {
  await made.caps();
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
}

const up = async (how: 'fresh' | 'resumed' = 'fresh') => {
  listener.up(JULIET.account, how);
  await settle();
};

const idOf = (xml: string) => /id=['"]([^'"]+)['"]/.exec(xml)?.[1] ?? '';
const last = () => sent.at(-1) ?? '';
const answer = async (inside = '', from = ` from='${ACCOUNT}'`, type = 'result') => {
  receive(`<iq type='${type}' id='${idOf(last())}'${from} to='${JULIET.account}'>${inside}</iq>`);
  await settle();
};
const fin = (attributes: string, id: string) => {
  const page = `<set xmlns='http://jabber.org/protocol/rsm'><last>${id}</last></set>`;
  return `<fin xmlns='urn:xmpp:mam:2' ${attributes}>${page}</fin>`;
};

describe('a fresh stream', () => {
  test('begins with carbons, presence and the archive of a week, page by page', async () => {
    const connection = connect({ presence: 'send' });
    await up();
    expect(last()).toContain("<enable xmlns='urn:xmpp:carbons:2'/>".replaceAll("'", '"'));
    await answer();
    expect(sent.at(-2)).toMatch(/^<presence><c .*ver="[A-Za-z0-9+/]{27}="/);
    expect(last()).toContain('2025-12-25T00:00:00.000Z');
    await answer(fin('', 'm100'));
    expect(last()).toContain('<after>m100</after>');
    const count = sent.length;
    await answer(fin("complete='true'", 'm101'));
    await connection.settled();
    expect(sent).toHaveLength(count);
    expect(faults).toEqual([]);
  });

  test.each([
    ['refused', async () => answer('', undefined, 'error')],
    ['timedOut', async () => clock.advance(30_000, settle)],
  ])('goes on where the server says no, or nothing: %s', async (because, happens) => {
    connect();
    await up();
    await happens();
    await happens();
    expect(faults).toEqual([
      { kind: 'noCarbons', because },
      { kind: 'noArchive', because },
    ]);
  });

  test.each([
    ['an answer of nobody we know', "from='tybalt@capulet.example'"],
    ['one of our own other resource', `from='${ACCOUNT}/chamber'`],
  ])('is not fooled by %s [RFC 6120 #8.1.2.1]', async (_who, from) => {
    connect();
    await up();
    const count = sent.length;
    await answer('', ` ${from}`);
    expect(sent).toHaveLength(count);
  });

  test.each([
    ['says that there is more, and not where', '<fin xmlns="urn:xmpp:mam:2"/>'],
    ['is no answer', '<fine xmlns="urn:xmpp:mam:2"/>'],
    ['holds nothing', ''],
  ])('does not ask an archive for ever that %s', async (_what, inside) => {
    connect({ carbons: 'application' });
    await up();
    await answer(inside);
    expect(faults).toEqual([{ kind: 'noArchive', because: 'malformed' }]);
  });

  test('stops at an archive without end', async () => {
    connect({ carbons: 'application' });
    await up();
    for (let page = 1; page <= 200; page += 1) await answer(fin('', `m${page}`));
    expect(faults).toEqual([{ kind: 'noArchive', because: 'endless' }]);
    expect(sent).toHaveLength(200);
  });

  test('after a lost one reads the archive from where that was lost, and calls are over', async () => {
    const connection = connect({ carbons: 'application' });
    await up();
    await answer(fin("complete='true'", 'm1'));
    receive(propose(ROMEO.account, ACCOUNT, 's1'));
    await clock.advance(60_000);
    listener.down();
    await clock.advance(3_600_000);
    await up();
    expect(last()).toContain('2025-12-31T23:56:00.000Z');
    expect(connection.manager?.stats().calls).toBe(0);
  });

  test('that is lost at once leaves nothing behind, and the next one reads all that it did not', async () => {
    connect();
    await up();
    await answer();
    const asked = last();
    listener.down();
    await up();
    await answer();
    expect(/<value>(2025[^<]+)/.exec(last())?.[1]).toBe(/<value>(2025[^<]+)/.exec(asked)?.[1]);
    expect(faults).toEqual([]);
  });
});

test('a resumed stream changes nothing and asks for nothing', async () => {
  const connection = connect();
  await up();
  await answer();
  await answer(fin("complete='true'", 'm1'));
  receive(propose(ROMEO.account, ACCOUNT, 's1'));
  const count = sent.length;
  listener.down();
  await up('resumed');
  expect(sent).toHaveLength(count);
  expect(connection.manager?.stats().calls).toBe(1);
  expect(reports.map(wordFor)).toEqual(['incoming']);
});

describe('what others ask', () => {
  const query = (node = '') => {
    const question = `<query xmlns='http://jabber.org/protocol/disco#info'${node}/>`;
    return receive(`<iq type='get' id='q1' from='${ROMEO.account}' to='${JULIET.account}'>${question}</iq>`);
  };

  test('is answered once, under our node, and not under another', async () => {
    const connection = connect({ features: ['urn:xmpp:ping'], carbons: 'application', archiveMs: 0 });
    await up();
    expect(query()).toBe(true);
    expect(last()).toContain('var="urn:xmpp:ping"');
    const caps = await connection.caps();
    const node = `${caps?.attributes.get('node')}#${caps?.attributes.get('ver')}`;
    expect(query(` node='${node}'`)).toBe(true);
    expect(last()).toContain(node);
    expect(query(" node='of-somebody-else'")).toBe(true);
    expect(last()).toContain('item-not-found');
  });

  test('is left to a library that answers itself', async () => {
    const added: string[] = [];
    const disco = { add: (features: readonly string[]) => void added.push(...features), sendPresence: () => {} };
    connect({ carbons: 'application', archiveMs: 0 }, { disco });
    await up();
    expect(query()).toBe(false);
    expect(added).toContain('urn:xmpp:jingle:1');
  });

  test('about something else is nobody’s here', async () => {
    connect({ carbons: 'application', archiveMs: 0 });
    await up();
    expect(receive(`<iq type='get' id='q1' from='${TYBALT.account}'><query xmlns='jabber:iq:version'/></iq>`)).toBe(
      false,
    );
    expect(receive(`<message from='${TYBALT.account}'><body>hello</body></message>`)).toBe(false);
  });
});

test('before a stream is up, nothing is taken', () => {
  connect();
  expect(receive(propose(ROMEO.account, ACCOUNT, 's1'))).toBe(false);
});
