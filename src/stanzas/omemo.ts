/**
 * OMEMO as deployed: device ids, identity keys, the encrypted message. Knows their shape and nothing of cryptography.
 *
 * Children of a message that 0.3.0 does not define are ignored and not kept: a message ends here, nobody passes it on.
 *
 * Spec: XEP-0384 0.3.0 #usecases.
 */
import { encodeBase64 } from '../base/base64.ts';
import type { Brand } from '../base/brand.ts';
import { OMEMO_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_OMEMO } from '../xml/namespaces.ts';
import { isNamed } from '../xml/read.ts';
import {
  atLeastOne,
  duplicateIn,
  maybeOne,
  named,
  one,
  readAttributes,
  readChildren,
  readParts,
  readText,
  required,
  textReader,
  unexpected,
  withDefault,
} from './fields.ts';
import { base64, integerBetween, xmlBoolean } from './grammar.ts';
import type { Malformed } from './malformed.ts';

/** A device's number, 1 to 2^31-1. libsignal calls it a registration id. */
export type DeviceId = Brand<number, 'DeviceId'>;
/** The public identity key of a device: base64 of 33 bytes, the first of them 5. Equal strings are equal keys. */
export type IdentityKey = Brand<string, 'IdentityKey'>;

/** One `<encrypted/>`: key material for one device or several, and the payload all of them can then open. */
export interface OmemoMessage {
  readonly senderDeviceId: DeviceId;
  readonly keys: readonly OmemoKey[];
  /** 12 bytes as written; 12 or 16 are accepted. */
  readonly iv: Uint8Array;
  /**
   * AES-128-GCM ciphertext without the tag, which travels in the key; undefined in a message that only carries keys.
   */
  readonly payload: Uint8Array | undefined;
}

export interface OmemoKey {
  readonly recipientDeviceId: DeviceId;
  /** Whether `bytes` is a PreKeyWhisperMessage, which can start a session, rather than a WhisperMessage. */
  readonly preKey: boolean;
  readonly bytes: Uint8Array;
}

/** What one publishes so that others can start a session. Public keys are 33 bytes, the first of them 5. */
export interface OmemoBundle {
  readonly identityKey: IdentityKey;
  readonly signedPreKeyId: number;
  readonly signedPreKey: Uint8Array;
  /** 64 bytes, XEdDSA by the identity key over `signedPreKey`. */
  readonly signedPreKeySignature: Uint8Array;
  /** At least one; each id once. */
  readonly preKeys: readonly { readonly preKeyId: number; readonly publicKey: Uint8Array }[];
}

const PUBLIC_KEY_BYTES = 33;
/** The first byte of every public key: Curve25519, in the Signal protocol's numbering. */
const CURVE25519 = 5;
const IV_BYTES: readonly number[] = [12, 16];

const deviceIdNumber = integerBetween(1, OMEMO_LIMITS.deviceId);

/** A device id in canonical decimal, 1 to 2^31-1; undefined for `0`, `-1`, ` 222`, `0x1`, `2147483648` and the like. */
export function parseDeviceId(text: string): DeviceId | undefined {
  return deviceIdNumber(text) as DeviceId | undefined;
}

/** An identity key from its base64, in the one spelling that equal keys share. */
export function parseIdentityKey(text: string): IdentityKey | undefined {
  const bytes = base64(isPublicKey)(text);
  return bytes === undefined ? undefined : (encodeBase64(bytes) as IdentityKey);
}

/** An identity key from its bytes: 33, the first of them 5. */
export function identityKeyOfBytes(bytes: Uint8Array): IdentityKey | undefined {
  return isPublicKey(bytes) ? (encodeBase64(bytes) as IdentityKey) : undefined;
}

/** Whether these can be a public key of the Signal protocol. */
export function isPublicKey(bytes: Uint8Array): boolean {
  return bytes.length === PUBLIC_KEY_BYTES && bytes[0] === CURVE25519;
}

const upTo = (most: number) => base64(({ length }) => length > 0 && length <= most);

const keyAttributes = { rid: required(parseDeviceId), prekey: withDefault(xmlBoolean, false) };
const keyText = upTo(OMEMO_LIMITS.keyBytes);

function readKey(key: XmlElement, path: string): Result<OmemoKey, Malformed> {
  const attributes = readAttributes(key, path, keyAttributes);
  if (!attributes.ok) return attributes;
  const bytes = readText(key, path, keyText);
  if (!bytes.ok) return bytes;
  return ok({ recipientDeviceId: attributes.value.rid, preKey: attributes.value.prekey, bytes: bytes.value });
}

const headerAttributes = { sid: required(parseDeviceId) };
const headerChildren = {
  keys: atLeastOne(named(NS_OMEMO, 'key'), readKey, OMEMO_LIMITS.keys),
  iv: one(named(NS_OMEMO, 'iv'), textReader(base64(({ length }) => IV_BYTES.includes(length)))),
};
type Header = Pick<OmemoMessage, 'senderDeviceId' | 'keys' | 'iv'>;

function readHeader(header: XmlElement, path: string): Result<Header, Malformed> {
  const parts = readParts(header, path, headerAttributes, headerChildren);
  if (!parts.ok) return parts;
  const { sid: senderDeviceId, keys, iv } = parts.value;
  // Two keys for one device: which of them counts would be up to the reader.
  const duplicate = duplicateIn(
    keys.map((key) => key.recipientDeviceId),
    path,
    'key',
  );
  if (duplicate !== undefined) return err(duplicate);
  return ok({ senderDeviceId, keys, iv });
}

const messageChildren = {
  header: one(named(NS_OMEMO, 'header'), readHeader),
  payload: maybeOne(named(NS_OMEMO, 'payload'), textReader(upTo(OMEMO_LIMITS.payloadBytes))),
};

/** Reads an `<encrypted/>`. That it has one key only, and for whom, is the receiver's to check. */
export function readOmemoMessage(encrypted: XmlElement, path = 'encrypted'): Result<OmemoMessage, Malformed> {
  if (!isNamed(encrypted, NS_OMEMO, 'encrypted')) return unexpected(path);
  const children = readChildren(encrypted, path, messageChildren);
  if (!children.ok) return children;
  return ok({ ...children.value.header, payload: children.value.payload });
}

export function writeOmemoMessage(message: OmemoMessage): XmlElement {
  const { senderDeviceId, keys, iv, payload } = message;
  const keyElements = keys.map(({ recipientDeviceId, preKey, bytes }) =>
    element(NS_OMEMO, 'key', { rid: String(recipientDeviceId), prekey: preKey ? 'true' : undefined }, [
      encodeBase64(bytes),
    ]),
  );
  return element(NS_OMEMO, 'encrypted', {}, [
    element(NS_OMEMO, 'header', { sid: String(senderDeviceId) }, [
      ...keyElements,
      element(NS_OMEMO, 'iv', {}, [encodeBase64(iv)]),
    ]),
    payload === undefined ? undefined : element(NS_OMEMO, 'payload', {}, [encodeBase64(payload)]),
  ]);
}
