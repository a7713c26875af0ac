/** Reading JSON that somebody else may have written. */
import { describe, expect, test } from 'vitest';
import {
  copyJson,
  jsonBoolean,
  jsonDistinct,
  jsonInteger,
  jsonList,
  jsonMaybe,
  jsonNumber,
  jsonObject,
  jsonOneOf,
  jsonText,
  parseJson,
} from '../../src/base/json.ts';

const reader = jsonObject({
  name: jsonText((text) => (text === '' ? undefined : text.toUpperCase())),
  age: jsonMaybe(jsonInteger(0, 200)),
  hats: jsonList(jsonObject({ size: jsonNumber(0, 1), kind: jsonOneOf(['top', 'bowler']) }), 2),
  isHere: jsonBoolean,
});

const GOOD = { name: 'romeo', age: null, hats: [{ size: 0.5, kind: 'top' }], isHere: true };

describe('a reader of JSON', () => {
  test('gives what the grammars make of it', () => {
    expect(reader(GOOD, '')).toEqual({ ok: true, value: { ...GOOD, name: 'ROMEO', age: undefined } });
    expect(reader({ ...GOOD, age: 16 }, '')).toMatchObject({ value: { age: 16 } });
  });

  test.each([
    ['nothing', null, 'badValue', ''],
    ['a list in place of an object', [GOOD], 'badValue', ''],
    ['a text in place of an object', 'romeo', 'badValue', ''],
    ['undefined, which no JSON says', { ...GOOD, name: undefined }, 'badValue', 'name'],
    ['a member that is not there', { name: 'romeo' }, 'missing', 'age'],
    ['a member nobody asked for', { ...GOOD, beard: true }, 'unexpected', ''],
    ['a text that is none of its grammar', { ...GOOD, name: '' }, 'badValue', 'name'],
    ['a number in place of a text', { ...GOOD, name: 1 }, 'badValue', 'name'],
    ['half a year', { ...GOOD, age: 1.5 }, 'badValue', 'age'],
    ['a number out of bounds', { ...GOOD, age: -1 }, 'badValue', 'age'],
    ['what is no number', { ...GOOD, hats: [{ size: 'M', kind: 'top' }] }, 'badValue', 'hats[0].size'],
    [
      'a word that is not of the set',
      { ...GOOD, hats: [GOOD.hats[0], { size: 1, kind: 'sun' }] },
      'badValue',
      'hats[1].kind',
    ],
    ['too many', { ...GOOD, hats: [1, 2, 3] }, 'tooMany', 'hats'],
    ['an object in place of a list', { ...GOOD, hats: { length: 1 } }, 'badValue', 'hats'],
    ['a text in place of a truth', { ...GOOD, isHere: 'true' }, 'badValue', 'isHere'],
  ])('refuses %s, and says where', (_what, value, kind, path) => {
    expect(reader(value, '')).toEqual({ ok: false, error: { kind, path } });
  });

  test('refuses what comes twice where each may come once', () => {
    const words = jsonDistinct(jsonList(jsonText(String), 5), (word) => word);
    expect(words(['a', 'b'], 'words')).toEqual({ ok: true, value: ['a', 'b'] });
    expect(words(['a', 'b', 'a'], 'words')).toEqual({ ok: false, error: { kind: 'duplicate', path: 'words[2]' } });
    expect(words('a', 'words')).toMatchObject({ ok: false });
  });

  test('takes what only looks like a member from a prototype for missing', () => {
    expect(jsonObject({ toString: jsonBoolean })({}, 'it')).toEqual({
      ok: false,
      error: { kind: 'missing', path: 'it.toString' },
    });
  });
});

describe('parseJson and copyJson', () => {
  test('give undefined for what is no JSON, and never throw', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(parseJson('{"a":')).toBeUndefined();
    for (const value of [circle, 1n, undefined, () => 1]) expect(copyJson(value)).toBeUndefined();
  });

  test('copy what JSON can say, so that nobody can change it afterwards', () => {
    const value = { a: [1, { b: null }] };
    const copy = copyJson(value);
    expect(copy).toEqual(value);
    value.a.push(2);
    expect(copy).toEqual({ a: [1, { b: null }] });
  });
});
