import { describe, expect, test } from 'vitest';
import { parseDateTime, readDelay } from '../../src/stanzas/delay.ts';
import { elementOf } from './cases.ts';
import type { Refusal } from './refusals.ts';
import { expectRefusal } from './refusals.ts';

describe('parseDateTime', () => {
  test.each([
    ['1969-07-21T02:56:15Z', Date.UTC(1969, 6, 21, 2, 56, 15)],
    ['1969-07-20T21:56:15-05:00', Date.UTC(1969, 6, 21, 2, 56, 15)],
    ['2010-07-10T23:08:25.5Z', Date.UTC(2010, 6, 10, 23, 8, 25, 500)],
    ['2010-07-10T23:08:25.123456Z', Date.UTC(2010, 6, 10, 23, 8, 25, 123)],
    ['2024-02-29T00:00:00+00:00', Date.UTC(2024, 1, 29)],
    ['2024-03-01T00:30:00+23:59', Date.UTC(2024, 1, 29, 0, 31)],
    ['0000-01-01T00:00:00Z', Date.parse('0000-01-01T00:00:00Z')],
    ['9999-12-31T23:59:59.999Z', Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
  ])('reads %s [RFC 3339 #5.6]', (text, milliseconds) => {
    expect(parseDateTime(text)).toBe(milliseconds);
  });

  test.each([
    '',
    '2010-07-10',
    '2010-07-10T23:08:25',
    '2010-07-10 23:08:25Z',
    '2010-07-10t23:08:25z',
    ' 2010-07-10T23:08:25Z',
    '2010-7-10T23:08:25Z',
    '2010-13-10T23:08:25Z',
    '2010-02-30T23:08:25Z',
    '2023-02-29T00:00:00Z',
    '2010-07-10T24:00:00Z',
    '2010-07-10T23:60:25Z',
    '2010-07-10T23:08:60Z',
    '2010-07-10T23:08:25.Z',
    '2010-07-10T23:08:25+24:00',
    '2010-07-10T23:08:25+01:60',
    '2010-07-10T23:08:25+0100',
    '+02010-07-10T23:08:25Z',
    '0000-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '20100710T23:08:25',
  ])('refuses %j', (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });
});

describe('readDelay', () => {
  const DELAY = "<delay xmlns='urn:xmpp:delay' from='capulet.com' stamp='2002-09-10T23:08:25Z'>Offline Storage</delay>";
  const path = 'delay';
  const refusals: readonly Refusal[] = [
    ['no stamp', " stamp='2002-09-10T23:08:25Z'", '', { kind: 'missingAttribute', path, name: 'stamp' }],
    ['a stamp that is none', '2002-09-10T23:08:25Z', 'yesterday', { kind: 'badValue', path, name: 'stamp' }],
    ['a holder who is no JID', 'capulet.com', 'a b', { kind: 'badValue', path, name: 'from' }],
    ['an element for text', 'Offline Storage', '<x/>', { kind: 'unexpectedElement', path }],
    ['the older namespace', 'urn:xmpp:delay', 'jabber:x:delay', { kind: 'unexpectedElement', path }],
  ];
  test.each(refusals)('refuses %s [XEP-0203 #protocol]', (...refusal) => {
    expectRefusal((candidate) => readDelay(candidate), DELAY, refusal);
  });

  test('cuts a text that is too long', () => {
    const delay = readDelay(elementOf(DELAY.replace('Offline Storage', 'a'.repeat(600))));
    expect(delay).toMatchObject({ ok: true, value: { text: 'a'.repeat(512) } });
  });
});
