/**
 * The two elements of the draft this project exists for: the device in `<proceed/>` and the encrypted fingerprint.
 *
 * Spec: "Verify encrypted A/V calls with OMEMO" (docs/references.md).
 */
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_OMEMO, NS_OMEMO_VERIFICATION } from '../xml/namespaces.ts';
import { attribute, isElement, isNamed } from '../xml/read.ts';
import type { DtlsHash, DtlsSetup } from './dtls.ts';
import { fingerprintAttributes } from './dtls.ts';
import type { ChildMatch } from './fields.ts';
import { named, one, readParts, unexpected } from './fields.ts';
import type { Malformed } from './malformed.ts';
import type { DeviceId, OmemoMessage } from './omemo.ts';
import { parseDeviceId, readOmemoMessage, writeOmemoMessage } from './omemo.ts';

/** A fingerprint whose value only one OMEMO device can read. */
export interface OmemoDtlsFingerprint {
  readonly kind: 'omemo';
  readonly hash: DtlsHash;
  readonly setup: DtlsSetup;
  readonly encrypted: OmemoMessage;
}

/**
 * What a `<proceed/>` says about the callee's OMEMO device. Two devices, or a bad number, are `invalid`, never "the
 * first".
 */
export type AnnouncedDevice =
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'device'; readonly deviceId: DeviceId };

/**
 * The `<device/>` children of a JMI element, whatever their namespace. One that is not the draft's, such as one spelled
 * `dtls`, cannot be used and must not look like none: somebody announced a device.
 */
export const announcedDeviceElements: ChildMatch = { name: 'device', matches: ({ name }) => name === 'device' };

/**
 * What the `<device/>` children of one element announce, all of them together. Total: a wrong announcement is a value,
 * because it must not look like none.
 */
export function readAnnouncedDevice(devices: readonly XmlElement[]): AnnouncedDevice {
  const [device, second] = devices;
  if (device === undefined) return { kind: 'none' };
  const deviceId =
    device.namespace === NS_OMEMO_VERIFICATION ? parseDeviceId(attribute(device, 'id') ?? '') : undefined;
  return deviceId === undefined || second !== undefined ? { kind: 'invalid' } : { kind: 'device', deviceId };
}

/** The `<device/>` to put into a JMI element. An invalid announcement is written as one without a number. */
export function writeAnnouncedDevice(announced: AnnouncedDevice): XmlElement | undefined {
  if (announced.kind === 'none') return undefined;
  const id = announced.kind === 'device' ? String(announced.deviceId) : undefined;
  return element(NS_OMEMO_VERIFICATION, 'device', { id });
}

const NOT_XML_WHITE_SPACE = /[^\t\n\r ]/;
const fingerprintChildren = { encrypted: one(named(NS_OMEMO, 'encrypted'), readOmemoMessage) };

/**
 * Reads an encrypted `<fingerprint/>`: its only content is one OMEMO message.
 *
 * Text or another child beside it is refused instead of ignored. The plain fingerprint that an attacker might put there
 * would be read by clients that look at the text first.
 */
export function readOmemoDtlsFingerprint(
  fingerprint: XmlElement,
  path = 'fingerprint',
): Result<OmemoDtlsFingerprint, Malformed> {
  if (!isNamed(fingerprint, NS_OMEMO_VERIFICATION, 'fingerprint')) return unexpected(path);
  const parts = readParts(fingerprint, path, fingerprintAttributes, fingerprintChildren);
  if (!parts.ok) return parts;
  const { hash, setup, encrypted, extensions } = parts.value;
  const hasText = fingerprint.children.some((node) => !isElement(node) && NOT_XML_WHITE_SPACE.test(node));
  if (hasText || extensions.length > 0) return unexpected(path);
  return ok({ kind: 'omemo', hash, setup, encrypted });
}

export function writeOmemoDtlsFingerprint(fingerprint: OmemoDtlsFingerprint): XmlElement {
  const { hash, setup, encrypted } = fingerprint;
  return element(NS_OMEMO_VERIFICATION, 'fingerprint', { hash, setup }, [writeOmemoMessage(encrypted)]);
}
