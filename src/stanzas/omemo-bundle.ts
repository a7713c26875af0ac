/**
 * What an OMEMO account publishes: its list of devices, and one bundle of public keys for each of them.
 *
 * Children of a bundle that 0.3.0 does not define are not kept: nobody publishes another device's bundle again. Those
 * of a device list are, because every device of an account publishes the same list.
 *
 * Spec: XEP-0384 0.3.0 #usecases-announcing, #usecases-building.
 */
import { encodeBase64 } from '../base/base64.ts';
import { OMEMO_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_OMEMO } from '../xml/namespaces.ts';
import { attribute, isNamed } from '../xml/read.ts';
import { atLeastOne, collect, duplicateIn, named, one, readAttributes } from './fields.ts';
import { readChildren, readText, required, textReader, unexpected } from './fields.ts';
import { base64, integerBetween } from './grammar.ts';
import type { Malformed } from './malformed.ts';
import type { DeviceId, OmemoBundle } from './omemo.ts';
import { isPublicKey, parseDeviceId, parseIdentityKey } from './omemo.ts';

type PreKey = OmemoBundle['preKeys'][number];

/** The devices of an account, as it publishes them. */
export interface OmemoDeviceList {
  /** Each once, in document order. Ids that no device can have are left out. */
  readonly deviceIds: readonly DeviceId[];
  /** Children this file does not know, kept. */
  readonly extensions: readonly XmlElement[];
}

const SIGNATURE_BYTES = 64;
const preKeyIdNumber = integerBetween(0, OMEMO_LIMITS.preKeyId);
const publicKeyText = base64(isPublicKey);
const signatureText = base64(({ length }) => length === SIGNATURE_BYTES);

const signedPreKeyAttributes = { signedPreKeyId: required(preKeyIdNumber) };
const preKeyAttributes = { preKeyId: required(preKeyIdNumber) };

function readSignedPreKey(key: XmlElement, path: string): Result<PreKey, Malformed> {
  const attributes = readAttributes(key, path, signedPreKeyAttributes);
  return attributes.ok ? readPublicKey(key, path, attributes.value.signedPreKeyId) : attributes;
}

function readPreKey(key: XmlElement, path: string): Result<PreKey, Malformed> {
  const attributes = readAttributes(key, path, preKeyAttributes);
  return attributes.ok ? readPublicKey(key, path, attributes.value.preKeyId) : attributes;
}

function readPublicKey(key: XmlElement, path: string, preKeyId: number): Result<PreKey, Malformed> {
  const publicKey = readText(key, path, publicKeyText);
  return publicKey.ok ? ok({ preKeyId, publicKey: publicKey.value }) : publicKey;
}

const preKeysChildren = {
  preKeys: atLeastOne(named(NS_OMEMO, 'preKeyPublic'), readPreKey, OMEMO_LIMITS.preKeys),
};

function readPreKeys(preKeysElement: XmlElement, path: string): Result<readonly PreKey[], Malformed> {
  const children = readChildren(preKeysElement, path, preKeysChildren);
  if (!children.ok) return children;
  const { preKeys } = children.value;
  const preKeyIds = preKeys.map(({ preKeyId }) => preKeyId);
  const duplicate = duplicateIn(preKeyIds, path, 'preKeyPublic');
  return duplicate === undefined ? ok(preKeys) : err(duplicate);
}

const bundleChildren = {
  signedPreKey: one(named(NS_OMEMO, 'signedPreKeyPublic'), readSignedPreKey),
  signature: one(named(NS_OMEMO, 'signedPreKeySignature'), textReader(signatureText)),
  identityKey: one(named(NS_OMEMO, 'identityKey'), textReader(parseIdentityKey)),
  preKeys: one(named(NS_OMEMO, 'prekeys'), readPreKeys),
};

/** Reads a `<bundle/>`. Whether its signature is right is for whoever makes a session of it. */
export function readOmemoBundle(bundle: XmlElement, path = 'bundle'): Result<OmemoBundle, Malformed> {
  if (!isNamed(bundle, NS_OMEMO, 'bundle')) return unexpected(path);
  const children = readChildren(bundle, path, bundleChildren);
  if (!children.ok) return children;
  const { signedPreKey, signature, identityKey, preKeys } = children.value;
  return ok({
    identityKey,
    signedPreKeyId: signedPreKey.preKeyId,
    signedPreKey: signedPreKey.publicKey,
    signedPreKeySignature: signature,
    preKeys,
  });
}

export function writeOmemoBundle(bundle: OmemoBundle): XmlElement {
  const { identityKey, signedPreKeyId, signedPreKey, signedPreKeySignature, preKeys } = bundle;
  const preKeyElements = preKeys.map(({ preKeyId, publicKey }) =>
    element(NS_OMEMO, 'preKeyPublic', { preKeyId: String(preKeyId) }, [encodeBase64(publicKey)]),
  );
  return element(NS_OMEMO, 'bundle', {}, [
    element(NS_OMEMO, 'signedPreKeyPublic', { signedPreKeyId: String(signedPreKeyId) }, [encodeBase64(signedPreKey)]),
    element(NS_OMEMO, 'signedPreKeySignature', {}, [encodeBase64(signedPreKeySignature)]),
    element(NS_OMEMO, 'identityKey', {}, [identityKey]),
    element(NS_OMEMO, 'prekeys', {}, preKeyElements),
  ]);
}

const listChildren = { devices: collect(named(NS_OMEMO, 'device')) };

/**
 * Reads a device `<list/>`.
 *
 * An id that no device can have, or has already, is left out rather than refused: one client's slip would otherwise
 * hide all devices of an account.
 */
export function readOmemoDeviceList(list: XmlElement, path = 'list'): Result<OmemoDeviceList, Malformed> {
  if (!isNamed(list, NS_OMEMO, 'list')) return unexpected(path);
  const children = readChildren(list, path, listChildren);
  if (!children.ok) return children;
  const { devices, extensions } = children.value;
  if (devices.length > OMEMO_LIMITS.devices) return err({ kind: 'tooMany', path, name: 'device' });
  const deviceIds = devices.map((device) => parseDeviceId(attribute(device, 'id') ?? ''));
  const usable = deviceIds.filter((deviceId) => deviceId !== undefined);
  return ok({ deviceIds: [...new Set(usable)], extensions });
}

export function writeOmemoDeviceList(list: OmemoDeviceList): XmlElement {
  const devices = list.deviceIds.map((deviceId) => element(NS_OMEMO, 'device', { id: String(deviceId) }));
  return element(NS_OMEMO, 'list', {}, [...devices, ...list.extensions]);
}
