/**
 * Signal messages byte by byte, for tests that need what no honest sender makes. Written apart from the code under
 * test.
 */
import { concatBytes } from '../../src/base/bytes.ts';

const VERSION = 0x33;
const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** A protobuf number of any size below 2^53. */
export function varint(value: number): Uint8Array {
  const digits: number[] = [];
  for (let rest = value; digits.length === 0 || rest > 0; rest = Math.floor(rest / 128)) {
    digits.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
  }
  return Uint8Array.from(digits);
}

/** One protobuf field, number or bytes. */
export function field(number: number, value: number | Uint8Array): Uint8Array {
  if (typeof value === 'number') return concatBytes(varint(number * 8 + VARINT), varint(value));
  return concatBytes(varint(number * 8 + LENGTH_DELIMITED), varint(value.length), value);
}

/** A public key of wire form that is no key of anybody, and no weak one. */
export const SOME_KEY = Uint8Array.from({ length: 33 }, (_, at) => (at === 0 ? 5 : at));

export interface WhisperParts {
  readonly ratchetKey?: Uint8Array;
  readonly counter?: number;
  readonly previousCounter?: number;
  readonly ciphertext?: Uint8Array;
  readonly mac?: Uint8Array;
}

/** A WhisperMessage whose MAC fits nothing. */
export function whisperMessage(parts: WhisperParts = {}): Uint8Array {
  const { ratchetKey = SOME_KEY, counter = 0, previousCounter = 0, ciphertext = new Uint8Array(48) } = parts;
  const protobuf = [field(1, ratchetKey), field(2, counter), field(3, previousCounter), field(4, ciphertext)];
  return concatBytes(Uint8Array.of(VERSION), ...protobuf, parts.mac ?? new Uint8Array(8));
}

export interface PreKeyParts {
  readonly registrationId?: number;
  /** Left out of the message where undefined. */
  readonly preKeyId: number | undefined;
  readonly signedPreKeyId?: number;
  readonly baseKey?: Uint8Array;
  readonly identityKey?: Uint8Array;
  readonly message?: Uint8Array;
}

/** A PreKeyWhisperMessage. */
export function preKeyWhisperMessage(parts: PreKeyParts): Uint8Array {
  const { registrationId = 1, preKeyId, signedPreKeyId = 1 } = parts;
  const { baseKey = SOME_KEY, identityKey = SOME_KEY, message = whisperMessage() } = parts;
  return concatBytes(
    Uint8Array.of(VERSION),
    field(5, registrationId),
    ...(preKeyId === undefined ? [] : [field(1, preKeyId)]),
    field(6, signedPreKeyId),
    field(2, baseKey),
    field(3, identityKey),
    field(4, message),
  );
}
