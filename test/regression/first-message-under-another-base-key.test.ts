/**
 * Why this test? A first message was known again by its base key while its used prekey was kept. The base key lies
 * outside the part that the MAC covers, and a server that adds a point of low order to it gets another text that makes
 * the same secrets: the same message opened eight times, as a new session each time, also as that of another device.
 *
 * Spec: RFC 7748 #7 (public keys that lead to the same secret).
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, test } from 'vitest';
import { readPreKeyWhisperMessage } from '../../src/omemo/signal-message.ts';
import type { OmemoMessage } from '../../src/stanzas/omemo.ts';
import { deviceOf, from } from '../../src/testing/omemo/check.ts';
import {
  bundleOf,
  createStrangers,
  decrypted,
  encrypted,
  juliet,
  keyBytesOf,
  refusalOf,
  romeo,
} from '../omemo/devices.ts';
import { withBaseKey, withOtherBaseKey as byInversion } from '../../src/testing/omemo/other-base-key.ts';
import { valueOf } from '../omemo/value-of.ts';

const { Point } = ed25519;
const { Fp } = Point;

/** A generator of the eight points of low order: by its y, as in RFC 8032. */
const LOW_ORDER = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');

test('both ways of another base key make one that is not the same', async () => {
  const { first } = await opened();
  const changed = readPreKeyWhisperMessage(keyBytesOf(byInversion(first)!))!;
  // Four times a generator is the point of order two.
  expect(changed).toEqual(readPreKeyWhisperMessage(keyBytesOf(withOtherBaseKey(first, 4))));
});

describe('a first message that was opened', () => {
  test.each([1, 2, 3, 4, 5, 6, 7])(
    'is refused with %i times a point of low order added to its base key',
    async (times) => {
      const { juliets, first } = await opened();
      expect(await refusalOf(juliets, romeo, withOtherBaseKey(first, times))).toBe('unknownPreKey');
    },
  );

  test('is refused in that way as that of another device, too', async () => {
    const { juliets, first } = await opened();
    const tybalt = deviceOf('tybalt@capulet.example', 666);
    const asHis = { ...withOtherBaseKey(first, 1), senderDeviceId: tybalt.deviceId };
    expect(await refusalOf(juliets, tybalt, asHis)).toBe('unknownPreKey');
  });

  test('starts nothing with what was sent after it, either', async () => {
    const { juliets, romeos } = await opened();
    const second = await encrypted(romeos, juliet, 'second');
    expect(await refusalOf(juliets, romeo, withOtherBaseKey(second, 3))).toBe('unknownPreKey');
    expect(await decrypted(juliets, romeo, second)).toBe('second');
  });

  test('opens once when the changed one comes first, and the one that was sent does not open after it', async () => {
    const { juliets, romeos } = await createStrangers();
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    const first = await encrypted(romeos, juliet, 'first');
    expect(await decrypted(juliets, romeo, withOtherBaseKey(first, 5))).toBe('first');
    expect((await juliets.omemo.decrypt(from(romeo), first)).ok).toBe(false);
  });
});

async function opened() {
  const { juliets, romeos } = await createStrangers();
  valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
  const first = await encrypted(romeos, juliet, 'first');
  expect(await decrypted(juliets, romeo, first)).toBe('first');
  return { juliets, romeos, first };
}

/** The message with another base key that makes the same secrets: a server can do this. */
function withOtherBaseKey(message: OmemoMessage, times: number): OmemoMessage {
  const changed = withBaseKey(message, (u) => withLowOrderAdded(u, times))!;
  const baseKeyOf = (each: OmemoMessage) => readPreKeyWhisperMessage(keyBytesOf(each))!.baseKey;
  expect(baseKeyOf(changed)).not.toEqual(baseKeyOf(message));
  return changed;
}

/** By way of the Edwards curve, where points can be added: y = (u - 1) / (u + 1), RFC 7748 #4.1. */
function withLowOrderAdded(u: Uint8Array, times: number): Uint8Array {
  const number = Fp.fromBytes(u);
  const y = Fp.div(Fp.sub(number, 1n), Fp.add(number, 1n));
  const sum = Point.fromBytes(Fp.toBytes(y))
    .add(LOW_ORDER.multiplyUnsafe(BigInt(times)))
    .toAffine();
  return Fp.toBytes(Fp.div(Fp.add(1n, sum.y), Fp.sub(1n, sum.y)));
}
