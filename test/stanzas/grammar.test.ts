import { describe, expect, test } from 'vitest';
import {
  base64,
  cutTo,
  freeText,
  iceChars,
  integerBetween,
  oneOf,
  token,
  trimmed,
  word,
  xmlBoolean,
} from '../../src/stanzas/grammar.ts';

describe('integerBetween', () => {
  const number = integerBetween(1, 127);

  test.each([
    ['1', 1],
    ['127', 127],
  ])('takes %s', (text, value) => {
    expect(number(text)).toBe(value);
  });

  test.each(['', '0', '128', '-1', '+1', '01', ' 1', '1 ', '1\n', '1.0', '1e1', '0x1', '١', 'NaN', '9'.repeat(400)])(
    'refuses %j',
    (text) => {
      expect(number(text)).toBeUndefined();
    },
  );

  test('takes 0 where it is in the range, and 0 only once', () => {
    expect(integerBetween(0, 9)('0')).toBe(0);
    expect(integerBetween(0, 9)('00')).toBeUndefined();
  });
});

describe('the words', () => {
  test('oneOf takes its words as they are spelled', () => {
    expect(oneOf(['udp', 'tcp'])('udp')).toBe('udp');
    expect(oneOf(['udp', 'tcp'])('UDP')).toBeUndefined();
    expect(oneOf(['udp', 'tcp'])('toString')).toBeUndefined();
  });

  test('xmlBoolean takes four words [XEP-0384 #usecases-messagesend]', () => {
    expect(['true', '1', 'false', '0'].map(xmlBoolean)).toEqual([true, true, false, false]);
    expect(['TRUE', 'yes', '', ' 1'].map(xmlBoolean)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test.each(['', 'a b', 'a\n', 'a(b)', 'a,b', 'a/b', 'a:b', 'a;b', 'a=b', 'a@b', '[a]', '\\', '"', 'é', 'abcde'])(
    'token refuses %j [RFC 8866 #9]',
    (text) => {
      expect(token(4)(text)).toBeUndefined();
    },
  );

  test.each(['', 'abc', 'a-bc', 'ab c', 'abc\n', 'abcdefghi'])('iceChars refuses %j [RFC 8839 #5.1]', (text) => {
    expect(iceChars(4, 8)(text)).toBeUndefined();
  });

  test('iceChars takes its alphabet', () => {
    expect(iceChars(4, 8)('aZ0+/9')).toBe('aZ0+/9');
  });

  test('word takes all but white space and controls', () => {
    expect(word(8)('a/b=c;d')).toBe('a/b=c;d');
    expect(['', 'a b', 'a\u3000', 'a\u0000', '123456789'].map(word(8))).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });

  test('freeText takes spaces and nothing, but no line end', () => {
    expect(['', 'a b; c=d'].map(freeText(8))).toEqual(['', 'a b; c=d']);
    expect(['a\nb', 'a\rb', 'a\tb', 'a\u0085b', 'a\udc00', '123456789'].map(freeText(8))).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
  });
});

describe('the texts', () => {
  test('trimmed takes XML white space away, and no other', () => {
    const text = trimmed(freeText(9));
    expect(text('\t\r\n a b \n')).toBe('a b');
    expect(text('\u00a0a')).toBe('\u00a0a');
  });

  // The first version trimmed with a regular expression: 50,000 spaces inside a text took seven seconds.
  test('trimmed takes time linear in the text', () => {
    const spaces = ' '.repeat(262_144);
    const start = performance.now();
    expect(trimmed(freeText(2))(`${spaces}a${spaces}b${spaces}`)).toBeUndefined();
    expect(trimmed(freeText(2))(`${spaces}ab${spaces}`)).toBe('ab');
    expect(trimmed(freeText(2))(spaces)).toBe('');
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test('cutTo cuts in front of a character, never inside it', () => {
    expect(cutTo(3)('abcd')).toBe('abc');
    expect(cutTo(3)('ab\u{1f600}')).toBe('ab');
    expect(cutTo(4)('ab\u{1f600}')).toBe('ab\u{1f600}');
  });

  test('base64 joins wrapped lines', () => {
    const three = base64(({ length }) => length === 3);
    expect(three(' Zm\n\t9v\r\n')).toEqual(Uint8Array.from([0x66, 0x6f, 0x6f]));
  });

  test.each(['', 'Zm9vYg==', 'Zm8', 'Zm8=', 'Zm9v!', 'Z\u00a0m9v', 'Zm9-'])('base64 refuses %j', (text) => {
    expect(base64(({ length }) => length === 3)(text)).toBeUndefined();
  });
});
