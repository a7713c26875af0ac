import { describe, expect, test } from 'vitest';
import { readJingleReason } from '../../src/stanzas/jingle.ts';
import { elementOf } from './cases.ts';

describe('readJingleReason', () => {
  const reasonOf = (children: string) =>
    readJingleReason(elementOf(`<reason xmlns='urn:xmpp:jingle:1'>${children}</reason>`));

  test.each([
    ['no condition', '', []],
    ['a condition XEP-0166 does not define', '<boredom/>', [{ name: 'boredom' }]],
    ['a condition of an application', "<success xmlns='urn:x'/>", [{ name: 'success' }]],
  ])('takes %s for unknown: the session ends all the same', (_, children, extensions) => {
    expect(reasonOf(children)).toMatchObject({ ok: true, value: { condition: 'unknown', extensions } });
  });

  test('cuts a text that is too long, and takes it still', () => {
    const reason = reasonOf(`<success/><text>${'a'.repeat(600)}</text>`);
    expect(reason).toMatchObject({ ok: true, value: { condition: 'success', text: 'a'.repeat(512) } });
  });

  test.each([
    ['two conditions', '<success/><busy/>', { kind: 'duplicate', path: 'reason', name: 'condition' }],
    ['two texts', '<text>a</text><text>b</text>', { kind: 'duplicate', path: 'reason', name: 'text' }],
    ['a text with an element in it', '<text>a<b/></text>', { kind: 'unexpectedElement', path: 'reason/text' }],
    [
      'an alternative session without id',
      '<alternative-session><sid/></alternative-session>',
      { kind: 'missingText', path: 'reason/condition/sid' },
    ],
    [
      'an alternative session with two',
      '<alternative-session><sid>a</sid><sid>b</sid></alternative-session>',
      { kind: 'duplicate', path: 'reason/condition', name: 'sid' },
    ],
  ])('refuses %s [XEP-0166 #def-reason]', (_, children, error) => {
    expect(reasonOf(children)).toEqual({ ok: false, error });
  });

  test('takes an alternative session that is indented', () => {
    expect(reasonOf('<alternative-session><sid>\n b84t\t</sid></alternative-session>')).toMatchObject({
      ok: true,
      value: { alternativeSessionId: 'b84t' },
    });
  });

  test('takes no session for an alternative that only another condition names', () => {
    expect(reasonOf('<success><sid>b84t</sid></success>')).toMatchObject({
      ok: true,
      value: { condition: 'success', alternativeSessionId: undefined },
    });
  });

  test('takes an alternative session that is not named', () => {
    expect(reasonOf('<alternative-session/>')).toMatchObject({
      ok: true,
      value: { condition: 'alternative-session', alternativeSessionId: undefined },
    });
  });

  test('refuses another element', () => {
    expect(readJingleReason(elementOf("<reason xmlns='urn:x'/>"))).toMatchObject({ ok: false });
  });
});
