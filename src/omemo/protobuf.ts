/**
 * Reads and writes protobuf as far as Signal's messages and records need it: numbers and byte strings, by field number.
 * Knows no message.
 *
 * Reads less than the format has: a number beyond 32 bits, a group, or a byte behind the end refuses the whole, and a
 * field that comes twice has no single value. Readers differ in what they make of those.
 *
 * Spec: protobuf encoding, protobuf.dev/programming-guides/encoding.
 */
import { concatBytes } from '../base/bytes.ts';

/** The fields of one message. Repeated fields are listed in order. */
export interface ProtobufFields {
  /** Whether the field is there at all, in whatever form. */
  has(field: number): boolean;
  /** Undefined where the field is absent, is a byte string, or comes more than once. */
  number(field: number): number | undefined;
  /** Undefined where the field is absent, is a number, or comes more than once. */
  bytes(field: number): Uint8Array | undefined;
  /** Every occurrence that is a byte string. */
  allBytes(field: number): readonly Uint8Array[];
}

/** A field to write: its number, and a number of at most 32 bits or bytes. */
export type ProtobufField = readonly [field: number, value: number | Uint8Array];

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

const UINT32_RANGE = 0x1_0000_0000;

/** Whether a number can be a field's value. */
export function isUint32(value: number): boolean {
  return value >>> 0 === value;
}

/** The fields of a message, or undefined where the bytes are none. Foreign fields are read over. */
export function readProtobuf(bytes: Uint8Array): ProtobufFields | undefined {
  const values = new Map<number, (number | Uint8Array)[]>();
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    if (tag === undefined) return undefined;
    const field = tag.value >>> 3;
    const read = field === 0 ? undefined : readValue(bytes, tag.end, tag.value & 7);
    if (read === undefined) return undefined;
    const known = values.get(field);
    if (known === undefined) values.set(field, [read.value]);
    else known.push(read.value);
    at = read.end;
  }
  return fieldsOf(values);
}

function fieldsOf(values: ReadonlyMap<number, readonly (number | Uint8Array)[]>): ProtobufFields {
  const only = (field: number): number | Uint8Array | undefined => {
    const all = values.get(field);
    return all?.length === 1 ? all[0] : undefined;
  };
  return {
    has: (field) => values.has(field),
    number(field) {
      const value = only(field);
      return typeof value === 'number' ? value : undefined;
    },
    bytes(field) {
      const value = only(field);
      return typeof value === 'object' ? value : undefined;
    },
    allBytes: (field) => (values.get(field) ?? []).filter((value) => typeof value === 'object'),
  };
}

interface Read<T> {
  readonly value: T;
  /** Where the next thing begins. */
  readonly end: number;
}

function readValue(bytes: Uint8Array, at: number, wireType: number): Read<number | Uint8Array> | undefined {
  switch (wireType) {
    case VARINT:
      return readVarint(bytes, at);
    case FIXED64:
      return readBytes(bytes, at, 8);
    case FIXED32:
      return readBytes(bytes, at, 4);
    case LENGTH_DELIMITED: {
      const byteLength = readVarint(bytes, at);
      return byteLength && readBytes(bytes, byteLength.end, byteLength.value);
    }
    default:
      return undefined;
  }
}

function readBytes(bytes: Uint8Array, at: number, byteLength: number): Read<Uint8Array> | undefined {
  const end = at + byteLength;
  return end <= bytes.length ? { value: bytes.subarray(at, end), end } : undefined;
}

/** A number of 32 bits. Signal's fields are no longer, and readers differ in what they cut off a longer one. */
function readVarint(bytes: Uint8Array, at: number): Read<number> | undefined {
  let value = 0;
  for (let digit = 0; digit < 5; digit += 1) {
    const byte = bytes[at + digit];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * digit);
    if (byte < 0x80) return value < UINT32_RANGE ? { value, end: at + digit + 1 } : undefined;
  }
  return undefined;
}

/** The fields in the order given, behind a first byte that is not protobuf's. */
export function writeProtobuf(firstByte: number, fields: readonly ProtobufField[]): Uint8Array<ArrayBuffer> {
  const parts: ArrayLike<number>[] = [[firstByte]];
  for (const [field, value] of fields) {
    if (typeof value === 'number') parts.push(varint(field * 8 + VARINT), varint(value));
    else parts.push(varint(field * 8 + LENGTH_DELIMITED), varint(value.length), value);
  }
  return concatBytes(...parts);
}

/** Seven bits at a time, the lowest first. */
function varint(value: number): readonly number[] {
  const digits: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) digits.push((rest % 0x80) | 0x80);
  digits.push(rest);
  return digits;
}
