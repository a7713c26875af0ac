import { describe, expect, test } from 'vitest';
import { parseContentName, parseSessionId, parseStanzaId } from '../../src/stanzas/identifiers.ts';

describe('parseSessionId', () => {
  test.each([
    ['a UUID', 'ca3cf894-5325-482f-a412-a6e9f832298d'],
    ['base64 with all it has', 'ab+/9XgWnq2cTm1gTtSx=='],
    ['256 characters', 's'.repeat(256)],
    ['letters beyond ASCII', 'sitzung-ä-日本'],
  ])('takes %s', (_, text) => {
    expect(parseSessionId(text)).toBe(text);
  });

  test.each([
    ['an empty one', ''],
    ['257 characters', 's'.repeat(257)],
    ['a space', 'a b'],
    ['a no-break space', 'a\u00a0b'],
    ['a line end', 'a\nb'],
    ['a carriage return', 'a\r'],
    ['NUL', 'a\0'],
    ['a C1 control', 'a\u0085'],
    ['a lone surrogate', 'a\ud800'],
    ['a line separator', 'a\u2028'],
  ])('refuses %s', (_, text) => {
    expect(parseSessionId(text)).toBeUndefined();
  });
});

describe('parseContentName', () => {
  test.each(['audio', '0', 'this-is-the-audio-content', "a!#$%&'*+.^_`{|}~", 'n'.repeat(64)])('takes %s', (text) => {
    expect(parseContentName(text)).toBe(text);
  });

  test.each([
    ['an empty one', ''],
    ['65 characters', 'n'.repeat(65)],
    ['a space', 'a b'],
    ['a line end', 'a\r\nb'],
    ['what SDP gives a meaning', 'a:b'],
    ['a slash', 'a/b'],
    ['letters beyond ASCII', 'tön'],
  ])('refuses %s: it becomes an SDP mid [RFC 5888 #4]', (_, text) => {
    expect(parseContentName(text)).toBeUndefined();
  });
});

describe('parseStanzaId', () => {
  test('takes what servers and clients write', () => {
    expect(parseStanzaId('33932ff9-06f7-4cae-bfcc-93fa9d642c73')).toBe('33932ff9-06f7-4cae-bfcc-93fa9d642c73');
  });

  test.each(['', 'a b', 'a\tb', 'q'.repeat(1025)])('refuses %j', (text) => {
    expect(parseStanzaId(text)).toBeUndefined();
  });
});
