/** What holds of an OMEMO message, whoever made it up. */
import { PreKeyWhisperMessage, WhisperMessage } from '@privacyresearch/libsignal-protocol-protobuf-ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../src/base/bytes.ts';
import { readPreKeyWhisperMessage, readWhisperMessage } from '../../src/omemo/signal-message.ts';
import type { OmemoMessage } from '../../src/stanzas/omemo.ts';
import {
  bundleOf,
  createPair,
  createStrangers,
  encrypted,
  juliet,
  keyBytesOf,
  refusalOf,
  romeo,
} from '../../test/omemo/devices.ts';
import { keepConsoleQuiet } from '../../test/omemo/quiet-console.ts';
import { field, preKeyWhisperMessage, SOME_KEY, whisperMessage } from '../../test/omemo/signal-bytes.ts';
import { valueOf } from '../../test/omemo/value-of.ts';
import { omemoMessage } from '../arbitraries/omemo-message.ts';
import { bytesOf } from '../arbitraries/text.ts';

keepConsoleQuiet();

const uint32 = fc.oneof(fc.nat({ max: 2_000 }), fc.integer({ min: 0, max: 0xffff_ffff }));
const key = fc.oneof(bytesOf(33, 33), bytesOf(0, 40), fc.constant(SOME_KEY)).map((bytes) => Uint8Array.from(bytes));
const keyOfType = key.map((bytes) => (bytes.length === 33 ? bytes.with(0, 5) : bytes));

/** Fields in any order and number, of any type, some cut short. */
const fields = fc
  .array(
    fc.oneof(
      fc.tuple(fc.nat({ max: 9 }), uint32).map(([number, value]) => field(number, value)),
      fc.tuple(fc.nat({ max: 9 }), fc.oneof(keyOfType, bytesOf(0, 60))).map(([number, bytes]) => field(number, bytes)),
      bytesOf(0, 6),
    ),
    { maxLength: 8 },
  )
  .map((parts) => concatBytes(Uint8Array.of(0x33), ...parts, new Uint8Array(8)));

const whisper = fc
  .record({ ratchetKey: keyOfType, counter: uint32, previousCounter: uint32, ciphertext: bytesOf(0, 60) })
  .map(whisperMessage);
const preKeyWhisper = fc
  .record({
    registrationId: uint32,
    preKeyId: fc.option(uint32, { nil: undefined }),
    signedPreKeyId: uint32,
    baseKey: keyOfType,
    identityKey: keyOfType,
    message: fc.oneof(whisper, bytesOf(0, 60)),
  })
  .map(preKeyWhisperMessage);

const signalBytes = fc.oneof(fields, whisper, preKeyWhisper, bytesOf(0, 80));
const keys = fc.record({ preKey: fc.boolean(), bytes: signalBytes });

describe('any message', () => {
  test('O3: is answered with a word and changes nothing, unless it opens', async () => {
    const { juliets } = await createPair();
    await fc.assert(
      fc.asyncProperty(keys, async (made) => {
        const message: OmemoMessage = {
          senderDeviceId: romeo.deviceId,
          keys: [{ ...made, recipientDeviceId: juliet.deviceId }],
          iv: new Uint8Array(12),
          payload: new Uint8Array(4),
        };
        expect(await refusalOf(juliets, romeo, message)).not.toBe('nothing');
      }),
      { numRuns: 400 },
    );
  });

  test('O3: is so, whoever it is said to be from and for', async () => {
    const { juliets } = await createPair();
    await fc.assert(
      fc.asyncProperty(omemoMessage, async (message) => {
        expect(await refusalOf(juliets, { ...romeo, deviceId: message.senderDeviceId }, message)).not.toBe('nothing');
      }),
    );
  });

  test('O3: is so, where it is an honest one with bytes cut out, put in or changed', async () => {
    const { romeos, juliets } = await createStrangers();
    valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
    const message = await encrypted(romeos, juliet, 'hello');
    const bytes = keyBytesOf(message);
    const position = fc.nat({ max: bytes.length });
    await fc.assert(
      fc.asyncProperty(position, position, bytesOf(0, 4), async (from, to, between) => {
        const changed = concatBytes(bytes.subarray(0, from), between, bytes.subarray(to));
        fc.pre(Buffer.compare(changed, bytes) !== 0);
        const refusal = await refusalOf(juliets, romeo, {
          ...message,
          keys: [{ ...message.keys[0]!, bytes: changed }],
        });
        expect(refusal).not.toBe('nothing');
      }),
      { numRuns: 200 },
    );
  });
});

describe('a message that can be read', () => {
  test('O4: reads the same for libsignal', () => {
    fc.assert(
      fc.property(fc.oneof(fields, whisper), (bytes) => {
        const ours = readWhisperMessage(bytes);
        if (ours === undefined) return;
        const theirs = WhisperMessage.decode(bytes.subarray(1, -8));
        expect({ ...theirs, ciphertext: undefined, ephemeralKey: [...theirs.ephemeralKey] }).toEqual({
          ciphertext: undefined,
          ephemeralKey: [...ours.ratchetKey],
          counter: ours.counter,
          previousCounter: ours.previousCounter,
        });
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(preKeyWhisper, (bytes) => {
        const ours = readPreKeyWhisperMessage(bytes);
        if (ours === undefined) return;
        const theirs = PreKeyWhisperMessage.decode(bytes.subarray(1));
        expect([theirs.registrationId, theirs.signedPreKeyId, theirs.preKeyId]).toEqual([
          ours.registrationId,
          ours.signedPreKeyId,
          ours.preKeyId ?? 0,
        ]);
        expect([...theirs.baseKey]).toEqual([...ours.baseKey]);
        expect([...theirs.identityKey]).toEqual([...ours.identityKeyBytes]);
        expect([...theirs.message]).toEqual([...ours.whisperMessage]);
      }),
      { numRuns: 300 },
    );
  });
});
