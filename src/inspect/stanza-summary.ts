/** What a stanza of a call says, in a few fields: for captions and for JSON lines. Acknowledgements say nothing. */
import type { Jid } from '../jid.ts';
import { readOmemoBundle, readOmemoDeviceList } from '../stanzas/omemo-bundle.ts';
import type { DeviceId } from '../stanzas/omemo.ts';
import { parseDeviceId } from '../stanzas/omemo.ts';
import type { AnnouncedDevice } from '../stanzas/omemo-verification.ts';
import type { IceCandidate, ReceivedFingerprint } from '../stanzas/ice-udp.ts';
import type { JingleAction, MediaKinds, ReceivedJingle } from '../stanzas/jingle.ts';
import { readJingle } from '../stanzas/jingle.ts';
import type { JingleMessage } from '../stanzas/jingle-message.ts';
import { isJingleMessageElement, readJingleMessage } from '../stanzas/jingle-message.ts';
import { readPubsubItems, readPubsubItemsRequest, readPubsubPublish } from '../stanzas/pubsub.ts';
import type { PubsubItem } from '../stanzas/pubsub.ts';
import { readIq, readMessage } from '../stanzas/stanza.ts';
import type { XmlElement } from '../xml/element.ts';
import { NODE_OMEMO_BUNDLES } from '../xml/namespaces.ts';

export interface FingerprintSummary {
  readonly content: string;
  readonly media: string | undefined;
  readonly kind: 'encrypted' | 'plain';
  /** In the clear. */
  readonly value?: string;
  /** Encrypted by this device, for this one. */
  readonly by?: DeviceId;
  readonly for?: DeviceId;
}

export type StanzaSummary =
  | { readonly says: 'publishDevices'; readonly deviceIds: readonly DeviceId[] }
  | { readonly says: 'publishKeys'; readonly deviceId: DeviceId; readonly preKeyCount: number }
  | { readonly says: 'requestKeys'; readonly of: Jid; readonly deviceId: DeviceId }
  | { readonly says: 'keys'; readonly deviceId: DeviceId; readonly preKeyCount: number }
  | {
      readonly says: JingleMessage['verb'];
      readonly media?: MediaKinds;
      readonly device?: AnnouncedDevice;
      readonly reason?: string;
    }
  | {
      readonly says: JingleAction | 'unknown';
      readonly fingerprints: readonly FingerprintSummary[];
      readonly candidates: readonly Pick<IceCandidate, 'ip' | 'port'>[];
      readonly reason?: string;
    };

/** The summary of a stanza; undefined for acknowledgements and whatever is not about calls. */
export function summarize(stanza: XmlElement): StanzaSummary | undefined {
  const message = readMessage(stanza);
  if (message.ok) {
    const words = message.value.children.find(isJingleMessageElement);
    const read = words && readJingleMessage(words);
    return read?.ok === true ? ofJingleMessage(read.value) : undefined;
  }
  const iq = readIq(stanza);
  const [payload] = iq.ok ? iq.value.children : [];
  if (!iq.ok || payload === undefined) return undefined;
  const jingle = readJingle(payload);
  return jingle.ok ? ofJingle(jingle.value) : ofPubsub(iq.value.to, payload);
}

function ofJingleMessage(words: JingleMessage): StanzaSummary {
  switch (words.verb) {
    case 'propose':
      return { says: words.verb, media: words.media };
    case 'proceed':
      return { says: words.verb, device: words.device };
    case 'reject':
    case 'retract':
    case 'finish':
      return { says: words.verb, ...reasonOf(words) };
    default:
      return { says: words.verb };
  }
}

function ofJingle(jingle: ReceivedJingle): StanzaSummary {
  const { action, contents } = jingle;
  const fingerprints = contents.flatMap(({ name: content, description, transport }) =>
    (transport?.fingerprint ?? []).map((fingerprint) => ({
      content,
      media: description?.media,
      ...ofFingerprint(fingerprint),
    })),
  );
  const candidates = contents.flatMap(({ transport }) => transport?.candidates ?? []);
  return {
    says: action,
    fingerprints,
    candidates: candidates.map(({ ip, port }) => ({ ip, port })),
    ...reasonOf(jingle),
  };
}

function reasonOf({ reason }: Pick<ReceivedJingle, 'reason'>): { readonly reason?: string } {
  return reason === undefined ? {} : { reason: reason.condition };
}

function ofFingerprint(fingerprint: ReceivedFingerprint): Omit<FingerprintSummary, 'content' | 'media'> {
  if (fingerprint.kind === 'plain') return { kind: 'plain', value: fingerprint.value };
  const { senderDeviceId: by, keys } = fingerprint.encrypted;
  const [first] = keys;
  return { kind: 'encrypted', by, ...(first && { for: first.recipientDeviceId }) };
}

function ofPubsub(to: Jid | undefined, payload: XmlElement): StanzaSummary | undefined {
  const publish = readPubsubPublish(payload);
  if (publish.ok) {
    const { node, item } = publish.value;
    const list = item.payload && readOmemoDeviceList(item.payload);
    if (list?.ok === true) return { says: 'publishDevices', deviceIds: list.value.deviceIds };
    return ofBundle('publishKeys', node, item);
  }
  const items = readPubsubItems(payload);
  const [item] = items.ok ? items.value.items : [];
  if (items.ok && item !== undefined) return ofBundle('keys', items.value.node, item);
  const request = readPubsubItemsRequest(payload);
  const deviceId = request.ok ? deviceOfNode(request.value.node) : undefined;
  return deviceId === undefined || to === undefined ? undefined : { says: 'requestKeys', of: to, deviceId };
}

function ofBundle(says: 'keys' | 'publishKeys', node: string, item: PubsubItem): StanzaSummary | undefined {
  const deviceId = deviceOfNode(node);
  const bundle = item.payload && readOmemoBundle(item.payload);
  if (deviceId === undefined || bundle?.ok !== true) return undefined;
  return { says, deviceId, preKeyCount: bundle.value.preKeys.length };
}

function deviceOfNode(node: string): DeviceId | undefined {
  return node.startsWith(NODE_OMEMO_BUNDLES) ? parseDeviceId(node.slice(NODE_OMEMO_BUNDLES.length)) : undefined;
}
