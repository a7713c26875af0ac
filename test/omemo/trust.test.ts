import { describe, expect, test } from 'vitest';
import type { TrustLevel } from '../../src/omemo/port.ts';
import { createTrustBook, readDeviceTrust, type TrustBook, writeDeviceTrust } from '../../src/omemo/trust.ts';
import type { IdentityKey } from '../../src/stanzas/omemo.ts';
import { deviceOf } from '../../src/testing/omemo/check.ts';
import { juliet, romeo } from './devices.ts';

const key = 'first' as IdentityKey;
const otherKey = 'other' as IdentityKey;
const julietsTablet = deviceOf(juliet.account, 2223);

function see(book: TrustBook, device: typeof juliet, identityKey: IdentityKey): void {
  const trust = book.whenSeen(device, identityKey);
  if (trust !== undefined) book.set(device, trust);
}

function decide(book: TrustBook, device: typeof juliet, trustLevel: TrustLevel, identityKey?: IdentityKey): void {
  book.set(device, book.whenDecided(device, trustLevel, identityKey));
}

describe('a key at first sight', () => {
  test('is trusted blindly', () => {
    const book = createTrustBook([]);
    expect(book.levelOf(juliet, key)).toBe('blind');
    see(book, juliet, key);
    expect(book.levelOf(juliet, key)).toBe('blind');
    expect(book.identityKeyOf(juliet)).toBe(key);
  });

  test('is undecided once any key of the contact is verified', () => {
    const book = createTrustBook([]);
    see(book, juliet, key);
    decide(book, juliet, 'verified');
    expect(book.levelOf(julietsTablet, otherKey)).toBe('undecided');
    see(book, julietsTablet, otherKey);
    expect(book.levelOf(julietsTablet, otherKey)).toBe('undecided');
    expect(book.levelOf(romeo, otherKey)).toBe('blind');
  });

  test('is undecided again once another key of the contact is verified, and stays so', () => {
    const book = createTrustBook([]);
    see(book, julietsTablet, otherKey);
    see(book, romeo, otherKey);
    see(book, juliet, key);
    decide(book, juliet, 'verified');
    expect(book.levelOf(julietsTablet, otherKey)).toBe('undecided');
    expect(book.keysOf(juliet.account).map(({ trustLevel }) => trustLevel)).toEqual(['undecided', 'verified']);
    expect(book.levelOf(romeo, otherKey)).toBe('blind');
    // Who has compared once does not go back to believing.
    decide(book, juliet, 'distrusted');
    expect(book.levelOf(julietsTablet, otherKey)).toBe('undecided');
    expect(book.levelOf(deviceOf(juliet.account, 2224), key)).toBe('undecided');
  });

  test('is undecided beside a verified key of its own device as well', () => {
    const book = createTrustBook([]);
    see(book, juliet, key);
    decide(book, juliet, 'verified', otherKey);
    expect(book.levelOf(juliet, key)).toBe('undecided');
  });

  test('stays blind beside a verified one where the user has said so', () => {
    const book = createTrustBook([]);
    decide(book, julietsTablet, 'blind');
    see(book, julietsTablet, otherKey);
    see(book, juliet, key);
    decide(book, juliet, 'verified');
    expect(book.levelOf(julietsTablet, otherKey)).toBe('blind');
    const third = deviceOf(juliet.account, 2224);
    see(book, third, otherKey);
    expect(book.levelOf(third, otherKey)).toBe('undecided');
    decide(book, third, 'blind');
    expect(book.levelOf(third, otherKey)).toBe('blind');
  });

  test.each(['undecided', 'blind', 'verified', 'distrusted'] as const)(
    'has the level %s if given in advance',
    (level) => {
      const book = createTrustBook([]);
      decide(book, juliet, level);
      expect(book.levelOf(juliet, key)).toBe(level);
      see(book, juliet, key);
      expect(book.levelOf(juliet, key)).toBe(level);
      expect(book.levelOf(juliet, otherKey)).toBe('undecided');
    },
  );

  test('is not made undecided by a decision in advance about another device, which no key has yet', () => {
    const book = createTrustBook([]);
    decide(book, julietsTablet, 'verified');
    expect(book.levelOf(juliet, key)).toBe('blind');
  });
});

describe('another key of the same device', () => {
  test.each(['undecided', 'blind', 'verified', 'distrusted'] as const)(
    'is undecided beside a first that is %s',
    (level) => {
      const book = createTrustBook([]);
      see(book, juliet, key);
      decide(book, juliet, level);
      see(book, juliet, otherKey);
      expect(book.levelOf(juliet, otherKey)).toBe('undecided');
      expect(book.levelOf(juliet, key)).toBe(level);
      expect(book.identityKeyOf(juliet)).toBe(key);
    },
  );

  test('is not touched by a decision that names no key', () => {
    const book = createTrustBook([]);
    see(book, juliet, key);
    see(book, juliet, otherKey);
    decide(book, juliet, 'verified');
    expect(book.keysOf(juliet.account)).toEqual([
      { deviceId: juliet.deviceId, identityKey: key, trustLevel: 'verified' },
      { deviceId: juliet.deviceId, identityKey: otherKey, trustLevel: 'undecided' },
    ]);
  });

  test.each(['blind', 'verified'] as const)('takes the place of the first when it is %s by name', (level) => {
    const book = createTrustBook([]);
    see(book, juliet, key);
    see(book, juliet, otherKey);
    decide(book, juliet, level, otherKey);
    expect(book.identityKeyOf(juliet)).toBe(otherKey);
    expect(book.levelOf(juliet, key)).toBe(level === 'verified' ? 'undecided' : 'blind');
  });

  test.each(['undecided', 'distrusted'] as const)('leaves the first in its place when it is %s by name', (level) => {
    const book = createTrustBook([]);
    see(book, juliet, key);
    see(book, juliet, otherKey);
    decide(book, juliet, level, otherKey);
    expect(book.identityKeyOf(juliet)).toBe(key);
    expect(book.levelOf(juliet, otherKey)).toBe(level);
  });

  test('does not become the one the device is known by when another was distrusted before any was seen', () => {
    const book = createTrustBook([]);
    decide(book, juliet, 'distrusted', otherKey);
    expect(book.identityKeyOf(juliet)).toBeUndefined();
    see(book, juliet, key);
    expect(book.identityKeyOf(juliet)).toBe(key);
    expect(book.levelOf(juliet, otherKey)).toBe('distrusted');
  });
});

describe('a key decided on by name before it was seen', () => {
  test.each(['undecided', 'distrusted'] as const)('is the one the device is known by once it is seen: %s', (level) => {
    const book = createTrustBook([]);
    decide(book, juliet, level, key);
    see(book, juliet, key);
    expect(book.identityKeyOf(juliet)).toBe(key);
    expect(book.levelOf(juliet, key)).toBe(level);
    expect(book.levelOf(juliet, otherKey)).toBe('undecided');
  });
});

describe('a book', () => {
  test('changes only when it is told to', () => {
    const book = createTrustBook([]);
    book.whenSeen(juliet, key);
    book.whenDecided(juliet, 'distrusted', undefined);
    expect(book.keysOf(juliet.account)).toEqual([]);
    expect(book.levelOf(juliet, key)).toBe('blind');
  });

  test('has nothing new to say of a key it knows', () => {
    const book = createTrustBook([]);
    see(book, juliet, key);
    expect(book.whenSeen(juliet, key)).toBeUndefined();
  });

  test('remembers eight keys of a device, and of more forgets those nobody decided on', () => {
    const book = createTrustBook([]);
    see(book, juliet, key);
    decide(book, juliet, 'distrusted', otherKey);
    for (let more = 0; more < 20; more += 1) see(book, juliet, `more${more}` as IdentityKey);
    const keys = book.keysOf(juliet.account).map(({ identityKey }) => identityKey);
    expect(keys).toEqual([key, otherKey, 'more14', 'more15', 'more16', 'more17', 'more18', 'more19']);
    expect(book.levelOf(juliet, 'more0' as IdentityKey)).toBe('undecided');
    expect(book.identityKeyOf(juliet)).toBe(key);
  });

  test('never forgets a decision, even beyond eight', () => {
    const book = createTrustBook([]);
    for (let more = 0; more < 12; more += 1) decide(book, juliet, 'distrusted', `more${more}` as IdentityKey);
    expect(book.levelOf(juliet, 'more0' as IdentityKey)).toBe('distrusted');
  });
});

describe('the text of a device', () => {
  // As it was written before comparisons were kept.
  test('needs no word about comparisons to have them', () => {
    const old = (trustLevel: TrustLevel) =>
      readDeviceTrust(JSON.stringify({ keys: [{ identityKey: key, trustLevel }] }))!;
    const book = createTrustBook([
      [juliet, old('verified')],
      [julietsTablet, old('blind')],
      [romeo, old('blind')],
    ]);
    expect(book.levelOf(julietsTablet, key)).toBe('undecided');
    expect(book.levelOf(romeo, key)).toBe('blind');
  });

  test('is read as it was written', () => {
    const book = createTrustBook([]);
    see(book, juliet, key);
    const trust = book.whenDecided(juliet, 'verified', otherKey);
    expect(readDeviceTrust(writeDeviceTrust(trust))).toEqual(trust);
    expect(trust.wasCompared).toBe(true);
    const inAdvance = createTrustBook([]).whenDecided(juliet, 'distrusted', undefined);
    expect(readDeviceTrust(writeDeviceTrust(inAdvance))).toEqual(inAdvance);
  });

  test.each(['', 'null', '{}', '{"keys":[{"identityKey":"a","trustLevel":"trusted"}]}', '{"keys":[],"inAdvance":"x"}'])(
    'is not read where nobody wrote it: %s',
    (text) => {
      expect(readDeviceTrust(text)).toBeUndefined();
    },
  );
});
