/** The account's device list as other clients, and the server, leave it: what is put right, and what is left alone. */
import { describe, expect, test } from 'vitest';
import type { Passing } from '../../src/adapters/memory-wire.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { attribute } from '../../src/xml/read.ts';
import { descendants } from '../support/hostile.ts';
import { answer, createPair, told } from '../support/pair.ts';
import { JULIET, ROMEO, TYBALT } from '../support/parties.ts';
import type { Party, PartyOptions } from '../support/world.ts';
import { createWorld, parse } from '../support/world.ts';

const NS = 'eu.siacs.conversations.axolotl';
const OWN = ROMEO.deviceId;

function listOf(...ids: readonly number[]): string {
  return `<list xmlns='${NS}'>${ids.map((id) => `<device id='${id}'/>`).join('')}</list>`;
}

/** What the server tells of a change of the list. */
function notification(list: string, from: string = ROMEO.contact): string {
  return event(`<items node='${NS}.devicelist'><item id='current'>${list}</item></items>`, from);
}

function event(inside: string, from: string = ROMEO.contact): string {
  const pubsub = `<event xmlns='http://jabber.org/protocol/pubsub#event'>${inside}</event>`;
  return `<message from='${from}' to='${ROMEO.account}' type='headline'>${pubsub}</message>`;
}

/** What a party did to nodes, in order: `list 1 2`, `list 1 2, as it is`, `configure …`, `bundle`. */
function deeds({ sent }: Party): readonly string[] {
  return sent.flatMap((stanza) => {
    const elements = descendants(stanza);
    const change = elements.find(({ name }) => name === 'publish' || name === 'configure');
    if (change === undefined) return [];
    const node = (attribute(change, 'node') ?? '').includes('devicelist') ? 'list' : 'bundle';
    if (change.name === 'configure') return [`configure ${node}`];
    const ids = elements.filter(({ name }) => name === 'device').map((device) => attribute(device, 'id'));
    const isOpen = elements.some(({ name, children }) => name === 'value' && children[0] === 'open');
    return [`${[node, ...ids].join(' ')}${isOpen ? '' : ', as it is'}`];
  });
}

/** Romeo's client, and a server whose list of his devices is what it is set to. */
async function alone(options: PartyOptions & { readonly refuses?: (deed: string) => string | undefined } = {}) {
  const { refuses = () => undefined, ...partyOptions } = options;
  let list: string | undefined;
  const tamper = (passing: Passing): readonly Passing[] => {
    const xml = serializeXml(passing.stanza, 'jabber:client');
    const request = world.parties[0]!.sent.find(
      ({ attributes }) => attributes.get('id') === passing.stanza.attributes.get('id'),
    );
    const [deed] = request === undefined ? [] : deeds({ ...world.parties[0]!, sent: [request] });
    const error = deed === undefined ? undefined : refuses(deed);
    if (error !== undefined)
      return [{ ...passing, stanza: parse(xml.replace(/type="result"(.*)\/>$/, `type="error"$1>${error}</iq>`)) }];
    if (list === undefined || !/<items|item-not-found/.test(xml)) return [passing];
    const items = `<items node='${NS}.devicelist'><item id='current'>${list}</item></items>`;
    const pubsub = `<pubsub xmlns='http://jabber.org/protocol/pubsub'>${items}</pubsub>`;
    const open = xml.slice(0, xml.indexOf('>')).replace('type="error"', 'type="result"');
    return [{ ...passing, stanza: parse(`${open}>${pubsub}</iq>`) }];
  };
  const world = await createWorld({ parties: [[ROMEO, { omemo: 'new', ...partyOptions }]], tamper });
  const romeo = world.parties[0]!;
  return {
    ...world,
    romeo,
    serverHas: (next: string) => {
      list = next;
    },
    start: async () => {
      romeo.manager.start();
      await world.settle();
    },
    hear: async (stanza: string) => {
      const { length } = deeds(romeo);
      romeo.receive(stanza);
      await world.settle();
      return deeds(romeo).slice(length);
    },
  };
}

const UNMET =
  "<error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>" +
  "<precondition-not-met xmlns='http://jabber.org/protocol/pubsub#errors'/></error>";
const FORBIDDEN = "<error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

describe('the device list', () => {
  test('gets our device back where another client has left it out [XEP-0384 #usecases-discovering]', async () => {
    const client = await alone();
    await client.start();
    client.serverHas(listOf(7, 8));
    expect(await client.hear(notification(listOf(7, 8)))).toEqual([`list 7 8 ${OWN}`]);
  });

  test('is put right as the server has it by then, not as it told', async () => {
    const client = await alone();
    await client.start();
    client.serverHas(listOf(7, 9));
    expect(await client.hear(notification(listOf(7, 8)))).toEqual([`list 7 9 ${OWN}`]);
    client.serverHas(listOf(7, OWN));
    expect(await client.hear(notification(listOf(7)))).toEqual([]);
  });

  test.each([
    ['is emptied', event(`<items node='${NS}.devicelist'/>`)],
    ['is purged', event(`<purge node='${NS}.devicelist'/>`)],
    ['is deleted', event(`<delete node='${NS}.devicelist'/>`)],
  ])('is made anew where it %s', async (_what, stanza) => {
    const client = await alone();
    await client.start();
    client.serverHas(listOf());
    expect(await client.hear(stanza)).toEqual([`list ${OWN}`]);
  });

  test('is left alone where it names our device', async () => {
    const client = await alone();
    await client.start();
    client.serverHas(listOf(7));
    expect(await client.hear(notification(listOf(7, OWN)))).toEqual([]);
  });

  test.each([
    ['another account', notification(listOf(7), TYBALT.contact)],
    ['another resource of ours', notification(listOf(7), `${ROMEO.contact}/other`)],
    ['an error', notification(listOf(7)).replace("'headline'", "'error'")],
    ['another node', notification(listOf(7)).replace('.devicelist', '.other')],
  ])('is left alone on the word of %s', async (_what, stanza) => {
    const client = await alone();
    await client.start();
    client.serverHas(listOf(7));
    const asked = client.romeo.sent.length;
    expect(await client.hear(stanza)).toEqual([]);
    expect(client.romeo.sent).toHaveLength(asked);
  });

  test('is left alone by a call manager that was not started: somebody else publishes then', async () => {
    const client = await alone();
    client.serverHas(listOf(7));
    expect(await client.hear(notification(listOf(7)))).toEqual([]);
  });

  test('loses what is named twice and what cannot be, and nothing else', async () => {
    const client = await alone();
    const untidy = listOf(7, OWN, 7).replace('</list>', "<note xmlns='urn:x'/></list>");
    client.serverHas(untidy);
    await client.start();
    expect(deeds(client.romeo).at(-1)).toBe(`list 7 ${OWN}`);
    const published = serializeXml(client.romeo.sent.at(-1)!);
    expect(published).toContain('urn:x');
    expect(await client.hear(notification(untidy))).toEqual([`list 7 ${OWN}`]);
  });

  test('loses devices that the application calls stale, and never our own', async () => {
    const stale = new Set<DeviceId>([7 as DeviceId, OWN]);
    const client = await alone({ isStaleDevice: (deviceId) => stale.has(deviceId) });
    client.serverHas(listOf(7, 8, OWN));
    await client.start();
    expect(deeds(client.romeo).at(-1)).toBe(`list 8 ${OWN}`);
    stale.add(8 as DeviceId);
    client.serverHas(listOf(8, OWN));
    expect(await client.hear(notification(listOf(8, OWN)))).toEqual([`list ${OWN}`]);
    expect(await client.hear(notification(listOf(OWN)))).toEqual([]);
  });

  test('is put right four times an hour: two clients do not undo each other for ever', async () => {
    const client = await alone();
    await client.start();
    client.serverHas(listOf(7));
    let repairs = 0;
    for (let round = 0; round < 10; round += 1) repairs += (await client.hear(notification(listOf(7)))).length;
    expect(repairs).toBe(4);
    await client.advance(3_600_000);
    expect(await client.hear(notification(listOf(7)))).toEqual([`list 7 ${OWN}`]);
  });

  test('is not what calls are about: the application hears of it too', async () => {
    const client = await alone();
    await client.start();
    expect(client.romeo.manager.receive(notification(listOf(7)))).toEqual({ ok: true, value: 'notOurs' });
  });
});

describe('nodes that are there and not open to everybody [XEP-0060 #publisher-publish-options]', () => {
  test('are opened, and then published to', async () => {
    const client = await alone({ refuses: (deed) => (/^(bundle|list).*\d$|^bundle$/.test(deed) ? UNMET : undefined) });
    client.serverHas(listOf(7));
    await client.start();
    const done = deeds(client.romeo);
    expect(done.filter((deed) => deed.includes('bundle'))).toEqual(['bundle', 'configure bundle', 'bundle, as it is']);
    expect(done.filter((deed) => deed.includes('list'))).toEqual([
      `list 7 ${OWN}`,
      'configure list',
      `list 7 ${OWN}, as it is`,
    ]);
    const configured = client.romeo.sent
      .map((stanza) => serializeXml(stanza))
      .filter((xml) => xml.includes('configure'));
    expect(configured[0]).toContain('http://jabber.org/protocol/pubsub#node_config');
    expect(configured[0]).toContain('pubsub#access_model"><value>open</value>');
    expect(client.romeo.manager.stats().pending).toBe(0);
  });

  test('are published to as they are where they cannot be opened, and tried once', async () => {
    const client = await alone({ refuses: (deed) => (deed.endsWith('as it is') ? undefined : UNMET) });
    client.serverHas(listOf(7));
    await client.start();
    expect(deeds(client.romeo)).toHaveLength(6);
    const always = await alone({ refuses: () => UNMET });
    always.serverHas(listOf(7));
    await always.start();
    expect(deeds(always.romeo)).toHaveLength(6);
  });

  test('are not asked for again where publishing is refused for another reason', async () => {
    const client = await alone({ refuses: () => FORBIDDEN });
    await client.start();
    expect(deeds(client.romeo)).toEqual(['bundle', `list ${OWN}`]);
  });

  test('keep no call from being encrypted once the bundle is there', async () => {
    const refused = new Set<string>();
    const pair = await createPair({
      both: { omemo: 'new' },
      tamper: (passing) => {
        const isFirst = passing.from === JULIET.contact && passing.stanza.attributes.get('type') === 'result';
        const id = passing.stanza.attributes.get('id') ?? '';
        if (!isFirst || refused.size > 0) return [passing];
        refused.add(id);
        const xml = serializeXml(passing.stanza, 'jabber:client');
        return [{ ...passing, stanza: parse(xml.replace(/type="result"(.*)\/>$/, `type="error"$1>${UNMET}</iq>`)) }];
      },
    });
    for (const { manager } of [pair.romeo, pair.juliet]) manager.start();
    await pair.settle();
    expect(deeds(pair.juliet)).toContain('bundle, as it is');
    await answer(pair);
    expect(told(pair.romeo)).toContain('authenticated (blind)');
  });
});
