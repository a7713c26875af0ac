/** The adapters for client libraries, one suite over all of them, on a real server. */
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import { capsText } from '../../src/stanzas/disco.ts';
import { writeIq } from '../../src/stanzas/stanza.ts';
import { element } from '../../src/xml/element.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { NS_DISCO_INFO, NS_JINGLE } from '../../src/xml/namespaces.ts';
import { attribute, childElements } from '../../src/xml/read.ts';
import type { StanzaId } from '../../src/stanzas/identifiers.ts';
import { engineOf, keyWith } from '../support/pair.ts';
import { LIBRARIES } from './libraries.ts';
import type { Library } from './libraries.ts';
import { join, toldTo, until } from './party.ts';
import type { NetworkParty, NetworkPartyOptions } from './party.ts';
import { startProsody } from './prosody.ts';
import type { Prosody } from './prosody.ts';

const [XMPP_JS] = LIBRARIES as [Library, ...Library[]];

let server: Prosody;
let parties: NetworkParty[] = [];

beforeAll(async () => {
  server = await startProsody({ accounts: ['romeo', 'juliet'], certificates: inject('certificates') });
});
afterEach(async () => {
  for (const party of parties) await party.leave();
  parties = [];
});
afterAll(() => server.close());

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
async function ask(asker: NetworkParty, to: NetworkParty, type: 'get' | 'set', payload: XmlElement) {
  const id = `asked-${resources}-${asker.received.length}` as StanzaId;
  asker.client.stream.send(writeIq({ kind: 'iq', type, id, from: undefined, to: to.account, children: [payload] }));
  const answers = () => asker.received.filter((stanza) => attribute(stanza, 'id') === id);
  await until('it is answered', () => answers().length > 0);
  // Whoever answers twice does so at once.
  await new Promise((resolve) => void setTimeout(resolve, 300));
  return answers();
}

describe.each(LIBRARIES)('on $name', (library) => {
  test('calls, verified at both ends, and hangs up', async () => {
    const romeo = await as(library, 'romeo');
    const juliet = await as(XMPP_JS, 'juliet');
    const sessionId = await call(romeo, juliet);
    romeo.manager.hangUp(keyWith(juliet, sessionId));
    await until('it is over', () => toldTo(juliet).some(isEnd));
    expect(toldTo(juliet).at(-1)).toBe('ended by peer: success');
    expect([...romeo.faults, ...juliet.faults]).toEqual([]);
  });

  test('is called, verified at both ends, while another own device stops ringing', async () => {
    const romeo = await as(XMPP_JS, 'romeo');
    const juliet = await as(library, 'juliet');
    const tablet = await as(library, 'juliet');
    await call(romeo, juliet);
    await until('the other one stops', () => toldTo(tablet).some(isEnd));
    expect(toldTo(tablet).at(-1)).toBe('ended by ownResource: answeredElsewhere');
  });

  test('says what it can do, under the hash that is in its presence', async () => {
    const romeo = await as(XMPP_JS, 'romeo');
    const juliet = await as(library, 'juliet');
    const [answer, ...more] = await ask(romeo, juliet, 'get', element(NS_DISCO_INFO, 'query'));
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
    const [again] = await ask(romeo, juliet, 'get', element(NS_DISCO_INFO, 'query', { node }));
    expect(childElements(childElements(again!)[0]!)).toEqual(childElements(query!));
  });

  test('answers a request of a call that there is not once', async () => {
    const romeo = await as(XMPP_JS, 'romeo');
    const juliet = await as(library, 'juliet');
    const terminate = element(NS_JINGLE, 'jingle', { action: 'session-terminate', sid: 'nothing' });
    const answers = await ask(romeo, juliet, 'set', terminate);
    expect(answers.map((answer) => attribute(answer, 'type'))).toEqual(['error']);
    expect(JSON.stringify(answers, (_, value) => (value instanceof Map ? [...value] : value))).toContain(
      'unknown-session',
    );
  });

  test('goes on in a call whose stream was lost and resumed, with what was said meanwhile', async () => {
    const romeo = await as(XMPP_JS, 'romeo');
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
    const romeo = await as(XMPP_JS, 'romeo');
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
    const romeo = await as(XMPP_JS, 'romeo');
    const { sessionId } = romeo.manager.placeCall({ to: `juliet@localhost` as never, media: ['audio'] });
    await new Promise((resolve) => void setTimeout(resolve, 200));
    romeo.manager.hangUp({ peer: 'juliet@localhost' as never, sessionId });
    const juliet = await as(library, 'juliet', { connect: { archiveMs: 60_000 } });
    await until('it is told', () => toldTo(juliet).includes('missed'));
    expect(juliet.reports.find(({ kind }) => kind === 'missed')).toMatchObject({ sessionId });
  });
});

test('the hash of what we can do is the one of the specification [XEP-0115 #ver-gen-simple]', () => {
  const identity = { category: 'client', type: 'pc', name: 'Exodus 0.9.1' };
  const features = ['caps', 'disco#info', 'disco#items', 'muc'].map((name) => `http://jabber.org/protocol/${name}`);
  expect(capsText({ identity, features })).toBe(
    'client/pc//Exodus 0.9.1<http://jabber.org/protocol/caps<http://jabber.org/protocol/disco#info<' +
      'http://jabber.org/protocol/disco#items<http://jabber.org/protocol/muc<',
  );
});
