/**
 * Takes the place of @privacyresearch/libsignal-protocol-protobuf-ts in bundles, and of protobufjs behind it: writes
 * and reads the messages that libsignal writes and reads for src/omemo/libsignal.ts, and no others.
 *
 * The same bytes as the library's own, which test/bundling/signal-protobuf.test.ts compares. What is read here was
 * admitted by the same reader before, in src/omemo/signal-message.ts.
 *
 * Spec: WhisperTextProtocol.proto of libsignal-protocol-c 2.3;
 * protobuf encoding, protobuf.dev/programming-guides/encoding.
 */
import { concatBytes } from '../base/bytes.ts';
import { readProtobuf } from '../omemo/protobuf.ts';

/** The fields as libsignal names them. It makes an empty message and fills it. */
export interface WhisperFields {
  ephemeralKey?: Uint8Array;
  counter: number;
  previousCounter: number;
  ciphertext?: Uint8Array;
}

export interface PreKeyWhisperFields {
  registrationId: number;
  preKeyId: number;
  signedPreKeyId: number;
  baseKey?: Uint8Array;
  identityKey?: Uint8Array;
  message?: Uint8Array;
}

/** What protobufjs calls a writer, as far as it is used. */
interface Written {
  finish(): Uint8Array;
}

export const WhisperMessage = {
  fromJSON: (): WhisperFields => ({ counter: 0, previousCounter: 0 }),

  encode: ({ ephemeralKey, counter, previousCounter, ciphertext }: WhisperFields): Written =>
    written([1, ephemeralKey], [2, counter], [3, previousCounter], [4, ciphertext]),

  /** @throws Error  where the bytes are no message: libsignal has no other way to be told */
  decode(bytes: Uint8Array): Required<WhisperFields> {
    const fields = readProtobuf(bytes);
    const [ephemeralKey, ciphertext] = [fields?.bytes(1), fields?.bytes(4)];
    if (fields === undefined || ephemeralKey === undefined || ciphertext === undefined) {
      throw new Error('no WhisperMessage');
    }
    return {
      // Copies: libsignal takes the whole buffer under a view in some places.
      ephemeralKey: new Uint8Array(ephemeralKey),
      counter: fields.number(2) ?? 0,
      previousCounter: fields.number(3) ?? 0,
      ciphertext: new Uint8Array(ciphertext),
    };
  },
};

/** Is only written: src/omemo/signal-message.ts reads it. */
export const PreKeyWhisperMessage = {
  fromJSON: (): PreKeyWhisperFields => ({ registrationId: 0, preKeyId: 0, signedPreKeyId: 0 }),

  encode: ({ registrationId, preKeyId, signedPreKeyId, baseKey, identityKey, message }: PreKeyWhisperFields): Written =>
    // The library's own order, which is not that of the numbers.
    written([5, registrationId], [1, preKeyId], [6, signedPreKeyId], [2, baseKey], [3, identityKey], [4, message]),
};

const VARINT = 0;
const LENGTH_DELIMITED = 2;

function written(...fields: readonly (readonly [number: number, value: number | Uint8Array | undefined])[]): Written {
  const parts = fields.map(([number, value]) => {
    if (value === undefined) throw new Error(`field ${number} is missing`);
    return typeof value === 'number'
      ? concatBytes(varint(number * 8 + VARINT), varint(value))
      : concatBytes(varint(number * 8 + LENGTH_DELIMITED), varint(value.length), value);
  });
  return { finish: () => concatBytes(...parts) };
}

/** A number of 32 bits, seven at a time, the lowest first. */
function varint(value: number): Uint8Array {
  const digits: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) digits.push((rest % 0x80) | 0x80);
  return Uint8Array.of(...digits, rest);
}
