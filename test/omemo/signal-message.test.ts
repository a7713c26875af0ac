import { describe, expect, test } from 'vitest';
import { concatBytes } from '../../src/base/bytes.ts';
import { readProtobuf } from '../../src/omemo/protobuf.ts';
import { readPreKeyWhisperMessage, readWhisperMessage } from '../../src/omemo/signal-message.ts';
import { field, preKeyWhisperMessage, SOME_KEY, varint, whisperMessage } from './signal-bytes.ts';

const VERSION = Uint8Array.of(0x33);
const MAC = new Uint8Array(8);

describe('readWhisperMessage', () => {
  test('gives ratchet key, counters and ciphertext', () => {
    const parts = { ratchetKey: SOME_KEY, counter: 300, previousCounter: 0xffff_ffff, ciphertext: Uint8Array.of(1, 2) };
    expect(readWhisperMessage(whisperMessage(parts))).toEqual(parts);
  });

  test('takes a previous counter that is left out for 0', () => {
    const message = concatBytes(VERSION, field(1, SOME_KEY), field(2, 7), field(4, Uint8Array.of(1)), MAC);
    expect(readWhisperMessage(message)?.previousCounter).toBe(0);
  });

  test('reads over fields it does not know', () => {
    const foreign = concatBytes(
      field(9, 1),
      field(10, Uint8Array.of(1, 2)),
      Uint8Array.of((11 << 3) | 1, 1, 2, 3, 4, 5, 6, 7, 8),
      Uint8Array.of((12 << 3) | 5, 1, 2, 3, 4),
    );
    const message = concatBytes(whisperMessage().subarray(0, -8), foreign, MAC);
    expect(readWhisperMessage(message)).toEqual(readWhisperMessage(whisperMessage()));
  });

  test.each([
    ['without version', whisperMessage().subarray(1)],
    ['of version 2', concatBytes(Uint8Array.of(0x22), whisperMessage().subarray(1))],
    ['of version 4', concatBytes(Uint8Array.of(0x44), whisperMessage().subarray(1))],
    ['without MAC', VERSION],
    ['without ratchet key', concatBytes(VERSION, field(2, 0), field(4, Uint8Array.of(1)), MAC)],
    ['without counter', concatBytes(VERSION, field(1, SOME_KEY), field(4, Uint8Array.of(1)), MAC)],
    ['without ciphertext', concatBytes(VERSION, field(1, SOME_KEY), field(2, 0), MAC)],
    ['with two ratchet keys', concatBytes(whisperMessage().subarray(0, -8), field(1, SOME_KEY), MAC)],
    ['with two counters', concatBytes(whisperMessage().subarray(0, -8), field(2, 5), MAC)],
    ['with two previous counters', concatBytes(whisperMessage().subarray(0, -8), field(3, 5), MAC)],
    ['with a counter of bytes', concatBytes(VERSION, field(1, SOME_KEY), field(2, MAC), field(4, MAC), MAC)],
    ['with a counter of 33 bits', whisperMessage({ counter: 2 ** 32 })],
    ['with a ratchet key of another type', whisperMessage({ ratchetKey: SOME_KEY.with(0, 6) })],
    ['cut short', concatBytes(whisperMessage().subarray(0, -9), MAC)],
  ])('refuses one %s', (_, message) => {
    expect(readWhisperMessage(message)).toBeUndefined();
  });
});

describe('readPreKeyWhisperMessage', () => {
  test('gives what a session is made from, and the message inside', () => {
    const inner = whisperMessage({ counter: 2 });
    const header = readPreKeyWhisperMessage(preKeyWhisperMessage({ preKeyId: 7, signedPreKeyId: 3, message: inner }));
    expect(header).toMatchObject({ registrationId: 1, preKeyId: 7, signedPreKeyId: 3, baseKey: SOME_KEY });
    expect(header?.identityKey).toBe(Buffer.from(SOME_KEY).toString('base64'));
    expect(header?.whisper.counter).toBe(2);
    expect(header?.whisperMessage).toEqual(inner);
  });

  test.each([0, undefined])('takes the prekey id %s for none', (preKeyId) => {
    expect(readPreKeyWhisperMessage(preKeyWhisperMessage({ preKeyId }))?.preKeyId).toBeUndefined();
  });

  const whole = preKeyWhisperMessage({ preKeyId: 7 });
  test.each([
    ['nothing', new Uint8Array()],
    ['of another version', concatBytes(Uint8Array.of(0x32), whole.subarray(1))],
    ['without fields', VERSION],
    ['with two identity keys', concatBytes(whole, field(3, SOME_KEY))],
    ['with two prekey ids', concatBytes(whole, field(1, 8))],
    ['with two registration ids', concatBytes(whole, field(5, 8))],
    ['with two signed prekey ids', concatBytes(whole, field(6, 8))],
    ['with two base keys', concatBytes(whole, field(2, SOME_KEY))],
    ['with two messages', concatBytes(whole, field(4, whisperMessage()))],
    ['with a message that is none', preKeyWhisperMessage({ preKeyId: 7, message: whole })],
    ['without message', VERSION],
  ])('refuses one %s', (_, message) => {
    expect(readPreKeyWhisperMessage(message)).toBeUndefined();
  });
});

describe('readProtobuf', () => {
  test.each([
    ['field number 0', Uint8Array.of(0, 1)],
    ['a group', Uint8Array.of((1 << 3) | 3)],
    ['a number without end', Uint8Array.of(8, 0x80)],
    ['a number of six bytes', concatBytes(Uint8Array.of(8), Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0))],
    ['a number of 33 bits', concatBytes(Uint8Array.of(8), varint(2 ** 32))],
    ['bytes behind the end', Uint8Array.of((1 << 3) | 2, 2, 0)],
    ['a length of 2 GB', concatBytes(Uint8Array.of((1 << 3) | 2), varint(2 ** 31))],
    ['half a fixed number', Uint8Array.of((1 << 3) | 5, 1, 2)],
  ])('refuses %s', (_, bytes) => {
    expect(readProtobuf(bytes)).toBeUndefined();
  });

  test('takes a field that comes twice for neither, and lists both', () => {
    const fields = readProtobuf(concatBytes(field(1, SOME_KEY), field(1, MAC)));
    expect(fields?.bytes(1)).toBeUndefined();
    expect(fields?.has(1)).toBe(true);
    expect(fields?.allBytes(1)).toEqual([SOME_KEY, MAC]);
  });
});
