import * as library from '@privacyresearch/libsignal-protocol-protobuf-ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PreKeyWhisperMessage, WhisperMessage } from '../../src/bundling/signal-protobuf.ts';

const number = fc.oneof(fc.nat({ max: 300 }), fc.integer({ min: 0, max: 0xffff_ffff }));
const bytes = fc.uint8Array({ maxLength: 300 });

const whisperFields = fc.record({ ephemeralKey: bytes, counter: number, previousCounter: number, ciphertext: bytes });
const preKeyFields = fc.record({
  registrationId: number,
  preKeyId: number,
  signedPreKeyId: number,
  baseKey: bytes,
  identityKey: bytes,
  message: bytes,
});

const plain = (encoded: Uint8Array) => new Uint8Array(encoded);

test('a WhisperMessage is written and read as the library does it', () => {
  fc.assert(
    fc.property(whisperFields, (fields) => {
      const encoded = plain(library.WhisperMessage.encode(fields).finish());
      expect(plain(WhisperMessage.encode({ ...WhisperMessage.fromJSON(), ...fields }).finish())).toEqual(encoded);
      expect(WhisperMessage.decode(encoded)).toEqual(fields);
      const { ephemeralKey, ciphertext, ...numbers } = library.WhisperMessage.decode(encoded);
      expect({ ...numbers, ephemeralKey: plain(ephemeralKey), ciphertext: plain(ciphertext) }).toEqual(fields);
    }),
  );
});

test('a PreKeyWhisperMessage is written as the library does it', () => {
  fc.assert(
    fc.property(preKeyFields, (fields) => {
      expect(plain(PreKeyWhisperMessage.encode({ ...PreKeyWhisperMessage.fromJSON(), ...fields }).finish())).toEqual(
        plain(library.PreKeyWhisperMessage.encode(fields).finish()),
      );
    }),
  );
});

test.each([0, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32 - 1])(
  'the number %i is written as the library does it',
  (value) => {
    const bytesOfLength = new Uint8Array(Math.min(value, 20_000));
    const fields = { ephemeralKey: bytesOfLength, counter: value, previousCounter: value, ciphertext: bytesOfLength };
    const encoded = plain(library.WhisperMessage.encode(fields).finish());
    expect(plain(WhisperMessage.encode(fields).finish())).toEqual(encoded);
    expect(WhisperMessage.decode(encoded)).toEqual(fields);
  },
);

test('what the library fills in by itself is the same', () => {
  expect(WhisperMessage.fromJSON()).toEqual(library.WhisperMessage.fromJSON({}));
  expect(PreKeyWhisperMessage.fromJSON()).toEqual(library.PreKeyWhisperMessage.fromJSON({}));
});

test('bytes of its own are given out, which hold nothing else', () => {
  const encoded = WhisperMessage.encode({
    ephemeralKey: Uint8Array.of(1),
    counter: 0,
    previousCounter: 0,
    ciphertext: Uint8Array.of(2, 3),
  }).finish();
  const { ephemeralKey, ciphertext } = WhisperMessage.decode(encoded);
  expect([ephemeralKey.buffer.byteLength, ciphertext.buffer.byteLength]).toEqual([1, 2]);
});

test('what is no message is refused, and what is none yet not written', () => {
  const encoded = WhisperMessage.encode({
    ephemeralKey: Uint8Array.of(1),
    counter: 0,
    previousCounter: 0,
    ciphertext: Uint8Array.of(2),
  }).finish();
  expect(() => WhisperMessage.decode(encoded.slice(0, -1))).toThrow('no WhisperMessage');
  expect(() => WhisperMessage.decode(encoded.slice(0, 3))).toThrow('no WhisperMessage');
  expect(() => WhisperMessage.decode(Uint8Array.of(0xff))).toThrow('no WhisperMessage');
  expect(() => WhisperMessage.encode(WhisperMessage.fromJSON())).toThrow('missing');
});
