/**
 * Publishing, asking for and hearing of items of a node, as far as OMEMO's device lists and bundles need it.
 *
 * The payload of an item is left as it is. What a node may be published with, and whose node it is, is not known here.
 *
 * Spec: XEP-0060 1.30.0 #publisher-publish, #subscriber-retrieve; XEP-0163 1.2.2 (the account itself as the service).
 */
import { PUBSUB_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_PUBSUB, NS_PUBSUB_EVENT } from '../xml/namespaces.ts';
import { childElements, isNamed } from '../xml/read.ts';
import {
  many,
  maybeOne,
  named,
  one,
  optional,
  readAttributes,
  readChildren,
  readParts,
  required,
  unexpected,
} from './fields.ts';
import type { Reader } from './fields.ts';
import { freeText, integerBetween } from './grammar.ts';
import type { Malformed } from './malformed.ts';
import type { PublishOption } from './publish-options.ts';
import { publishOptionsRule, writePublishOptions } from './publish-options.ts';

export interface PubsubItem {
  /** Absent where the service is to choose one. */
  readonly itemId: string | undefined;
  /** Absent in a notification of a node that sends none. */
  readonly payload: XmlElement | undefined;
}

/** The payload of an IQ set: one item to publish. */
export interface PubsubPublish {
  readonly node: string;
  readonly item: PubsubItem;
  /** What the node has to be like, or has to become: an unmet option is an error, not a publication. */
  readonly options: readonly PublishOption[];
}

/** The payload of an IQ get: all items of a node, or the one that is named, or the last few. */
export interface PubsubItemsRequest {
  readonly node: string;
  readonly itemId: string | undefined;
  readonly mostItems: number | undefined;
}

/** The payload of an IQ result: the items asked for. */
export interface PubsubItems {
  readonly node: string;
  readonly items: readonly PubsubItem[];
}

/** The child of a message that tells of a node. `other`: of its deletion, its configuration and the like. */
export type PubsubEvent =
  | { readonly kind: 'items'; readonly node: string; readonly items: readonly PubsubItem[] }
  | { readonly kind: 'other' };

const idText = freeText(PUBSUB_LIMITS.idCharacters);
const itemAttributes = { id: optional(idText) };
const nodeAttributes = { node: required(idText) };

function readItem(item: XmlElement, path: string): Result<PubsubItem, Malformed> {
  const attributes = readAttributes(item, path, itemAttributes);
  if (!attributes.ok) return attributes;
  const [payload, second] = childElements(item);
  if (second !== undefined) return err({ kind: 'tooMany', path, name: 'payload' });
  return ok({ itemId: attributes.value.id, payload });
}

function writeItem(namespace: string, item: PubsubItem): XmlElement {
  return element(namespace, 'item', { id: item.itemId }, [item.payload]);
}

type PublishedItem = Pick<PubsubPublish, 'item' | 'node'>;
const publishedRules = { item: one(named(NS_PUBSUB, 'item'), readItem) };

function readPublished(publish: XmlElement, path: string): Result<PublishedItem, Malformed> {
  const parts = readParts(publish, path, nodeAttributes, publishedRules);
  return parts.ok ? ok({ node: parts.value.node, item: parts.value.item }) : parts;
}

const publishRules = { publish: one(named(NS_PUBSUB, 'publish'), readPublished), options: publishOptionsRule };

/** Reads the `<pubsub/>` of a publication. */
export function readPubsubPublish(pubsub: XmlElement, path = 'iq/pubsub'): Result<PubsubPublish, Malformed> {
  if (!isNamed(pubsub, NS_PUBSUB, 'pubsub')) return unexpected(path);
  const children = readChildren(pubsub, path, publishRules);
  if (!children.ok) return children;
  const { publish, options = [] } = children.value;
  return ok({ ...publish, options });
}

export function writePubsubPublish(publish: PubsubPublish): XmlElement {
  const { node, item, options } = publish;
  return element(NS_PUBSUB, 'pubsub', {}, [
    element(NS_PUBSUB, 'publish', { node }, [writeItem(NS_PUBSUB, item)]),
    options.length === 0 ? undefined : writePublishOptions(options),
  ]);
}

const requestAttributes = {
  node: required(idText),
  max_items: optional(integerBetween(1, PUBSUB_LIMITS.items)),
};
const requestedRules = { item: maybeOne(named(NS_PUBSUB, 'item'), readItem) };

function readRequested(items: XmlElement, path: string): Result<PubsubItemsRequest, Malformed> {
  const parts = readParts(items, path, requestAttributes, requestedRules);
  if (!parts.ok) return parts;
  const { node, max_items: mostItems, item } = parts.value;
  return ok({ node, itemId: item?.itemId, mostItems });
}

const requestRules = { items: one(named(NS_PUBSUB, 'items'), readRequested) };

/** Reads the `<pubsub/>` of a request for items. */
export function readPubsubItemsRequest(pubsub: XmlElement, path = 'iq/pubsub'): Result<PubsubItemsRequest, Malformed> {
  if (!isNamed(pubsub, NS_PUBSUB, 'pubsub')) return unexpected(path);
  const children = readChildren(pubsub, path, requestRules);
  return children.ok ? ok(children.value.items) : children;
}

export function writePubsubItemsRequest(request: PubsubItemsRequest): XmlElement {
  const { node, itemId, mostItems } = request;
  const item = itemId === undefined ? undefined : element(NS_PUBSUB, 'item', { id: itemId });
  const items = element(NS_PUBSUB, 'items', { node, max_items: mostItems?.toString() }, [item]);
  return element(NS_PUBSUB, 'pubsub', {}, [items]);
}

/** Reads an `<items/>` of either namespace: an answer's, or a notification's. Retracted items are left out. */
function itemsReader(namespace: string): Reader<PubsubItems> {
  const rules = { items: many(named(namespace, 'item'), readItem, PUBSUB_LIMITS.items) };
  return (items, path) => {
    const parts = readParts(items, path, nodeAttributes, rules);
    return parts.ok ? ok({ node: parts.value.node, items: parts.value.items }) : parts;
  };
}

function writeItems(namespace: string, { node, items }: PubsubItems): XmlElement {
  const itemElements = items.map((item) => writeItem(namespace, item));
  return element(namespace, 'items', { node }, itemElements);
}

const answerRules = { items: one(named(NS_PUBSUB, 'items'), itemsReader(NS_PUBSUB)) };
const eventRules = { items: maybeOne(named(NS_PUBSUB_EVENT, 'items'), itemsReader(NS_PUBSUB_EVENT)) };

/** Reads the `<pubsub/>` that answers a request for items. */
export function readPubsubItems(pubsub: XmlElement, path = 'iq/pubsub'): Result<PubsubItems, Malformed> {
  if (!isNamed(pubsub, NS_PUBSUB, 'pubsub')) return unexpected(path);
  const children = readChildren(pubsub, path, answerRules);
  return children.ok ? ok(children.value.items) : children;
}

export function writePubsubItems(items: PubsubItems): XmlElement {
  return element(NS_PUBSUB, 'pubsub', {}, [writeItems(NS_PUBSUB, items)]);
}

/** Reads the `<event/>` of a message. */
export function readPubsubEvent(event: XmlElement, path = 'message/event'): Result<PubsubEvent, Malformed> {
  if (!isNamed(event, NS_PUBSUB_EVENT, 'event')) return unexpected(path);
  const children = readChildren(event, path, eventRules);
  if (!children.ok) return children;
  const { items } = children.value;
  return ok(items === undefined ? { kind: 'other' } : { kind: 'items', ...items });
}

export function writePubsubEvent(event: PubsubEvent): XmlElement {
  const items = event.kind === 'other' ? undefined : writeItems(NS_PUBSUB_EVENT, event);
  return element(NS_PUBSUB_EVENT, 'event', {}, [items]);
}
