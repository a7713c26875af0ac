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

/** A WhisperMessage without its MAC. */
export interface WhisperMessage extends WhisperHeader {
  readonly ciphertext: Uint8Array;
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
  readonly whisper: WhisperMessage;
}

// High nibble: version of the message; low nibble: the newest version the sender knows. Both have been 3 since 2014.
export const VERSION_BYTE = 0x33;
export const MAC_BYTES = 8;

/** Field numbers of WhisperMessage. */
export const WHISPER_FIELD = { ratchetKey: 1, counter: 2, previousCounter: 3, ciphertext: 4 } as const;
/** Field numbers of PreKeyWhisperMessage. */
export const PRE_KEY_WHISPER_FIELD = {
  preKeyId: 1,
  baseKey: 2,
  identityKey: 3,
  whisperMessage: 4,
  registrationId: 5,
  signedPreKeyId: 6,
} as const;

/** A WhisperMessage: version byte, protobuf, MAC. Undefined where the bytes are none. */
export function readWhisperMessage(message: Uint8Array): WhisperMessage | undefined {
  const fields = readVersioned(message, MAC_BYTES);
  if (fields === undefined) return undefined;
  const ratchetKey = usableKey(fields, WHISPER_FIELD.ratchetKey);
  const counter = fields.number(WHISPER_FIELD.counter);
  const ciphertext = fields.bytes(WHISPER_FIELD.ciphertext);
  if (ratchetKey === undefined || counter === undefined || ciphertext === undefined) return undefined;
  // libsignal-protocol-c always writes it, others leave a 0 out. Present but unreadable is not absent.
  const previousCounter = optionalNumber(fields, WHISPER_FIELD.previousCounter);
  return previousCounter === undefined ? undefined : { ratchetKey, counter, previousCounter, ciphertext };
}

/** A PreKeyWhisperMessage: version byte, protobuf. Undefined where the bytes, or those inside, are none. */
export function readPreKeyWhisperMessage(message: Uint8Array): PreKeyHeader | undefined {
  const fields = readVersioned(message, 0);
  if (fields === undefined) return undefined;
  const baseKey = usableKey(fields, PRE_KEY_WHISPER_FIELD.baseKey);
  const identityBytes = fields.bytes(PRE_KEY_WHISPER_FIELD.identityKey);
  const identityKey = identityBytes && identityKeyOf(identityBytes);
  const whisperMessage = fields.bytes(PRE_KEY_WHISPER_FIELD.whisperMessage);
  const signedPreKeyId = fields.number(PRE_KEY_WHISPER_FIELD.signedPreKeyId);
  const registrationId = optionalNumber(fields, PRE_KEY_WHISPER_FIELD.registrationId);
  const preKeyId = optionalNumber(fields, PRE_KEY_WHISPER_FIELD.preKeyId);
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
