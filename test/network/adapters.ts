/**
 * The adapters for client libraries: one suite over all of them, on any server. Each server has a file that runs it
 * (adapters-*.network.ts), so that they run side by side.
 */
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import { writePubsubPublish } from '../../src/stanzas/pubsub.ts';
import { writeIq } from '../../src/stanzas/stanza.ts';
import { element } from '../../src/xml/element.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import {
  NODE_OMEMO_DEVICE_LIST,
  NS_DISCO_INFO,
  NS_EXTERNAL_SERVICES,
  NS_JINGLE,
  NS_OMEMO,
} from '../../src/xml/namespaces.ts';
import { attribute, childElements } from '../../src/xml/read.ts';
import { writeDeviceListRequest } from '../../src/call/pep.ts';
import type { Jid } from '../../src/jid.ts';
import type { StanzaId } from '../../src/stanzas/identifiers.ts';
import { engineOf, keyWith } from '../support/pair.ts';
import { LIBRARIES, strophe } from './libraries.ts';
import type { Library } from './libraries.ts';
import { join, toldTo, until } from './party.ts';
import type { NetworkParty, NetworkPartyOptions } from './party.ts';
import { TURN } from './server.ts';
import type { ServerOptions, XmppServer } from './server.ts';

const NO_DEVICES = element(NS_OMEMO, 'list');

let server: XmppServer;
let parties: NetworkParty[] = [];

/** Declares the suite. Once a file. */
export function testAdapters(startServer: (options: ServerOptions) => Promise<XmppServer>): void {
  beforeAll(async () => {
    server = await startServer({
      accounts: ['romeo', 'juliet', 'benvolio', 'rosaline', 'mercutio'],
      strangers: ['paris'],
      certificates: inject('certificates'),
    });
  });
  afterEach(async () => {
    for (const party of parties) await party.leave();
    parties = [];
  });
  afterAll(() => server.close());
  describe.each(LIBRARIES)('on $name', (library) => {
    testCalls(library);
    testStream(library);
  });
  test('a call that rings while the server restarts is over for all, and missed once on each device', restartInRinging);
  test('STUN and TURN of the server are handed to media, with what TURN wants to know', externalServices);
  test('who is no contact can call, also where only contacts could read the keys before', callByStranger);
}

let resources = 0;

async function as(library: Library, name: string, options?: NetworkPartyOptions): Promise<NetworkParty> {
  resources += 1;
  const party = await join(library, server, [name, `r${resources}`], options);
  parties.push(party);
  return party;
}

const isEnd = (word: string) => word.startsWith('ended');

/** From the call to media that runs at both ends. */
async function call(caller: NetworkParty, callee: NetworkParty): Promise<SessionId> {
  const { sessionId } = caller.manager.placeCall({ to: callee.contact, media: ['audio'] });
  await until('it rings', () => toldTo(callee).includes('incoming'));
  callee.manager.accept(keyWith(caller, sessionId));
  await until('both are authenticated', () =>
    [caller, callee].every((each) => toldTo(each).includes('authenticated (blind)')),
  );
  engineOf(caller).connected(callee.dtlsFingerprint);
  engineOf(callee).connected(caller.dtlsFingerprint);
  await until('media runs', () => [caller, callee].every((each) => toldTo(each).includes('connected')));
  return sessionId;
}

/** Asks over a party's stream, and gives what came of it: every answer there was a second later. */
async function ask(asker: NetworkParty, to: Jid, type: 'get' | 'set', payload: XmlElement) {
  const id = `asked-${resources}-${asker.received.length}` as StanzaId;
  asker.client.stream.send(writeIq({ kind: 'iq', type, id, from: undefined, to, children: [payload] }));
  const answers = () => asker.received.filter((stanza) => attribute(stanza, 'id') === id);
  await until('it is answered', () => answers().length > 0);
  // Whoever answers twice does so at once.
  await new Promise((resolve) => void setTimeout(resolve, 300));
  return answers();
}

function testCalls(library: Library): void {
  test('calls, verified at both ends, and hangs up', async () => {
    const romeo = await as(library, 'romeo');
    const juliet = await as(strophe, 'juliet');
    const sessionId = await call(romeo, juliet);
    romeo.manager.hangUp(keyWith(juliet, sessionId));
    await until('it is over', () => toldTo(juliet).some(isEnd));
    expect(toldTo(juliet).at(-1)).toBe('ended by peer: success');
    expect([...romeo.faults, ...juliet.faults]).toEqual([]);
  });

  test('is called, verified at both ends, while another own device stops ringing', async () => {
    const romeo = await as(strophe, 'romeo');
    const juliet = await as(library, 'juliet');
    const tablet = await as(library, 'juliet');
    await call(romeo, juliet);
    await until('the other one stops', () => toldTo(tablet).some(isEnd));
    expect(toldTo(tablet).at(-1)).toBe('ended by ownResource: answeredElsewhere');
  });

  test('says what it can do, under the hash that is in its presence', async () => {
    const romeo = await as(strophe, 'romeo');
    const juliet = await as(library, 'juliet');
    const [answer, ...more] = await ask(romeo, juliet.account, 'get', element(NS_DISCO_INFO, 'query'));
    expect(more).toEqual([]);
    const [query] = childElements(answer!);
    const features = childElements(query!).flatMap((child) => attribute(child, 'var') ?? []);
    // What Conversations and Dino look for before they offer a call.
    expect(features).toEqual(
      expect.arrayContaining([
        ...['urn:xmpp:jingle:1', 'urn:xmpp:jingle:apps:rtp:1', 'urn:xmpp:jingle:apps:dtls:0'],
        ...['urn:xmpp:jingle:apps:rtp:audio', 'urn:xmpp:jingle:apps:rtp:video', 'urn:xmpp:jingle-message:0'],
        ...['urn:xmpp:jingle:transports:ice-udp:1', 'eu.siacs.conversations.axolotl.devicelist+notify'],
      ]),
    );
    const caps = await juliet.connection.caps();
    if (caps === undefined) return;
    const node = `${attribute(caps, 'node')}#${attribute(caps, 'ver')}`;
    const [again] = await ask(romeo, juliet.account, 'get', element(NS_DISCO_INFO, 'query', { node }));
    expect(childElements(childElements(again!)[0]!)).toEqual(childElements(query!));
  });

  test('answers a request of a call that there is not once', async () => {
    const romeo = await as(strophe, 'romeo');
    const juliet = await as(library, 'juliet');
    const terminate = element(NS_JINGLE, 'jingle', { action: 'session-terminate', sid: 'nothing' });
    const answers = await ask(romeo, juliet.account, 'set', terminate);
    expect(answers.map((answer) => attribute(answer, 'type'))).toEqual(['error']);
    expect(JSON.stringify(answers, (_, value) => (value instanceof Map ? [...value] : value))).toContain(
      'unknown-session',
    );
  });
}

function testStream(library: Library): void {
  test('goes on in a call whose stream was lost and resumed, with what was said meanwhile', async () => {
    const romeo = await as(strophe, 'romeo');
    const juliet = await as(library, 'juliet');
    const sessionId = await call(romeo, juliet);
    juliet.client.breakOff();
    await until('the stream is lost', () => juliet.streamed.includes('down'));
    romeo.manager.mute(keyWith(juliet, sessionId), { contentName: 'audio', muted: true });
    juliet.manager.mute(keyWith(romeo, sessionId), { contentName: 'audio', muted: true });
    await until('it is resumed', () => juliet.streamed.includes('resumed'));
    await until('both have heard it', () => [romeo, juliet].every((each) => toldTo(each).includes('peerInfo')));
    expect(toldTo(juliet).some(isEnd)).toBe(false);
  });

  test('ends its calls where another stream took the place of the lost one, and can be called again', async () => {
    const romeo = await as(strophe, 'romeo');
    const juliet = await as(library, 'juliet');
    await call(romeo, juliet);
    await server.restart();
    await until('both are back', () => [romeo, juliet].every((each) => each.streamed.at(-1) === 'fresh'));
    await until('the calls are over', () => [romeo, juliet].every((each) => toldTo(each).some(isEnd)));
    expect(toldTo(juliet).at(-1)).toBe('ended by connection: gone');
    const { sessionId } = romeo.manager.placeCall({ to: juliet.contact, media: ['audio'] });
    await until('it rings again', () => toldTo(juliet).filter((word) => word === 'incoming').length === 2);
    romeo.manager.hangUp(keyWith(juliet, sessionId));
  });

  test('hears of a call that it missed', async () => {
    const romeo = await as(strophe, 'romeo');
    const { sessionId } = romeo.manager.placeCall({ to: `juliet@localhost` as never, media: ['audio'] });
    await new Promise((resolve) => void setTimeout(resolve, 200));
    romeo.manager.hangUp({ peer: 'juliet@localhost' as never, sessionId });
    const juliet = await as(library, 'juliet', { connect: { archiveMs: 60_000 } });
    await until('it is told', () => toldTo(juliet).includes('missed'));
    // A server may keep it twice: in the archive, and until somebody comes.
    await new Promise((resolve) => void setTimeout(resolve, 100));
    const ofThisCall = juliet.reports.filter((report) => report.sessionId === sessionId);
    expect(ofThisCall.filter(({ kind }) => kind === 'missed')).toHaveLength(1);
  });
}

/** Accounts of its own: what is in the archive is about this call. */
async function restartInRinging(): Promise<void> {
  const romeo = await as(strophe, 'benvolio');
  const devices: NetworkParty[] = [];
  for (const library of LIBRARIES) devices.push(await as(library, 'rosaline', { connect: { archiveMs: 60_000 } }));
  romeo.manager.placeCall({ to: devices[0]!.contact, media: ['audio'] });
  await until('it rings everywhere', () => devices.every((each) => toldTo(each).includes('incoming')));
  await server.restart();
  const all = [romeo, ...devices];
  await until('all are back', () => all.every((each) => each.streamed.at(-1) === 'fresh'));
  for (const each of all) await each.connection.settled();
  await new Promise((resolve) => void setTimeout(resolve, 100));
  expect(toldTo(romeo).at(-1)).toBe('ended by connection: gone');
  for (const each of devices) {
    expect([each.account, ...toldTo(each)]).toEqual([
      each.account,
      ...['incoming', 'missed', 'ended by connection: gone'],
    ]);
  }
}

async function externalServices(): Promise<void> {
  const romeo = await as(strophe, 'romeo', { externalServices: 'discover' });
  const juliet = await as(strophe, 'juliet');
  const isAnswer = (stanza: XmlElement) =>
    childElements(stanza).some((child) => child.namespace === NS_EXTERNAL_SERVICES);
  await until('the services are told', () => romeo.received.some(isAnswer));
  await call(romeo, juliet);
  const at = `${TURN.host}:${TURN.port}`;
  const credentials = { username: expect.stringMatching(/./), credential: expect.stringMatching(/./) };
  expect(engineOf(romeo).network.servers).toEqual(
    expect.arrayContaining([{ urls: `stun:${at}` }, { urls: `turn:${at}?transport=udp`, ...credentials }]),
  );
}

/** The first client of an account that none of the other tests has given keys to had no OMEMO that opens its node. */
async function callByStranger(): Promise<void> {
  const before = await as(strophe, 'mercutio', { omemo: undefined });
  const list = { node: NODE_OMEMO_DEVICE_LIST, item: { itemId: 'current', payload: NO_DEVICES }, options: [] };
  const paris = await as(strophe, 'paris');
  const [published] = await ask(before, before.contact, 'set', writePubsubPublish(list));
  expect(attribute(published!, 'type')).toBe('result');
  const readByParis = async () => {
    const [answer] = await ask(paris, before.contact, 'get', writeDeviceListRequest());
    return attribute(answer!, 'type');
  };
  expect(await readByParis()).toBe('error');
  const mercutio = await as(strophe, 'mercutio');
  // ejabberd has acknowledged the new access model, and refuses by the old one for a while longer.
  await vi.waitFor(async () => expect(await readByParis()).toBe('result'), { timeout: 10_000 });
  await call(paris, mercutio);
  expect([...mercutio.faults, ...paris.faults]).toEqual([]);
}
