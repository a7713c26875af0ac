/** What holds of trust, whatever is seen and decided in whatever order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BareJid } from '../../src/jid.ts';
import type { OmemoDevice, TrustLevel } from '../../src/omemo/port.ts';
import { deviceOfTrustKey, storeKey } from '../../src/omemo/store.ts';
import { createTrustBook, readDeviceTrust, type TrustBook, writeDeviceTrust } from '../../src/omemo/trust.ts';
import type { DeviceId, IdentityKey } from '../../src/stanzas/omemo.ts';

const level = fc.constantFrom<TrustLevel>('undecided', 'blind', 'verified', 'distrusted');
const identityKey = fc.constantFrom('one', 'two', 'three').map((text) => text as IdentityKey);
const device: fc.Arbitrary<OmemoDevice> = fc.record({
  account: fc.constantFrom('romeo@montague.example', 'juliet@capulet.example').map((text) => text as BareJid),
  deviceId: fc.constantFrom(1, 2).map((id) => id as DeviceId),
});

type Step =
  | { readonly kind: 'see'; readonly device: OmemoDevice; readonly identityKey: IdentityKey }
  | {
      readonly kind: 'decide';
      readonly device: OmemoDevice;
      readonly level: TrustLevel;
      readonly identityKey: IdentityKey | undefined;
    };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('see' as const), device, identityKey }),
  fc.record({
    kind: fc.constant('decide' as const),
    device,
    level,
    identityKey: fc.option(identityKey, { nil: undefined }),
  }),
);
const steps = fc.array(step, { maxLength: 25 });

function take(book: TrustBook, taken: Step): void {
  const trust =
    taken.kind === 'see'
      ? book.whenSeen(taken.device, taken.identityKey)
      : book.whenDecided(taken.device, taken.level, taken.identityKey);
  if (trust !== undefined) book.set(taken.device, trust);
}

function hasVerified(book: TrustBook, account: BareJid): boolean {
  return book.keysOf(account).some(({ trustLevel }) => trustLevel === 'verified');
}

const ALL_KEYS = ['one', 'two', 'three'] as IdentityKey[];

describe('trust, for any sequence of keys seen and decisions made', () => {
  test('A9: a seen key changes its level only by a decision about its device, or as another is verified', () => {
    fc.assert(
      fc.property(steps, device, (taken, watched) => {
        const book = createTrustBook([]);
        for (const next of taken) {
          const before = new Map(
            book.keysOf(watched.account).map((known) => [`${known.deviceId} ${known.identityKey}`, known]),
          );
          take(book, next);
          for (const known of book.keysOf(watched.account)) {
            const earlier = before.get(`${known.deviceId} ${known.identityKey}`);
            if (earlier === undefined || earlier.trustLevel === known.trustLevel) continue;
            const hasEnded = earlier.trustLevel === 'blind' && known.trustLevel === 'undecided';
            if (hasEnded && hasVerified(book, watched.account)) continue;
            expect(next).toMatchObject({ kind: 'decide', level: known.trustLevel });
            expect(next.device).toEqual({ account: watched.account, deviceId: known.deviceId });
          }
        }
      }),
    );
  });

  test('A9: seeing a key never makes it the one a device is known by, unless it is the first', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const book = createTrustBook([]);
        for (const next of taken) {
          const before = book.identityKeyOf(next.device);
          take(book, next);
          if (next.kind === 'see') expect(book.identityKeyOf(next.device)).toBe(before ?? next.identityKey);
        }
      }),
    );
  });

  test('A9: once a key was verified, no key of its account is blind but by a decision', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const book = createTrustBook([]);
        const compared = new Set<BareJid>();
        for (const next of taken) {
          take(book, next);
          const { account } = next.device;
          if (hasVerified(book, account)) compared.add(account);
          if (!compared.has(account)) continue;
          for (const { deviceId, trustLevel } of book.keysOf(account)) {
            if (trustLevel !== 'blind') continue;
            expect(taken).toContainEqual(expect.objectContaining({ device: { account, deviceId }, level: 'blind' }));
          }
        }
      }),
    );
  });

  test('A9: no key is trusted blindly by being seen beside a verified one, or beside another of its device', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const book = createTrustBook([]);
        const compared = new Set<BareJid>();
        for (const next of taken) {
          const known = book.keysOf(next.device.account);
          const isNew = !known.some(
            (key) => key.deviceId === next.device.deviceId && key.identityKey === next.identityKey,
          );
          const isAlone = book.identityKeyOf(next.device) === undefined;
          const wasCompared = compared.has(next.device.account);
          const isDecidedInAdvance =
            isAlone && taken.some((other) => other.kind === 'decide' && other.identityKey === undefined);
          take(book, next);
          if (hasVerified(book, next.device.account)) compared.add(next.device.account);
          if (next.kind !== 'see' || !isNew || isDecidedInAdvance) continue;
          const expected = isAlone && !wasCompared ? 'blind' : 'undecided';
          expect(book.levelOf(next.device, next.identityKey)).toBe(expected);
        }
      }),
    );
  });

  test('A9: survives being written down', () => {
    fc.assert(
      fc.property(steps, device, (taken, watched) => {
        const book = createTrustBook([]);
        const texts = new Map<string, string>();
        for (const next of taken) {
          const trust =
            next.kind === 'see'
              ? book.whenSeen(next.device, next.identityKey)
              : book.whenDecided(next.device, next.level, next.identityKey);
          if (trust === undefined) continue;
          book.set(next.device, trust);
          texts.set(storeKey.trustOf(next.device), writeDeviceTrust(trust));
        }
        const read = createTrustBook([...texts].map(([key, text]) => [deviceOfTrustKey(key), readDeviceTrust(text)!]));
        for (const key of ALL_KEYS) expect(read.levelOf(watched, key)).toBe(book.levelOf(watched, key));
        expect(read.identityKeyOf(watched)).toBe(book.identityKeyOf(watched));
      }),
    );
  });
});

describe('the names of a store', () => {
  const anyDevice: fc.Arbitrary<OmemoDevice> = fc.record({
    account: fc.string({ unit: 'grapheme' }).map((text) => text as BareJid),
    deviceId: fc.integer({ min: 1, max: 0x7fff_ffff }).map((id) => id as DeviceId),
  });

  test('O5: are different for different devices, whatever is in their accounts', () => {
    fc.assert(
      fc.property(anyDevice, (made) => {
        expect(deviceOfTrustKey(storeKey.trustOf(made))).toEqual(made);
        expect(storeKey.sessions(made).replace('sessions/', 'trust/')).toBe(storeKey.trustOf(made));
      }),
    );
  });
});
