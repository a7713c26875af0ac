/** Messages inside messages: forwarded, carbon, archived. */
import { describe, expect, test } from 'vitest';
import { readArchiveEnd, readArchiveResult } from '../../src/stanzas/archive.ts';
import { isCarbonElement, readCarbon } from '../../src/stanzas/carbons.ts';
import { readForwarded } from '../../src/stanzas/forward.ts';
import { hasStoreHint } from '../../src/stanzas/hints.ts';
import { readMessage } from '../../src/stanzas/stanza.ts';
import { elementOf } from './cases.ts';
import type { Refusal } from './refusals.ts';
import { expectRefusal } from './refusals.ts';

const INNER = "<message xmlns='jabber:client' from='juliet@capulet.lit/balcony' type='chat'/>";
const DELAY = "<delay xmlns='urn:xmpp:delay' stamp='2010-07-10T23:08:25Z'/>";
const FORWARDED = `<forwarded xmlns='urn:xmpp:forward:0'>${DELAY}${INNER}</forwarded>`;

describe('readForwarded', () => {
  const path = 'forwarded';
  const refusals: readonly Refusal[] = [
    ['nothing', INNER, '', { kind: 'missingElement', path, name: 'message' }],
    ['two messages', INNER, INNER + INNER, { kind: 'duplicate', path, name: 'message' }],
    [
      'a message of no namespace of ours',
      'jabber:client',
      'jabber:server',
      { kind: 'missingElement', path, name: 'message' },
    ],
    [
      'an IQ',
      INNER,
      "<iq xmlns='jabber:client' type='set' id='a'/>",
      { kind: 'missingElement', path, name: 'message' },
    ],
    [
      'a message from nobody',
      'juliet@capulet.lit/balcony',
      '@',
      { kind: 'badValue', path: `${path}/message`, name: 'from' },
    ],
    ['two delays', DELAY, DELAY + DELAY, { kind: 'duplicate', path, name: 'delay' }],
    ['a delay that is none', '2010-07-10T23:08:25Z', '', { kind: 'badValue', path: `${path}/delay`, name: 'stamp' }],
    ['another namespace', 'urn:xmpp:forward:0', 'urn:xmpp:forward:tmp', { kind: 'unexpectedElement', path }],
  ];
  test.each(refusals)('refuses %s [XEP-0297 #support]', (...refusal) => {
    expectRefusal((candidate) => readForwarded(candidate), FORWARDED, refusal);
  });
});

describe('readCarbon', () => {
  const CARBON = `<sent xmlns='urn:xmpp:carbons:2'>${FORWARDED}</sent>`;
  const path = 'message/carbon';
  const refusals: readonly Refusal[] = [
    ['nothing in it', FORWARDED, '', { kind: 'missingElement', path, name: 'forwarded' }],
    ['two messages in it', FORWARDED, FORWARDED + FORWARDED, { kind: 'duplicate', path, name: 'forwarded' }],
    [
      'no message in what is forwarded',
      INNER,
      '',
      { kind: 'missingElement', path: `${path}/forwarded`, name: 'message' },
    ],
    ['another version', 'carbons:2', 'carbons:1', { kind: 'unexpectedElement', path }],
  ];
  test.each(refusals)('refuses one with %s [XEP-0280 #inbound]', (...refusal) => {
    expectRefusal((candidate) => readCarbon(candidate), CARBON, refusal);
  });

  test('knows both directions apart, and from the sender’s wish for none [XEP-0280 #avoiding]', () => {
    expect(readCarbon(elementOf(CARBON))).toMatchObject({ ok: true, value: { direction: 'sent' } });
    expect(readCarbon(elementOf(CARBON.replaceAll('sent', 'received')))).toMatchObject({
      ok: true,
      value: { direction: 'received' },
    });
    expect(isCarbonElement(elementOf("<private xmlns='urn:xmpp:carbons:2'/>"))).toBe(false);
    expect(readCarbon(elementOf("<private xmlns='urn:xmpp:carbons:2'/>"))).toMatchObject({ ok: false });
    expect(isCarbonElement(elementOf("<sent xmlns='urn:x'/>"))).toBe(false);
  });
});

describe('readArchiveResult', () => {
  const RESULT = `<result xmlns='urn:xmpp:mam:2' queryid='f27' id='28482'>${FORWARDED}</result>`;
  const path = 'message/result';
  const refusals: readonly Refusal[] = [
    ['no id', " id='28482'", '', { kind: 'missingAttribute', path, name: 'id' }],
    ['an id with a line end', '28482', '284&#10;82', { kind: 'badValue', path, name: 'id' }],
    ['a query id of 1,025 characters', 'f27', 'f'.repeat(1025), { kind: 'badValue', path, name: 'queryid' }],
    ['no message', FORWARDED, '', { kind: 'missingElement', path, name: 'forwarded' }],
    ['another version', 'mam:2', 'mam:1', { kind: 'unexpectedElement', path }],
  ];
  test.each(refusals)('refuses one with %s [XEP-0313 #results]', (...refusal) => {
    expectRefusal((candidate) => readArchiveResult(candidate), RESULT, refusal);
  });
});

describe('readArchiveEnd', () => {
  const SET = "<set xmlns='http://jabber.org/protocol/rsm'><first>a</first><last>b</last><count>20</count></set>";
  const END = `<fin xmlns='urn:xmpp:mam:2' complete='true'>${SET}</fin>`;
  const path = 'iq/fin';
  const refusals: readonly Refusal[] = [
    ['two pages', SET, SET + SET, { kind: 'duplicate', path, name: 'set' }],
    ['a count that is none', '20', 'twenty', { kind: 'badValue', path: `${path}/set/count`, name: 'text' }],
    [
      'two last ids',
      '<last>b</last>',
      '<last>b</last><last>c</last>',
      { kind: 'duplicate', path: `${path}/set`, name: 'last' },
    ],
    ['an end that is neither', "'true'", "'maybe'", { kind: 'badValue', path, name: 'complete' }],
    ['another namespace', 'mam:2', 'mam:1', { kind: 'unexpectedElement', path }],
  ];
  test('takes one without a page, which says all the same that this is the end', () => {
    expect(readArchiveEnd(elementOf(END.replace(SET, '')))).toMatchObject({ ok: true, value: { complete: true } });
  });

  test.each(refusals)('refuses one with %s [XEP-0313 #query-paging]', (...refusal) => {
    expectRefusal((candidate) => readArchiveEnd(candidate), END, refusal);
  });

  test('reads an empty page', () => {
    const end = readArchiveEnd(elementOf(END.replace(/<first>.*<\/count>/, '').replace(" complete='true'", '')));
    expect(end).toMatchObject({
      ok: true,
      value: { complete: false, firstId: undefined, lastId: undefined, count: undefined },
    });
  });
});

describe('hasStoreHint', () => {
  test.each([
    ["<store xmlns='urn:xmpp:hints'/>", true],
    ["<no-store xmlns='urn:xmpp:hints'/>", false],
    ["<store xmlns='urn:x'/>", false],
    ['', false],
  ])('of a message with %j is %j [XEP-0334 #hints]', (hint, kept) => {
    const message = readMessage(elementOf(`<message>${hint}</message>`));
    expect(message.ok && hasStoreHint(message.value)).toBe(kept);
  });
});
