/**
 * Writes Signal messages, and tells whether one is authentic. What is read of them without a key is in
 * signal-message.ts.
 *
 * Spec: WhisperTextProtocol.proto of libsignal-protocol-c 2.3 (WhisperMessage, PreKeyWhisperMessage), version 3. The
 * MAC is HMAC-SHA-256, cut to eight bytes, of both identity keys, the sender's first, and of the message before it.
 */
import { concatBytes } from '../base/bytes.ts';
import type { HmacSha256 } from './curve.ts';
import { writeProtobuf } from './protobuf.ts';
import {
  MAC_BYTES,
  PRE_KEY_WHISPER_FIELD,
  VERSION_BYTE,
  WHISPER_FIELD,
  type WhisperMessage,
} from './signal-message.ts';

/** Whose message it is, and for whom: both are authenticated with it. Identity keys of 33 bytes. */
export interface MessageEnds {
  readonly sender: ArrayBuffer;
  readonly receiver: ArrayBuffer;
}

/** A WhisperMessage: version byte, protobuf, MAC. */
export function writeWhisperMessage(
  hmacSha256: HmacSha256,
  macKey: Uint8Array,
  ends: MessageEnds,
  { ratchetKey, counter, previousCounter, ciphertext }: WhisperMessage,
): Uint8Array<ArrayBuffer> {
  const content = writeProtobuf(VERSION_BYTE, [
    [WHISPER_FIELD.ratchetKey, ratchetKey],
    [WHISPER_FIELD.counter, counter],
    [WHISPER_FIELD.previousCounter, previousCounter],
    [WHISPER_FIELD.ciphertext, ciphertext],
  ]);
  return concatBytes(content, macOf(hmacSha256, macKey, ends, content));
}

/** Whether the MAC of a WhisperMessage is the one that the key makes. Takes as long for any wrong one. */
export function hasRightMac(
  hmacSha256: HmacSha256,
  macKey: Uint8Array,
  ends: MessageEnds,
  message: Uint8Array,
): boolean {
  if (message.length < MAC_BYTES) return false;
  const contentBytes = message.length - MAC_BYTES;
  const right = macOf(hmacSha256, macKey, ends, message.subarray(0, contentBytes));
  let difference = 0;
  for (let at = 0; at < MAC_BYTES; at += 1) difference |= (message[contentBytes + at] ?? 0) ^ (right[at] ?? 0);
  return difference === 0;
}

/** What a message carries until its receiver has answered, so that the receiver can make the session too. */
export interface SessionAnnouncement {
  /** Of the sender: its own device id. */
  readonly registrationId: number;
  readonly preKeyId: number;
  readonly signedPreKeyId: number;
  readonly baseKey: ArrayBuffer;
  readonly identityKey: ArrayBuffer;
}

/** A PreKeyWhisperMessage: version byte, protobuf. It has no MAC but that of the message inside. */
export function writePreKeyWhisperMessage(
  { registrationId, preKeyId, signedPreKeyId, baseKey, identityKey }: SessionAnnouncement,
  whisperMessage: Uint8Array,
): Uint8Array<ArrayBuffer> {
  // The order of libsignal, which is not that of the numbers.
  return writeProtobuf(VERSION_BYTE, [
    [PRE_KEY_WHISPER_FIELD.registrationId, registrationId],
    [PRE_KEY_WHISPER_FIELD.preKeyId, preKeyId],
    [PRE_KEY_WHISPER_FIELD.signedPreKeyId, signedPreKeyId],
    [PRE_KEY_WHISPER_FIELD.baseKey, new Uint8Array(baseKey)],
    [PRE_KEY_WHISPER_FIELD.identityKey, new Uint8Array(identityKey)],
    [PRE_KEY_WHISPER_FIELD.whisperMessage, whisperMessage],
  ]);
}

function macOf(
  hmacSha256: HmacSha256,
  macKey: Uint8Array,
  { sender, receiver }: MessageEnds,
  content: Uint8Array,
): Uint8Array {
  const authenticated = concatBytes(new Uint8Array(sender), new Uint8Array(receiver), content);
  return hmacSha256(macKey, authenticated).subarray(0, MAC_BYTES);
}
