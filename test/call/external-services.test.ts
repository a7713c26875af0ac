/** STUN and TURN servers of the own server: asked for beside the calls, handed to the engines that are opened. */
import { describe, expect, test } from 'vitest';
import { createSeededIds } from '../../src/adapters/seeded-random.ts';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import { CallManager } from '../../src/call/call-manager.ts';
import type { CallManagerOptions } from '../../src/call/options.ts';
import { createTestMedia } from '../support/engine.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { word } from '../support/stanzas.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { attribute } from '../../src/xml/read.ts';
import { serializeXml } from '../../src/xml/serialize.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const SERVER = 'montague.example';
const STUN = "<service type='stun' host='stun.montague.example' port='3478'/>";
const turn = (more = "username='u' password='p'") =>
  `<service type='turn' host='192.0.2.9' port='3478' transport='udp' ${more}/>`;
const until = (ms: number) => `username='u' password='p' expires='${new Date(NOW_MS + ms).toISOString()}'`;

function caller(options: Partial<CallManagerOptions> = {}) {
  const clock = createVirtualClock(NOW_MS);
  const sent: XmlElement[] = [];
  const media = createTestMedia(ROMEO);
  const manager = new CallManager({
    account: ROMEO.account,
    wire: { send: (stanza) => sent.push(stanza) },
    media,
    omemo: undefined,
    report: () => undefined,
    clock,
    ids: createSeededIds(1),
    externalServices: 'discover',
    ...options,
  });
  const asked = () => sent.filter((stanza) => serializeXml(stanza).includes('urn:xmpp:extdisco:2'));
  return {
    manager,
    clock,
    asked,
    /** The server answers the last question, or somebody else does. */
    answer: (inside: string, name = 'services', from = SERVER) => {
      const id = attribute(asked().at(-1)!, 'id');
      const payload = `<${name} xmlns='urn:xmpp:extdisco:2'>${inside}</${name}>`;
      manager.receive(`<iq type='result' id='${id}' from='${from}' to='${ROMEO.account}'>${payload}</iq>`);
    },
    /** A call as far as an engine is opened for it; what it was handed. */
    network: async () => {
      const key = manager.placeCall({ to: JULIET.contact, media: ['audio'] });
      manager.receive(word(JULIET.account, ROMEO.account, 'proceed', key.sessionId));
      await manager.settled();
      manager.hangUp(key);
      return media.engines.at(-1)?.network;
    },
  };
}

describe('external services', () => {
  test('are asked for at the start, of our own server, and handed to engines', async () => {
    const { manager, asked, answer, network } = caller();
    manager.start();
    expect(asked().map((stanza) => [attribute(stanza, 'type'), attribute(stanza, 'to')])).toEqual([['get', SERVER]]);
    answer(STUN + turn());
    expect(await network()).toEqual({
      addresses: 'all',
      servers: [
        { urls: 'stun:stun.montague.example:3478' },
        { urls: 'turn:192.0.2.9:3478?transport=udp', username: 'u', credential: 'p' },
      ],
    });
  });

  test('delay no call, and are no request of one', async () => {
    const { manager, network } = caller();
    manager.start();
    expect(manager.stats().pending).toBe(0);
    expect(await network()).toEqual({ addresses: 'all', servers: [] });
  });

  test('are not asked for unless they are wanted', async () => {
    const { manager, asked, network } = caller({ externalServices: 'none' });
    manager.start();
    await network();
    expect(asked()).toEqual([]);
  });

  test('count only from our own server', async () => {
    const { manager, answer, network } = caller();
    manager.start();
    answer(STUN, 'services', JULIET.account);
    expect(await network()).toMatchObject({ servers: [] });
  });

  test('are not handed on once a password has run out, and asked for anew before that [XEP-0215 #all]', async () => {
    const { manager, clock, asked, answer, network } = caller();
    manager.start();
    answer(STUN + turn(until(600_000)));
    await network();
    expect(asked()).toHaveLength(1);
    await clock.advance(550_000);
    expect((await network())?.servers).toHaveLength(2);
    expect(asked()).toHaveLength(2);
    await clock.advance(50_000);
    expect((await network())?.servers).toHaveLength(1);
    answer(turn(until(1_200_000)));
    expect((await network())?.servers).toHaveLength(1);
  });

  test('that take a password nobody has named are asked about, and left out until then', async () => {
    const { manager, asked, answer, network } = caller();
    manager.start();
    answer(STUN + turn("restricted='1'"));
    expect(
      asked()
        .map((stanza) => serializeXml(stanza))
        .at(-1),
    ).toContain('<credentials xmlns="urn:xmpp:extdisco:2">');
    expect((await network())?.servers).toHaveLength(1);
    answer(turn(), 'credentials');
    expect((await network())?.servers).toContainEqual({
      urls: 'turn:192.0.2.9:3478?transport=udp',
      username: 'u',
      credential: 'p',
    });
  });

  test('are asked for again with the next call, and not before, where the server did not say', async () => {
    const { manager, clock, asked, network } = caller();
    manager.start();
    await network();
    expect(asked()).toHaveLength(1);
    await clock.advance(60_000);
    expect(asked()).toHaveLength(1);
    await network();
    expect(asked()).toHaveLength(2);
  });

  test('are handed on in a bounded number', async () => {
    const { manager, answer, network } = caller();
    manager.start();
    answer(STUN.repeat(40));
    expect((await network())?.servers).toHaveLength(16);
  });
});

describe('relays only', () => {
  test('is told to engines', async () => {
    expect(await caller({ addresses: 'relayed' }).network()).toEqual({ addresses: 'relayed', servers: [] });
  });
});
