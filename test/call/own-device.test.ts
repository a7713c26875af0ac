/** Our device becomes known, beside those that are there, and no call waits for it. */
import { describe, expect, test } from 'vitest';
import type { Passing } from '../../src/adapters/memory-wire.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { attribute } from '../../src/xml/read.ts';
import { descendants, editAttributes } from '../support/hostile.ts';
import { answer, createPair, engineOf, told } from '../support/pair.ts';
import { JULIET, JULIETS_TABLET, ROMEO } from '../support/parties.ts';
import { iqError } from '../support/stanzas.ts';
import type { Party, PartyOptions, World } from '../support/world.ts';
import { createWorld, parse } from '../support/world.ts';

const LIST = 'eu.siacs.conversations.axolotl.devicelist';

/** The nodes a party published to, with the ids of a device list. */
function published({ sent }: Party): readonly string[] {
  return sent.flatMap((stanza) => {
    const elements = descendants(stanza);
    const publish = elements.find(({ name }) => name === 'publish');
    if (publish === undefined) return [];
    const ids = elements.filter(({ name }) => name === 'device').map((device) => attribute(device, 'id'));
    return [[(attribute(publish, 'node') ?? '').replace('eu.siacs.conversations.axolotl.', ''), ...ids].join(' ')];
  });
}

async function alone(options: PartyOptions = {}, tamper = (passing: Passing): readonly Passing[] => [passing]) {
  const world = await createWorld({ parties: [[ROMEO, { omemo: 'new', ...options }]], tamper });
  return { ...world, romeo: world.parties[0]! };
}

async function start({ parties, settle }: Pick<World, 'parties' | 'settle'>): Promise<void> {
  for (const { manager } of parties) manager.start();
  await settle();
}

describe('CallManager.start', () => {
  test('publishes the bundle, then a list with the device, for everybody [XEP-0384 #usecases-announcing]', async () => {
    const world = await alone();
    await start(world);
    expect(published(world.romeo)).toEqual([`bundles:${ROMEO.deviceId}`, `devicelist ${ROMEO.deviceId}`]);
    for (const stanza of world.romeo.sent.filter((sent) => descendants(sent).some(({ name }) => name === 'publish'))) {
      const values = descendants(stanza).filter(({ name }) => name === 'value');
      expect(values.map(({ children }) => children[0])).toContain('open');
      expect(descendants(stanza).filter(({ name }) => name === 'item')).toMatchObject([
        { attributes: new Map([['id', 'current']]) },
      ]);
    }
    expect(world.romeo.manager.stats().pending).toBe(0);
  });

  test('adds the device to those that are there, and keeps a list that has it', async () => {
    const world = await createWorld({
      parties: [
        [JULIET, { omemo: 'new' }],
        [JULIETS_TABLET, { omemo: 'new' }],
      ],
    });
    const [phone, tablet] = world.parties;
    phone!.manager.start();
    await world.settle();
    tablet!.manager.start();
    await world.settle();
    expect(published(tablet!).at(-1)).toBe(`devicelist ${JULIET.deviceId} ${JULIETS_TABLET.deviceId}`);
    phone!.manager.start();
    await world.settle();
    expect(published(phone!).filter((node) => node.startsWith('devicelist'))).toHaveLength(1);
  });

  test.each<[string, (stanza: XmlElement) => XmlElement | undefined]>([
    ['does not come', () => undefined],
    ['is of another node', (stanza) => editAttributes(stanza, 'items', { node: `${LIST}s` })],
    ['says no more than that it is forbidden', forbidden],
  ])('leaves the list alone where the answer about it %s', async (_what, change) => {
    const world = await createWorld({
      parties: [
        [JULIET, { omemo: 'new' }],
        [JULIETS_TABLET, { omemo: 'new' }],
      ],
      tamper: (passing) => {
        const isList = passing.to === JULIETS_TABLET.account && descendants(passing.stanza).some(isItems);
        const stanza = isList ? change(passing.stanza) : passing.stanza;
        return stanza === undefined ? [] : [{ ...passing, stanza }];
      },
    });
    const [phone, tablet] = world.parties;
    for (const { manager } of [phone!, tablet!]) {
      manager.start();
      await world.settle();
    }
    await world.advance(60_000);
    expect(published(tablet!)).toEqual([`bundles:${JULIETS_TABLET.deviceId}`]);
    expect(tablet!.manager.stats()).toMatchObject({ pending: 0 });
  });

  test('publishes no bundle while the store fails, and calls go on', async () => {
    const world = await alone({
      wrapOmemo: (omemo) => ({
        ...omemo,
        ownBundle: () => Promise.resolve({ ok: false, error: { kind: 'storeFailed' } }),
      }),
    });
    await start(world);
    expect(published(world.romeo)).toEqual([`devicelist ${ROMEO.deviceId}`]);
  });

  test('publishes nothing without OMEMO', async () => {
    const world = await alone({ omemo: 'none' });
    await start(world);
    expect(world.romeo.sent).toEqual([]);
  });

  test('publishes the bundle again once a call has used up a prekey', async () => {
    const pair = await createPair({ both: { omemo: 'new' } });
    await start(pair);
    const before = published(pair.juliet).length;
    await answer(pair);
    expect(published(pair.juliet).slice(before)).toEqual([`bundles:${JULIET.deviceId}`]);
    expect(published(pair.romeo)).toHaveLength(2);
  });

  test('publishes the bundle again with the next call if the server did not take it', async () => {
    let isRefusing = true;
    const pair = await createPair({
      both: { omemo: 'new' },
      tamper: (passing) => (isRefusing && ownNode(passing) ? [] : [passing]),
    });
    await start(pair);
    await pair.clock.advance(60_000);
    isRefusing = false;
    const before = published(pair.romeo).length;
    await answer(pair);
    expect(published(pair.romeo).slice(before)).toEqual([`bundles:${ROMEO.deviceId}`]);
  });

  test('delays no call: one works while nothing about our own nodes is ever answered', async () => {
    const pair = await createPair({
      both: { omemo: 'new' },
      tamper: (passing) => (ownNode(passing) ? [] : [passing]),
    });
    await start(pair);
    await answer(pair);
    engineOf(pair.romeo).connected(JULIET.dtlsFingerprint);
    expect(told(pair.romeo)).toEqual(['ringing', 'accepted', 'authenticated (blind)', 'connected']);
  });
});

/** An answer of a server to its own client about its own account. */
function ownNode({ from, to }: Passing): boolean {
  return !from.includes('/') && to.startsWith(from);
}

function isItems({ name }: XmlElement): boolean {
  return name === 'items';
}

function forbidden(stanza: XmlElement): XmlElement {
  return parse(iqError(attribute(stanza, 'from')!, attribute(stanza, 'to')!, attribute(stanza, 'id')!, 'forbidden'));
}
