/**
 * OMEMO's two PEP nodes as requests, answers and notifications: the device list of the own account, the bundle of one
 * device.
 *
 * Spec: XEP-0384 0.3.0 #usecases-announcing #usecases-building; XEP-0163 1.2.2; XEP-0060 1.30.0
 * #publisher-publish-options, #owner-configure-process.
 */
import type { DeviceId, OmemoBundle } from '../stanzas/omemo.ts';
import {
  readOmemoBundle,
  readOmemoDeviceList,
  writeOmemoBundle,
  writeOmemoDeviceList,
} from '../stanzas/omemo-bundle.ts';
import type { OmemoDeviceList } from '../stanzas/omemo-bundle.ts';
import { OPEN_ACCESS, writeNodeConfiguration } from '../stanzas/publish-options.ts';
import { readPubsubEvent, readPubsubItems, writePubsubItemsRequest, writePubsubPublish } from '../stanzas/pubsub.ts';
import { readStanzaError } from '../stanzas/stanza.ts';
import type { Iq, Message } from '../stanzas/stanza.ts';
import type { XmlElement } from '../xml/element.ts';
import {
  NODE_OMEMO_BUNDLES,
  NODE_OMEMO_DEVICE_LIST,
  NS_OMEMO,
  NS_PUBSUB_ERRORS,
  NS_PUBSUB_EVENT,
} from '../xml/namespaces.ts';
import { attribute, childElements, isNamed } from '../xml/read.ts';
import type { RequestOutcome } from './requests.ts';

/** The id that makes an item the node's only one: a new publication takes its place. XEP-0384 #usecases-announcing. */
const CURRENT = 'current';

export function writeBundleRequest(deviceId: DeviceId): XmlElement {
  return writePubsubItemsRequest({ node: bundleNodeOf(deviceId), itemId: undefined, mostItems: 1 });
}

/** The bundle in the answer to `writeBundleRequest`; undefined where there is none that can be used. */
export function readBundleResult(outcome: RequestOutcome, deviceId: DeviceId): OmemoBundle | undefined {
  const payload = payloadOf(outcome, bundleNodeOf(deviceId));
  const bundle = payload === undefined ? undefined : readOmemoBundle(payload);
  return bundle?.ok === true ? bundle.value : undefined;
}

/** Whether a request failed for a reason that may pass: its error says `wait`. RFC 6120 #8.3.2. */
export function mayPass(outcome: RequestOutcome): boolean {
  if (outcome.kind !== 'error') return false;
  return outcome.iq.children.some((child) => {
    const error = readStanzaError(child);
    return error.ok && error.value.type === 'wait';
  });
}

/** `asItIs`: taken also by a node that not everybody may read. Better than none, where it cannot be configured. */
export type Access = 'asItIs' | 'open';

export function writeBundlePublish(deviceId: DeviceId, bundle: OmemoBundle, access: Access): XmlElement {
  return publish(bundleNodeOf(deviceId), writeOmemoBundle(bundle), access);
}

/** Opens the node of the own bundle to everybody. */
export function writeBundleConfiguration(deviceId: DeviceId): XmlElement {
  return writeNodeConfiguration(bundleNodeOf(deviceId), OPEN_ACCESS);
}

export function writeDeviceListRequest(): XmlElement {
  return writePubsubItemsRequest({ node: NODE_OMEMO_DEVICE_LIST, itemId: undefined, mostItems: 1 });
}

/** The own account's list of devices as it lies on the server. */
export interface PublishedDeviceList extends OmemoDeviceList {
  /** It names a device twice, or one that cannot be. */
  readonly isUntidy: boolean;
}

const NO_LIST: PublishedDeviceList = { deviceIds: [], extensions: [], isUntidy: false };

/**
 * The list in the answer to `writeDeviceListRequest`: an empty one where the server says that there is none yet,
 * undefined where the answer does not say.
 */
export function readDeviceListResult(outcome: RequestOutcome): PublishedDeviceList | undefined {
  if (outcome.kind === 'error') return isMissingNode(outcome.iq) ? NO_LIST : undefined;
  const payload = payloadOf(outcome, NODE_OMEMO_DEVICE_LIST);
  if (payload === undefined) return outcome.kind === 'result' && isEmptyNode(outcome.iq) ? NO_LIST : undefined;
  return readPublishedList(payload);
}

/** Whether a message tells of a change of the account's list, whatever it has become. */
export function isDeviceListEvent({ children }: Message): boolean {
  return children.some(
    (event) =>
      isNamed(event, NS_PUBSUB_EVENT, 'event') &&
      childElements(event).some((change) => attribute(change, 'node') === NODE_OMEMO_DEVICE_LIST),
  );
}

/** The list that such a message holds; undefined where it holds none that can be read, or says that it is gone. */
export function readDeviceListEvent({ children }: Message): PublishedDeviceList | undefined {
  for (const child of children) {
    const event = readPubsubEvent(child);
    if (!event.ok || event.value.kind !== 'items' || event.value.node !== NODE_OMEMO_DEVICE_LIST) continue;
    const payload = event.value.items[0]?.payload;
    return payload === undefined ? undefined : readPublishedList(payload);
  }
  return undefined;
}

function readPublishedList(payload: XmlElement): PublishedDeviceList | undefined {
  const list = readOmemoDeviceList(payload);
  if (!list.ok) return undefined;
  const devices = childElements(payload).filter((child) => isNamed(child, NS_OMEMO, 'device'));
  return { ...list.value, isUntidy: devices.length !== list.value.deviceIds.length };
}

export function writeDeviceListPublish(list: OmemoDeviceList, access: Access): XmlElement {
  return publish(NODE_OMEMO_DEVICE_LIST, writeOmemoDeviceList(list), access);
}

/** Opens the node of the account's list to everybody. */
export function writeDeviceListConfiguration(): XmlElement {
  return writeNodeConfiguration(NODE_OMEMO_DEVICE_LIST, OPEN_ACCESS);
}

/** Whether a publication was refused because the node is there and not as it is to be. */
export function isOtherwiseConfigured(outcome: RequestOutcome): boolean {
  if (outcome.kind !== 'error') return false;
  return outcome.iq.children.some((error) =>
    childElements(error).some((child) => isNamed(child, NS_PUBSUB_ERRORS, 'precondition-not-met')),
  );
}

function bundleNodeOf(deviceId: DeviceId): string {
  return `${NODE_OMEMO_BUNDLES}${deviceId}`;
}

function publish(node: string, payload: XmlElement, access: Access): XmlElement {
  return writePubsubPublish({
    node,
    item: { itemId: CURRENT, payload },
    options: access === 'open' ? OPEN_ACCESS : [],
  });
}

/** The newest item of the node asked for. A server answers with it first; some answer with older ones too. */
function payloadOf(outcome: RequestOutcome, node: string): XmlElement | undefined {
  const items = outcome.kind === 'result' ? itemsIn(outcome.iq) : undefined;
  return items?.node === node
    ? (items.items.find(({ itemId }) => itemId === CURRENT) ?? items.items[0])?.payload
    : undefined;
}

function isEmptyNode(iq: Iq): boolean {
  return itemsIn(iq)?.items.length === 0;
}

function itemsIn(iq: Iq) {
  const [payload] = iq.children;
  const items = payload === undefined ? undefined : readPubsubItems(payload);
  return items?.ok === true ? items.value : undefined;
}

function isMissingNode(iq: Iq): boolean {
  return iq.children.some((child) => {
    const error = readStanzaError(child);
    return error.ok && error.value.condition === 'item-not-found';
  });
}
