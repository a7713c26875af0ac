/**
 * What a hostile server does to stanzas: finds them, and changes what is in them. Stanzas passed in stay as they are.
 */
import type { Passing } from '../../src/adapters/memory-wire.ts';
import type { OmemoAccount } from '../../src/omemo/create.ts';
import type { OmemoDevice } from '../../src/omemo/port.ts';
import type { DtlsSetup } from '../../src/stanzas/dtls.ts';
import { writeOmemoMessage } from '../../src/stanzas/omemo.ts';
import type { XmlElement, XmlNode } from '../../src/xml/element.ts';
import { element } from '../../src/xml/element.ts';
import { NS_DTLS, NS_JINGLE, NS_JINGLE_MESSAGE, NS_OMEMO_VERIFICATION } from '../../src/xml/namespaces.ts';
import { attribute, childElements, isElement } from '../../src/xml/read.ts';

export type Tamper = (passing: Passing) => readonly Passing[];

/** The element itself and everything in it, in document order. */
export function descendants(root: XmlElement): readonly XmlElement[] {
  return [root, ...childElements(root).flatMap(descendants)];
}

/** Whether the stanza is a Jingle request of that action. */
export function isJingle(stanza: XmlElement, action: string): boolean {
  return childElements(stanza).some((child) => child.namespace === NS_JINGLE && attribute(child, 'action') === action);
}

/** Whether the stanza is a Jingle message of that verb; not a carbon of one. */
function isWord(stanza: XmlElement, verb: string): boolean {
  return childElements(stanza).some(({ namespace, name }) => namespace === NS_JINGLE_MESSAGE && name === verb);
}

/** Whether it is that word or action. */
export function says(stanza: XmlElement, what: string): boolean {
  return isJingle(stanza, what) || isWord(stanza, what);
}

/** Changes the stanzas that say `what`, and passes on the others. */
export function tampering(what: string, change: (stanza: XmlElement) => XmlElement): Tamper {
  return (passing) => (says(passing.stanza, what) ? [{ ...passing, stanza: change(passing.stanza) }] : [passing]);
}

/** Keeps the stanzas that say `what`. */
export function dropping(what: string): Tamper {
  return (passing) => (says(passing.stanza, what) ? [] : [passing]);
}

/** Does one after the other. */
export function tamperingWithAll(...tampers: readonly Tamper[]): Tamper {
  return (passing) => tampers.reduce<readonly Passing[]>((passings, tamper) => passings.flatMap(tamper), [passing]);
}

/**
 * The stanza with some of its elements changed, taken out (`undefined`) or multiplied. The root is only looked into.
 */
export function edit(
  root: XmlElement,
  change: (found: XmlElement) => XmlElement | readonly XmlElement[] | undefined,
): XmlElement {
  const children = root.children.flatMap((child): readonly XmlNode[] => {
    if (!isElement(child)) return [child];
    const changed = change(child);
    if (changed === child) return [edit(child, change)];
    if (changed === undefined) return [];
    return 'name' in changed ? [changed] : changed;
  });
  return { ...root, children };
}

/** The element with other attributes; `undefined` takes one away. */
export function withAttributes(
  found: XmlElement,
  attributes: Readonly<Record<string, string | undefined>>,
): XmlElement {
  const all = Object.fromEntries(found.attributes);
  return element(found.namespace, found.name, { ...all, ...attributes }, found.children);
}

/** The stanza with other attributes on each element of that name. */
export function editAttributes(
  root: XmlElement,
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
): XmlElement {
  return edit(root, (found) => (found.name === name ? withAttributes(edit(found, same), attributes) : found));
}

const same = (found: XmlElement): XmlElement => found;

/** The proceed without what it announces. */
export function withoutDevice(stanza: XmlElement): XmlElement {
  return edit(stanza, (found) => (found.name === 'device' ? undefined : found));
}

/** The proceed with another number in its device. */
export function withDevice(stanza: XmlElement, deviceId: string): XmlElement {
  return editAttributes(stanza, 'device', { id: deviceId });
}

function isFingerprint({ namespace, name }: XmlElement): boolean {
  return name === 'fingerprint' && (namespace === NS_DTLS || namespace === NS_OMEMO_VERIFICATION);
}

/** Every fingerprint replaced; the index counts them. */
export function withFingerprints(
  stanza: XmlElement,
  change: (fingerprint: XmlElement, index: number) => XmlElement | readonly XmlElement[] | undefined,
): XmlElement {
  let index = -1;
  return edit(stanza, (found) => {
    if (!isFingerprint(found)) return found;
    index += 1;
    return change(found, index);
  });
}

/** The fingerprints of a stanza, in document order. */
export function fingerprintsIn(stanza: XmlElement): readonly XmlElement[] {
  return descendants(stanza).filter(isFingerprint);
}

/** A fingerprint as XEP-0320 has it. */
export function plainFingerprint(value: string, setup: string, hash = 'sha-256'): XmlElement {
  return element(NS_DTLS, 'fingerprint', { hash, setup }, [value]);
}

/** A fingerprint as the draft has it, encrypted by whichever device one has the keys of. */
export async function encryptedFingerprint(
  sender: OmemoAccount,
  recipient: OmemoDevice,
  text: string,
  setup: DtlsSetup,
): Promise<XmlElement> {
  const encrypted = await sender.encrypt(recipient, text, undefined);
  if (!encrypted.ok) throw new Error(encrypted.error.kind);
  const message = writeOmemoMessage(encrypted.value.message);
  return element(NS_OMEMO_VERIFICATION, 'fingerprint', { hash: 'sha-256', setup }, [message]);
}
