import { describe, expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { isRtpInfoElement, readRtpInfo } from '../../src/stanzas/rtp-info.ts';
import { elementOf } from './cases.ts';

const INFO = "xmlns='urn:xmpp:jingle:apps:rtp:info:1'";

describe('readRtpInfo', () => {
  test.each(['mute', 'unmute'] as const)('takes a %s without name for all contents [XEP-0167 #info-mute]', (kind) => {
    expect(readRtpInfo(elementOf(`<${kind} ${INFO} creator='responder'/>`))).toEqual(ok({ kind, content: undefined }));
  });

  test('takes no notice of what only a mute has', () => {
    expect(readRtpInfo(elementOf(`<hold ${INFO} creator='me' name='a b'/>`))).toStrictEqual(ok({ kind: 'hold' }));
  });

  test.each([
    [
      'a name without creator',
      "name='voice'",
      { kind: 'missingAttribute', path: 'session-info/mute', name: 'creator' },
    ],
    [
      'a name with a space',
      "creator='responder' name='a b'",
      { kind: 'badValue', path: 'session-info/mute', name: 'name' },
    ],
    [
      'a creator who is nobody',
      "creator='me' name='voice'",
      { kind: 'badValue', path: 'session-info/mute', name: 'creator' },
    ],
  ])('refuses a mute of %s', (_, attributes, error) => {
    expect(readRtpInfo(elementOf(`<mute ${INFO} ${attributes}/>`))).toEqual({ ok: false, error });
  });

  test.each([
    ['an information nobody defines', `<dance ${INFO}/>`],
    ['the namespace of XEP-0166’s example', "<ringing xmlns='urn:xmpp:jingle:apps:rtp:1:info'/>"],
  ])('does not know %s', (_, xml) => {
    expect(isRtpInfoElement(elementOf(xml))).toBe(false);
    expect(readRtpInfo(elementOf(xml))).toEqual({
      ok: false,
      error: { kind: 'unexpectedElement', path: 'session-info' },
    });
  });
});
