/**
 * OMEMO's two PEP nodes as requests and answers: the device list of the own account, the bundle of one device.
 *
 * Spec: XEP-0384 0.3.0 #usecases-announcing #usecases-building; XEP-0163 1.2.2.
 */
import type { DeviceId, OmemoBundle } from '../stanzas/omemo.ts';
import {
  readOmemoBundle,
  readOmemoDeviceList,
  writeOmemoBundle,
  writeOmemoDeviceList,
} from '../stanzas/omemo-bundle.ts';
import { OPEN_ACCESS } from '../stanzas/publish-options.ts';
import { readPubsubItems, writePubsubItemsRequest, writePubsubPublish } from '../stanzas/pubsub.ts';
import { readStanzaError } from '../stanzas/stanza.ts';
import type { Iq } from '../stanzas/stanza.ts';
import type { XmlElement } from '../xml/element.ts';
import { NODE_OMEMO_BUNDLES, NODE_OMEMO_DEVICE_LIST } from '../xml/namespaces.ts';
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

export function writeBundlePublish(deviceId: DeviceId, bundle: OmemoBundle): XmlElement {
  return publish(bundleNodeOf(deviceId), writeOmemoBundle(bundle));
}

export function writeDeviceListRequest(): XmlElement {
  return writePubsubItemsRequest({ node: NODE_OMEMO_DEVICE_LIST, itemId: undefined, mostItems: 1 });
}

/**
 * The devices in the answer to `writeDeviceListRequest`: none where the server says that there is no list yet,
 * undefined where the answer does not say.
 */
export function readDeviceListResult(outcome: RequestOutcome): readonly DeviceId[] | undefined {
  if (outcome.kind === 'error') return isMissingNode(outcome.iq) ? [] : undefined;
  const payload = payloadOf(outcome, NODE_OMEMO_DEVICE_LIST);
  if (payload === undefined) return outcome.kind === 'result' && isEmptyNode(outcome.iq) ? [] : undefined;
  const list = readOmemoDeviceList(payload);
  return list.ok ? list.value.deviceIds : undefined;
}

export function writeDeviceListPublish(deviceIds: readonly DeviceId[]): XmlElement {
  return publish(NODE_OMEMO_DEVICE_LIST, writeOmemoDeviceList({ deviceIds, extensions: [] }));
}

function bundleNodeOf(deviceId: DeviceId): string {
  return `${NODE_OMEMO_BUNDLES}${deviceId}`;
}

function publish(node: string, payload: XmlElement): XmlElement {
  return writePubsubPublish({ node, item: { itemId: CURRENT, payload }, options: OPEN_ACCESS });
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
