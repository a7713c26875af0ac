import { describe, expect, test } from 'vitest';
import { bareOf, isFullJid, parseBareJid, parseFullJid, parseJid, resourcePartOf } from '../src/jid.ts';

describe('parseBareJid', () => {
  test.each([
    ['juliet@capulet.example', 'juliet@capulet.example'],
    ['capulet.example', 'capulet.example'],
    ['Juliet@Capulet.Example', 'juliet@capulet.example'],
    ['fußball@example.com', 'fußball@example.com'],
    ['π@example.com', 'π@example.com'],
    ['juliet@[::1]', 'juliet@[::1]'],
    ['o\\27hara@example.com', 'o\\27hara@example.com'],
    ['juliet@例え.テスト', 'juliet@例え.テスト'],
  ])('takes %s [RFC 7622 #3.5]', (text, bareJid) => {
    expect(parseBareJid(text)).toBe(bareJid);
  });

  test.each([
    '',
    '@',
    '@capulet.example',
    'juliet@',
    'juliet@capulet@example',
    'ju liet@capulet.example',
    'juliet@capulet example',
    '"juliet"@capulet.example',
    "ju'liet@capulet.example",
    'ju&liet@capulet.example',
    'ju:liet@capulet.example',
    '<juliet@capulet.example>',
    ' juliet@capulet.example',
    'juliet@capulet.example\n',
    'ju\0liet@capulet.example',
    'ju\u00a0liet@capulet.example',
    'ju\ud800liet@capulet.example',
    'ju\ufdd0liet@capulet.example',
    'juliet@capulet.example/balcony',
    'juliet@capulet.example/',
  ])('refuses %j', (text) => {
    expect(parseBareJid(text)).toBeUndefined();
  });

  test('counts octets, not characters, up to 1023 each [RFC 7622 #3.3]', () => {
    expect(parseBareJid(`${'a'.repeat(1023)}@${'b'.repeat(1023)}`)).toBeDefined();
    expect(parseBareJid(`${'a'.repeat(1024)}@b`)).toBeUndefined();
    expect(parseBareJid(`a@${'b'.repeat(1024)}`)).toBeUndefined();
    expect(parseBareJid(`${'ä'.repeat(511)}@b`)).toBeDefined();
    expect(parseBareJid(`${'ä'.repeat(512)}@b`)).toBeUndefined();
  });
});

describe('parseFullJid', () => {
  test.each([
    ['juliet@capulet.example/balcony', 'juliet@capulet.example/balcony'],
    ['Juliet@Capulet.Example/Balcony', 'juliet@capulet.example/Balcony'],
    ['juliet@example.com/foo bar', 'juliet@example.com/foo bar'],
    ['juliet@example.com/foo@bar/baz', 'juliet@example.com/foo@bar/baz'],
    ['capulet.example/phone', 'capulet.example/phone'],
    ['juliet@example.com/\u{1fadc}', 'juliet@example.com/\u{1fadc}'],
  ])('takes %s [RFC 7622 #3.4]', (text, fullJid) => {
    expect(parseFullJid(text)).toBe(fullJid);
  });

  test.each([
    '',
    'juliet@capulet.example',
    'juliet@capulet.example/',
    '/balcony',
    '@capulet.example/balcony',
    'juliet@/balcony',
    'juliet@capulet.example/a\nb',
    'juliet@capulet.example/a\u0085',
    'juliet@capulet.example/a\udc00',
    'juliet@capulet.example/a\uffff',
  ])('refuses %j', (text) => {
    expect(parseFullJid(text)).toBeUndefined();
  });

  test('takes a resource of 1023 octets, and no more', () => {
    expect(parseFullJid(`a@b/${'r'.repeat(1023)}`)).toBeDefined();
    expect(parseFullJid(`a@b/${'r'.repeat(1024)}`)).toBeUndefined();
  });

  // A server prepares JIDs by its own Unicode tables. The oldest runtime in use must not lose the calls of a resource
  // that is named with a character newer than it is.
  test('takes a character no version of Unicode has assigned yet', () => {
    expect(parseFullJid('juliet@capulet.example/a\u{1faff}\u{2fffd}')).toBeDefined();
    expect(parseBareJid('ju\u{2fffd}liet@capulet.example')).toBeDefined();
  });
});

describe('a JID', () => {
  test('is of one kind, and has an account', () => {
    const account = parseJid('Juliet@Capulet.example');
    const resource = parseJid('juliet@capulet.example/a/b');
    if (account === undefined || resource === undefined) throw new Error('no JID');
    expect([isFullJid(account), isFullJid(resource)]).toEqual([false, true]);
    expect([bareOf(account), bareOf(resource)]).toEqual(['juliet@capulet.example', 'juliet@capulet.example']);
    expect(isFullJid(resource) && resourcePartOf(resource)).toBe('a/b');
  });

  test('is none where neither kind is', () => {
    expect(parseJid('@/')).toBeUndefined();
  });
});
