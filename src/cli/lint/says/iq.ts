/** A line about an IQ: requests about calls and OMEMO by their meaning, others by their payload's name. */
import {
  NODE_OMEMO_BUNDLES,
  NODE_OMEMO_DEVICE_LIST,
  NS_CLIENT,
  NS_JINGLE,
  NS_OMEMO,
  NS_PUBSUB,
} from '../../../xml/namespaces.ts';
import { readOmemoBundle, readOmemoDeviceList } from '../../../stanzas/omemo-bundle.ts';
import { readPubsubItems, readPubsubItemsRequest, readPubsubPublish } from '../../../stanzas/pubsub.ts';
import { readStanzaError } from '../../../stanzas/stanza.ts';
import type { Iq } from '../../../stanzas/stanza.ts';
import type { XmlElement } from '../../../xml/element.ts';
import { isNamed } from '../../../xml/read.ts';
import { saysJingle } from './jingle.ts';
import { counted, listed, shown, unreadable } from './words.ts';

export function saysIq(iq: Iq): string {
  const [payload] = iq.children;
  if (iq.type === 'error') return `error ${shown(iq.id)}: ${errorWords(iq)}`;
  if (payload === undefined) return iq.type === 'result' ? `result ${shown(iq.id)}` : `${iq.type} without a payload`;
  if (isNamed(payload, NS_JINGLE, 'jingle')) return saysJingle(payload);
  if (isNamed(payload, NS_PUBSUB, 'pubsub')) return pubsubWords(iq, payload);
  return `${iq.type} ${shown(iq.id)}: <${shown(payload.name)}/> of ${shown(payload.namespace)}`;
}

/** What was sent may come back beside the error. RFC 6120 #8.3.1. */
function errorWords({ children }: Iq): string {
  const error = children.find((child) => isNamed(child, NS_CLIENT, 'error'));
  return error === undefined ? 'no condition' : errorElementWords(error);
}

/** `item-not-found, unknown-session`. */
export function errorElementWords(element: XmlElement): string {
  const read = readStanzaError(element);
  if (!read.ok) return unreadable('a condition', read.error);
  const { condition, jingle } = read.value;
  return jingle === undefined ? condition : `${condition}, ${jingle}`;
}

function pubsubWords({ type, id }: Iq, payload: XmlElement): string {
  if (type === 'set') {
    const publish = readPubsubPublish(payload);
    if (!publish.ok) return `set ${shown(id)}: publish-subscribe`;
    return `publishes ${nodeWords(publish.value.node, publish.value.item.payload)}`;
  }
  if (type === 'get') {
    const request = readPubsubItemsRequest(payload);
    return request.ok ? `asks for ${nodeWords(request.value.node)}` : `get ${shown(id)}: publish-subscribe`;
  }
  const items = readPubsubItems(payload);
  if (!items.ok) return `result ${shown(id)}: publish-subscribe`;
  return `answers with ${nodeWords(items.value.node, items.value.items[0]?.payload)}`;
}

/** A node of OMEMO by what is in it, another by its name. */
export function nodeWords(node: string, payload?: XmlElement): string {
  if (node === NODE_OMEMO_DEVICE_LIST) return `the OMEMO devices${payload === undefined ? '' : devicesIn(payload)}`;
  if (!node.startsWith(NODE_OMEMO_BUNDLES)) return `the node ${shown(node)}`;
  const bundle = payload === undefined ? undefined : readOmemoBundle(payload);
  const inside = bundle === undefined ? '' : bundle.ok ? `: ${keysWords(bundle.value.preKeys.length)}` : ', unreadable';
  return `the OMEMO bundle of ${shown(node.slice(NODE_OMEMO_BUNDLES.length))}${inside}`;
}

function devicesIn(payload: XmlElement): string {
  const list = payload.namespace === NS_OMEMO ? readOmemoDeviceList(payload) : undefined;
  return list?.ok === true ? `: ${listed(list.value.deviceIds, 'none')}` : ', unreadable';
}

function keysWords(count: number): string {
  return counted(count, 'prekey');
}
