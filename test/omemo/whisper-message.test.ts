import * as library from '@privacyresearch/libsignal-protocol-protobuf-ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { platformInUse } from '../../src/omemo/platform.ts';
import { readWhisperMessage } from '../../src/omemo/signal-message.ts';
import { hasRightMac, writePreKeyWhisperMessage, writeWhisperMessage } from '../../src/omemo/whisper-message.ts';
import { readable } from './readable.ts';
import { SOME_KEY } from './signal-bytes.ts';

const { hmacSha256 } = platformInUse();

const edges = [0, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32 - 1];
const number = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: 0, max: 0xffff_ffff }));
const bytes = fc.uint8Array({ maxLength: 300 });

const MAC_KEY = new Uint8Array(32).fill(3);
const ENDS = { sender: new Uint8Array(33).fill(1).buffer, receiver: new Uint8Array(33).fill(2).buffer };

describe('a WhisperMessage', () => {
  test('is written as libsignal does it, and read again', () => {
    fc.assert(
      fc.property(number, number, bytes, (counter, previousCounter, ciphertext) => {
        const message = { ratchetKey: SOME_KEY, counter, previousCounter, ciphertext };
        const written = writeWhisperMessage(hmacSha256, MAC_KEY, ENDS, message);
        const theirs = library.WhisperMessage.encode({ ...message, ephemeralKey: SOME_KEY }).finish();
        expect(written[0]).toBe(0x33);
        expect(readable(written.subarray(1, -8))).toBe(readable(theirs));
        expect(readable(readWhisperMessage(written))).toEqual(readable(message));
      }),
    );
  });

  test('has the MAC of its key and its ends, the sender first, and no other', () => {
    const message = { ratchetKey: SOME_KEY, counter: 1, previousCounter: 0, ciphertext: SOME_KEY };
    const written = writeWhisperMessage(hmacSha256, MAC_KEY, ENDS, message);
    const otherKey = new Uint8Array(32).fill(4);
    const reversed = { sender: ENDS.receiver, receiver: ENDS.sender };
    expect(hasRightMac(hmacSha256, MAC_KEY, ENDS, written)).toBe(true);
    expect(hasRightMac(hmacSha256, otherKey, ENDS, written)).toBe(false);
    expect(hasRightMac(hmacSha256, MAC_KEY, reversed, written)).toBe(false);
    expect(hasRightMac(hmacSha256, MAC_KEY, ENDS, written.subarray(0, -1))).toBe(false);
    expect(hasRightMac(hmacSha256, MAC_KEY, ENDS, written.subarray(0, 7))).toBe(false);
    const authenticated = Buffer.concat([Buffer.from(ENDS.sender), Buffer.from(ENDS.receiver), written.slice(0, -8)]);
    expect(readable(written.slice(-8))).toBe(readable(hmacSha256(MAC_KEY, authenticated).subarray(0, 8)));
  });
});

test('a PreKeyWhisperMessage is written as libsignal does it', () => {
  fc.assert(
    fc.property(number, number, number, bytes, (registrationId, preKeyId, signedPreKeyId, message) => {
      const announcement = { registrationId, preKeyId, signedPreKeyId };
      const [baseKey, identityKey] = [new Uint8Array(33).fill(5), new Uint8Array(33).fill(6)];
      const keys = { baseKey: baseKey.buffer, identityKey: identityKey.buffer };
      const written = writePreKeyWhisperMessage({ ...announcement, ...keys }, message);
      const theirs = library.PreKeyWhisperMessage.encode({ ...announcement, baseKey, identityKey, message }).finish();
      expect(written[0]).toBe(0x33);
      expect(readable(written.subarray(1))).toBe(readable(theirs));
    }),
  );
});
