import { describe, expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { OPEN_ACCESS } from '../../src/stanzas/publish-options.ts';
import {
  readPubsubEvent,
  readPubsubItems,
  readPubsubItemsRequest,
  readPubsubPublish,
  writePubsubItemsRequest,
} from '../../src/stanzas/pubsub.ts';
import { elementOf } from './cases.ts';
import type { Refusal } from './refusals.ts';
import { expectRefusal, times } from './refusals.ts';

const LIST = "<list xmlns='eu.siacs.conversations.axolotl'/>";
const ITEM = `<item id='current'>${LIST}</item>`;
const FORM_TYPE =
  "<field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>";
const ACCESS = "<field var='pubsub#access_model'><value>open</value></field>";
const FORM = `<x xmlns='jabber:x:data' type='submit'>${FORM_TYPE}${ACCESS}</x>`;
const OPTIONS = `<publish-options>${FORM}</publish-options>`;
const PUBLISH = `<publish node='urn:n'>${ITEM}</publish>`;
const pubsub = (children: string): string => `<pubsub xmlns='http://jabber.org/protocol/pubsub'>${children}</pubsub>`;

describe('readPubsubPublish', () => {
  const path = 'iq/pubsub';
  const form = `${path}/publish-options/x`;
  const refusals: readonly Refusal[] = [
    ['nothing to publish', PUBLISH, '', { kind: 'missingElement', path, name: 'publish' }],
    ['two publications', PUBLISH, PUBLISH + PUBLISH, { kind: 'duplicate', path, name: 'publish' }],
    ['no node', " node='urn:n'", '', { kind: 'missingAttribute', path: `${path}/publish`, name: 'node' }],
    ['a node with a line end', 'urn:n', 'urn&#10;n', { kind: 'badValue', path: `${path}/publish`, name: 'node' }],
    ['no item', ITEM, '', { kind: 'missingElement', path: `${path}/publish`, name: 'item' }],
    ['two items', ITEM, ITEM + ITEM, { kind: 'duplicate', path: `${path}/publish`, name: 'item' }],
    ['two payloads in an item', LIST, LIST + LIST, { kind: 'tooMany', path: `${path}/publish/item`, name: 'payload' }],
    ['options without form', FORM, '', { kind: 'missingElement', path: `${path}/publish-options`, name: 'x' }],
    ['a form that is not filled in', "type='submit'", "type='form'", { kind: 'badValue', path: form, name: 'type' }],
    ['a form of no type', FORM_TYPE, '', { kind: 'badValue', path: form, name: 'FORM_TYPE' }],
    [
      'a form of another type',
      '#publish-options<',
      '#node_config<',
      { kind: 'badValue', path: form, name: 'FORM_TYPE' },
    ],
    ['an option twice', ACCESS, ACCESS + ACCESS, { kind: 'duplicate', path: form, name: 'field' }],
    [
      'an option without value',
      '<value>open</value>',
      '',
      { kind: 'missingElement', path: `${form}/field[2]`, name: 'value' },
    ],
    [
      'an option without name',
      " var='pubsub#access_model'",
      '',
      { kind: 'missingAttribute', path: `${form}/field[2]`, name: 'var' },
    ],
    [
      '33 options',
      ACCESS,
      times(33, (at) => ACCESS.replace('access_model', String(at))),
      { kind: 'tooMany', path: form, name: 'field' },
    ],
    ['another namespace', 'protocol/pubsub', 'protocol/pubsub#owner', { kind: 'unexpectedElement', path }],
  ];
  test.each(refusals)('refuses %s [XEP-0060 #publisher-publish]', (...refusal) => {
    expectRefusal((candidate) => readPubsubPublish(candidate), pubsub(PUBLISH + OPTIONS), refusal);
  });

  test('reads open access as what the core publishes with [XEP-0060 #publisher-publish-options]', () => {
    expect(readPubsubPublish(elementOf(pubsub(PUBLISH + OPTIONS)))).toMatchObject({
      ok: true,
      value: { options: OPEN_ACCESS },
    });
  });
});

describe('readPubsubItemsRequest', () => {
  test.each([
    ['one item', { itemId: 'current', mostItems: undefined }],
    ['the last one', { itemId: undefined, mostItems: 1 }],
    ['all', { itemId: undefined, mostItems: undefined }],
  ])('reads a request for %s [XEP-0060 #subscriber-retrieve]', (_, which) => {
    const request = { node: 'urn:n', ...which };
    expect(readPubsubItemsRequest(writePubsubItemsRequest(request))).toEqual(ok(request));
  });

  test.each([
    ['no items', '', { kind: 'missingElement', path: 'iq/pubsub', name: 'items' }],
    ['no node', '<items/>', { kind: 'missingAttribute', path: 'iq/pubsub/items', name: 'node' }],
    ['none', "<items node='urn:n' max_items='0'/>", { kind: 'badValue', path: 'iq/pubsub/items', name: 'max_items' }],
    [
      'two items',
      "<items node='urn:n'><item id='a'/><item id='b'/></items>",
      { kind: 'duplicate', path: 'iq/pubsub/items', name: 'item' },
    ],
  ])('refuses a request for %s', (_, children, error) => {
    expect(readPubsubItemsRequest(elementOf(pubsub(children)))).toEqual({ ok: false, error });
  });
});

describe('readPubsubItems', () => {
  const ITEMS = `<items node='urn:n'>${ITEM}</items>`;
  const path = 'iq/pubsub';
  const refusals: readonly Refusal[] = [
    ['no items', ITEMS, '', { kind: 'missingElement', path, name: 'items' }],
    ['items of two nodes', ITEMS, ITEMS + ITEMS, { kind: 'duplicate', path, name: 'items' }],
    ['items of no node', " node='urn:n'", '', { kind: 'missingAttribute', path: `${path}/items`, name: 'node' }],
    ['257 items', ITEM, times(257, () => ITEM), { kind: 'tooMany', path: `${path}/items`, name: 'item' }],
    ['two payloads in an item', LIST, LIST + LIST, { kind: 'tooMany', path: `${path}/items/item[1]`, name: 'payload' }],
  ];
  test.each(refusals)('refuses %s [XEP-0060 #subscriber-retrieve]', (...refusal) => {
    expectRefusal((candidate) => readPubsubItems(candidate), pubsub(ITEMS), refusal);
  });

  test('reads a node without items', () => {
    expect(readPubsubItems(elementOf(pubsub("<items node='urn:n'/>")))).toEqual(ok({ node: 'urn:n', items: [] }));
  });
});

describe('readPubsubEvent', () => {
  const eventOf = (children: string) =>
    readPubsubEvent(elementOf(`<event xmlns='http://jabber.org/protocol/pubsub#event'>${children}</event>`));

  test.each(["<delete node='urn:n'/>", "<purge node='urn:n'/>", ''])('takes %j for another event', (children) => {
    expect(eventOf(children)).toEqual(ok({ kind: 'other' }));
  });

  test('leaves out what was retracted', () => {
    expect(eventOf("<items node='urn:n'><retract id='a'/></items>")).toEqual(
      ok({ kind: 'items', node: 'urn:n', items: [] }),
    );
  });

  test('does not take an item of the other namespace for one of the event', () => {
    const items = "<items node='urn:n'><item xmlns='http://jabber.org/protocol/pubsub' id='a'/></items>";
    expect(eventOf(items)).toMatchObject({ ok: true, value: { items: [] } });
  });

  test('refuses a second node', () => {
    const error = { kind: 'duplicate', path: 'message/event', name: 'items' };
    expect(eventOf("<items node='urn:n'/><items node='urn:m'/>")).toEqual({ ok: false, error });
  });
});
