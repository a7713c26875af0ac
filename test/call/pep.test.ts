/** Device lists and bundles, asked for and read: what cannot be used is none, and what is not said is not "none". */
import { describe, expect, test } from 'vitest';
import {
  readBundleResult,
  readDeviceListResult,
  writeBundlePublish,
  writeBundleRequest,
  writeDeviceListPublish,
} from '../../src/call/pep.ts';
import type { RequestOutcome } from '../../src/call/requests.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import { readIq } from '../../src/stanzas/stanza.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { openAccount } from '../support/omemo-accounts.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { iqError, result } from '../support/stanzas.ts';
import { parse } from '../support/world.ts';

const { deviceId } = JULIET;
const LIST = 'eu.siacs.conversations.axolotl.devicelist';
const BUNDLES = 'eu.siacs.conversations.axolotl.bundles:';

function answered(stanza: string): RequestOutcome {
  const iq = readIq(parse(stanza));
  if (!iq.ok) throw new Error(iq.error.kind);
  return { kind: iq.value.type === 'error' ? 'error' : 'result', iq: iq.value };
}

function items(node: string, inside: string): RequestOutcome {
  const pubsub = `<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='${node}'>${inside}</items></pubsub>`;
  return answered(result(JULIET.contact, ROMEO.account, 'p1', pubsub));
}

async function bundleElement(): Promise<string> {
  const { omemo } = await openAccount(JULIET, 'new');
  const bundle = await omemo.ownBundle();
  if (!bundle.ok) throw new Error('no bundle');
  const published = serializeXml(writeBundlePublish(deviceId, bundle.value, 'open'));
  return /<bundle .*<\/bundle>/.exec(published)?.[0] ?? '';
}

describe('readBundleResult', () => {
  test('reads the bundle of the device that was asked for [XEP-0384 #usecases-building]', async () => {
    const bundle = await bundleElement();
    const outcome = items(`${BUNDLES}${deviceId}`, `<item id='current'>${bundle}</item>`);
    expect(readBundleResult(outcome, deviceId)).toMatchObject({ signedPreKeyId: 1 });
    expect(readBundleResult(outcome, 1 as DeviceId)).toBeUndefined();
  });

  test('takes the current item where there are several, else the first', async () => {
    const bundle = await bundleElement();
    const old = bundle.replace('signedPreKeyId="1"', 'signedPreKeyId="7"');
    const both = `<item id='x'>${old}</item><item id='current'>${bundle}</item>`;
    expect(readBundleResult(items(`${BUNDLES}${deviceId}`, both), deviceId)).toMatchObject({ signedPreKeyId: 1 });
    const neither = `<item id='x'>${old}</item><item id='y'>${bundle}</item>`;
    expect(readBundleResult(items(`${BUNDLES}${deviceId}`, neither), deviceId)).toMatchObject({ signedPreKeyId: 7 });
  });

  test.each<[string, RequestOutcome]>([
    ['no items', items(`${BUNDLES}${deviceId}`, '')],
    ['an item of something else', items(`${BUNDLES}${deviceId}`, "<item id='current'><x xmlns='urn:x'/></item>")],
    ['an error', answered(iqError(JULIET.contact, ROMEO.account, 'p1', 'item-not-found'))],
    ['nothing', answered(result(JULIET.contact, ROMEO.account, 'p1'))],
    ['silence', { kind: 'timedOut' }],
  ])('has none in %s', (_what, outcome) => {
    expect(readBundleResult(outcome, deviceId)).toBeUndefined();
  });

  test('asks for one item', () => {
    expect(serializeXml(writeBundleRequest(deviceId))).toBe(
      '<pubsub xmlns="http://jabber.org/protocol/pubsub">' +
        `<items node="${BUNDLES}${deviceId}" max_items="1"/></pubsub>`,
    );
  });
});

describe('readDeviceListResult', () => {
  const list = "<list xmlns='eu.siacs.conversations.axolotl'><device id='1'/><device id='2222'/></list>";

  test('reads the list', () => {
    expect(readDeviceListResult(items(LIST, `<item id='current'>${list}</item>`))).toEqual({
      deviceIds: [1, 2222],
      extensions: [],
      isUntidy: false,
    });
  });

  test.each([
    ['a device named twice', "<device id='1'/><device id='2222'/><device id='1'/>"],
    ['a device that cannot be', "<device id='1'/><device id='0'/><device id='2222'/>"],
  ])('says of a list with %s that it is untidy', (_what, devices) => {
    const untidy = `<list xmlns='eu.siacs.conversations.axolotl'>${devices}<x xmlns='urn:x'/></list>`;
    expect(readDeviceListResult(items(LIST, `<item id='current'>${untidy}</item>`))).toMatchObject({
      deviceIds: [1, 2222],
      extensions: [{ name: 'x' }],
      isUntidy: true,
    });
  });

  test.each<[string, RequestOutcome]>([
    ['there is no node', answered(iqError('x@y', ROMEO.account, 'p1', 'item-not-found'))],
    ['the node is empty', items(LIST, '')],
  ])('knows that there are none where %s', (_what, outcome) => {
    expect(readDeviceListResult(outcome)).toEqual({ deviceIds: [], extensions: [], isUntidy: false });
  });

  test.each<[string, RequestOutcome]>([
    ['the server refuses', answered(iqError('x@y', ROMEO.account, 'p1', 'forbidden'))],
    ['the item is something else', items(LIST, "<item id='current'><x xmlns='urn:x'/></item>")],
    ['the answer is of another node', items('urn:other', `<item id='current'>${list}</item>`)],
    ['the answer is empty', answered(result('x@y', ROMEO.account, 'p1'))],
    ['nobody answers', { kind: 'timedOut' }],
  ])('does not know where %s: the list is then left alone', (_what, outcome) => {
    expect(readDeviceListResult(outcome)).toBeUndefined();
  });

  test('is what is published, in a node that everybody may read', () => {
    const published = serializeXml(
      writeDeviceListPublish({ deviceIds: [1 as DeviceId, deviceId], extensions: [] }, 'open'),
    );
    expect(published).toContain('<device id="1"/><device id="2222"/>');
    expect(published).toContain('pubsub#access_model"><value>open</value>');
    const asItIs = serializeXml(writeDeviceListPublish({ deviceIds: [deviceId], extensions: [] }, 'asItIs'));
    expect(asItIs).not.toContain('publish-options');
  });
});
