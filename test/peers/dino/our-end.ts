/** Our end of a call with Dino: a device of ours on the server, with real OMEMO and real media. */
import { bareOf, parseFullJid } from '../../../src/jid.ts';
import type { BareJid } from '../../../src/jid.ts';
import { createOmemo } from '../../../src/omemo/create.ts';
import type { OmemoAccount } from '../../../src/omemo/create.ts';
import { createMemoryStore } from '../../../src/omemo/memory-store.ts';
import type { StanzaId } from '../../../src/stanzas/identifiers.ts';
import type { MediaKind } from '../../../src/stanzas/rtp.ts';
import { writeOmemoMessage, parseDeviceId } from '../../../src/stanzas/omemo.ts';
import type { DeviceId } from '../../../src/stanzas/omemo.ts';
import { readOmemoBundle, readOmemoDeviceList } from '../../../src/stanzas/omemo-bundle.ts';
import { readPubsubItems, writePubsubItemsRequest } from '../../../src/stanzas/pubsub.ts';
import { writeIq, writeMessage } from '../../../src/stanzas/stanza.ts';
import type { XmlElement } from '../../../src/xml/element.ts';
import { NODE_OMEMO_BUNDLES, NODE_OMEMO_DEVICE_LIST } from '../../../src/xml/namespaces.ts';
import { attribute, childElements } from '../../../src/xml/read.ts';
import { xmppJs } from '../../network/libraries.ts';
import { join, until } from '../../network/party.ts';
import type { NetworkParty, NetworkPartyOptions } from '../../network/party.ts';
import { DOMAIN } from '../../network/server.ts';
import type { XmppServer } from '../../network/server.ts';
import { packetCounter, weriftMedia } from '../../support/werift-media.ts';
import type { PacketCounter } from '../../support/werift-media.ts';

export interface OurEnd extends NetworkParty {
  readonly omemo: OmemoAccount;
  /** RTP that came from Dino and was decrypted, in all calls of this end. */
  readonly rtp: PacketCounter['received'];
}

export interface OurOptions extends NetworkPartyOptions {
  /** Which of Dino's prekeys to begin a session with, by its place in the bundle. */
  readonly preKey?: number;
}

const FIRST_DEVICE = 7_001;
let devices = 0;
/** Devices with lower ids have left. */
let firstPresent = FIRST_DEVICE;
let sessions = 0;

/** All devices of ours have left for good: those that come take them out of the account's list. */
export function forgetDevices(): void {
  firstPresent = FIRST_DEVICE + devices;
}

/** A new device of the account: its resource, OMEMO keys and everything else are of this end only. */
export async function joinAsUs(
  server: XmppServer,
  name: string,
  { preKey, ...options }: OurOptions = {},
): Promise<OurEnd> {
  const deviceId = FIRST_DEVICE + devices;
  devices += 1;
  const resource = `ours-${devices}`;
  const account = bareOf(parseFullJid(`${name}@${DOMAIN}/${resource}`)!);
  const omemo = await createOmemo({
    account,
    deviceId: parseDeviceId(String(deviceId))!,
    store: createMemoryStore(),
    // Each another of Dino's prekeys: Dino 0.4.2 leaves used ones in its bundle.
    choose: (below) => preKey ?? sessions++ % below,
  });
  const { received: rtp, onRtp } = packetCounter();
  // Not on loopback, which Dino never uses.
  const werift = await weriftMedia({ addresses: 'all' });
  const party = await join(xmppJs, server, [name, resource], {
    ...options,
    ...{ omemo, deviceId },
    media: { open: (report, call) => werift.open(report, call, onRtp) },
    isStaleDevice: (other) => other < firstPresent,
  });
  return { ...party, omemo, rtp };
}

/** The OMEMO devices that an account has published. */
async function devicesOf(end: OurEnd, account: BareJid): Promise<readonly DeviceId[]> {
  const list = readOmemoDeviceList(await itemOf(end, account, NODE_OMEMO_DEVICE_LIST));
  if (!list.ok) throw new Error(`the device list of ${account} is not readable`);
  return list.value.deviceIds;
}

/**
 * Writes to every device of the account, so that it has an OMEMO session with ours: Dino calls with OMEMO only whom it
 * has one with already.
 */
export async function greet(end: OurEnd, account: BareJid): Promise<void> {
  for (const deviceId of await devicesOf(end, account)) {
    const bundle = readOmemoBundle(await itemOf(end, account, `${NODE_OMEMO_BUNDLES}${deviceId}`));
    if (!bundle.ok) throw new Error(`the bundle of ${account}, ${deviceId}, is not readable`);
    const device = { account, deviceId };
    await end.omemo.startSession(device, bundle.value);
    const encrypted = await end.omemo.encrypt(device, 'hello', undefined);
    if (!encrypted.ok) throw new Error(`cannot encrypt for ${deviceId}: ${encrypted.error.kind}`);
    const children = [writeOmemoMessage(encrypted.value.message)];
    const id = `greeting-${deviceId}` as StanzaId;
    const message = { kind: 'message', type: 'chat', id, from: undefined, to: account, children } as const;
    end.client.stream.send(writeMessage(message));
  }
}

/** The payload of the newest item of a node. */
async function itemOf(end: OurEnd, account: BareJid, node: string): Promise<XmlElement> {
  const id = `item-of-${node}` as StanzaId;
  const children = [writePubsubItemsRequest({ node, itemId: undefined, mostItems: 1 })];
  end.client.stream.send(writeIq({ kind: 'iq', type: 'get', id, from: undefined, to: account, children }));
  const answer = () => end.received.find((stanza) => attribute(stanza, 'id') === id);
  await until(`${node} is answered`, () => answer() !== undefined);
  const items = readPubsubItems(childElements(answer()!)[0]!);
  const payload = items.ok ? items.value.items[0]?.payload : undefined;
  if (payload === undefined) throw new Error(`${account} has nothing in ${node}`);
  return payload;
}

/** Whether media of each kind keeps coming. */
export function hears({ rtp }: OurEnd, ...kinds: readonly MediaKind[]): boolean {
  return kinds.every((kind) => rtp[kind] > 10);
}
