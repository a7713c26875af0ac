/**
 * Reads what can be read of a Signal message without a key, so that it can be judged before anything is computed from
 * it: whose identity it claims, which prekeys it used, how far its counter lies ahead.
 *
 * Nothing read here is authenticated.
 *
 * Spec: WhisperTextProtocol.proto of libsignal-protocol-c 2.3 (WhisperMessage, PreKeyWhisperMessage), version 3, as
 * XEP-0384 0.3.0 #usecases-messagesend puts it into `<key/>`.
 */
import type { IdentityKey } from '../stanzas/omemo.ts';
import { identityKeyOf, isUsablePublicKey } from './public-key.ts';
import { type ProtobufFields, readProtobuf } from './protobuf.ts';

/** The clear part of a WhisperMessage. */
export interface WhisperHeader {
  /** 33 bytes: the sender's ratchet key, which names the chain. */
  readonly ratchetKey: Uint8Array;
  readonly counter: number;
  /** The last counter of the sender's chain before this one. */
  readonly previousCounter: number;
}

/** A PreKeyWhisperMessage: what a session can be made from, and the WhisperMessage inside. */
export interface PreKeyHeader {
  readonly registrationId: number;
  /** Undefined where the sender used no one-time prekey. 0 is how some libraries write that. */
  readonly preKeyId: number | undefined;
  readonly signedPreKeyId: number;
  /** 33 bytes: the sender's ephemeral key, which names the session. */
  readonly baseKey: Uint8Array;
  readonly identityKey: IdentityKey;
  readonly identityKeyBytes: Uint8Array;
  readonly whisperMessage: Uint8Array;
  readonly whisper: WhisperHeader;
}

// High nibble: version of the message; low nibble: the newest version the sender knows. Both have been 3 since 2014.
const VERSION_BYTE = 0x33;
const MAC_BYTES = 8;

/** The header of a WhisperMessage: version byte, protobuf, MAC. Undefined where the bytes are none. */
export function readWhisperMessage(message: Uint8Array): WhisperHeader | undefined {
  const fields = readVersioned(message, MAC_BYTES);
  if (fields === undefined) return undefined;
  const ratchetKey = usableKey(fields, 1);
  const counter = fields.number(2);
  const ciphertext = fields.bytes(4);
  if (ratchetKey === undefined || counter === undefined || ciphertext === undefined) return undefined;
  // libsignal-protocol-c always writes it, others leave a 0 out. Present but unreadable is not absent.
  const previousCounter = optionalNumber(fields, 3);
  return previousCounter === undefined ? undefined : { ratchetKey, counter, previousCounter };
}

/** A PreKeyWhisperMessage: version byte, protobuf. Undefined where the bytes, or those inside, are none. */
export function readPreKeyWhisperMessage(message: Uint8Array): PreKeyHeader | undefined {
  const fields = readVersioned(message, 0);
  if (fields === undefined) return undefined;
  const baseKey = usableKey(fields, 2);
  const identityBytes = fields.bytes(3);
  const identityKey = identityBytes && identityKeyOf(identityBytes);
  const whisperMessage = fields.bytes(4);
  const signedPreKeyId = fields.number(6);
  const registrationId = optionalNumber(fields, 5);
  const preKeyId = optionalNumber(fields, 1);
  if (baseKey === undefined || identityBytes === undefined || identityKey === undefined) return undefined;
  if (whisperMessage === undefined || signedPreKeyId === undefined) return undefined;
  if (registrationId === undefined || preKeyId === undefined) return undefined;
  const whisper = readWhisperMessage(whisperMessage);
  if (whisper === undefined) return undefined;
  return {
    registrationId,
    preKeyId: preKeyId === 0 ? undefined : preKeyId,
    signedPreKeyId,
    baseKey,
    identityKey,
    identityKeyBytes: identityBytes,
    whisperMessage,
    whisper,
  };
}

function readVersioned(message: Uint8Array, trailerBytes: number): ProtobufFields | undefined {
  if (message[0] !== VERSION_BYTE || message.length < 1 + trailerBytes) return undefined;
  return readProtobuf(message.subarray(1, message.length - trailerBytes));
}

function usableKey(fields: ProtobufFields, field: number): Uint8Array | undefined {
  const bytes = fields.bytes(field);
  return bytes !== undefined && isUsablePublicKey(bytes) ? bytes : undefined;
}

/** 0 where the field is absent, undefined where it is there and no number. */
function optionalNumber(fields: ProtobufFields, field: number): number | undefined {
  return fields.has(field) ? fields.number(field) : 0;
}
