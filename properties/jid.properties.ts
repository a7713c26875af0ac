/** What holds of addresses, for any text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bareOf, isFullJid, parseBareJid, parseFullJid, parseJid, resourcePartOf } from '../src/jid.ts';
import { fullJid, jid } from './arbitraries/identifiers.ts';

const SEPARATORS = fc.constantFrom(
  '@',
  '/',
  'a',
  'Ä',
  ' ',
  '\u00a0',
  '\n',
  '\ud800',
  '\ufdd0',
  '.',
  ':',
  '[::1]',
  '日',
);
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(SEPARATORS).map((parts) => parts.join('')),
);

describe('a JID, for any text', () => {
  test('J1: is of one kind or of none, and parsing it again changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, jid), (text) => {
        const account = parseBareJid(text);
        const resource = parseFullJid(text);
        expect(account === undefined || resource === undefined).toBe(true);
        const parsed = parseJid(text);
        expect(parsed).toBe(account ?? resource);
        if (parsed === undefined) return;
        expect(parseJid(parsed)).toBe(parsed);
        expect(isFullJid(parsed)).toBe(resource !== undefined);
        expect(parseBareJid(bareOf(parsed))).toBe(bareOf(parsed));
        expect(parsed).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      }),
    );
  });

  test('J2: is its account and its resource part, and only the account is without case', () => {
    fc.assert(
      fc.property(fullJid, (address) => {
        expect(`${bareOf(address)}/${resourcePartOf(address)}`).toBe(address);
        const shouted = bareOf(address).replace(/[a-z]/g, (letter) => letter.toUpperCase());
        expect(parseFullJid(`${shouted}/${resourcePartOf(address)}`)).toBe(address);
      }),
    );
  });
});
