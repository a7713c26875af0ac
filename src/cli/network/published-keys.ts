/** The devices that an account names on its server now, and the key that each publishes. Nothing is taken on trust. */
import type { BareJid } from '../../jid.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { DeviceId, IdentityKey } from '../../stanzas/omemo.ts';
import { readOmemoBundle, readOmemoDeviceList } from '../../stanzas/omemo-bundle.ts';
import { readPubsubItems, writePubsubItemsRequest } from '../../stanzas/pubsub.ts';
import type { XmlElement } from '../../xml/element.ts';
import { NODE_OMEMO_BUNDLES, NODE_OMEMO_DEVICE_LIST } from '../../xml/namespaces.ts';
import type { ServerConnection } from './client.ts';
import type { CliFault } from './fault.ts';

export interface PublishedKey {
  readonly deviceId: DeviceId;
  /** Undefined where the device has published no bundle that can be read. */
  readonly identityKey: IdentityKey | undefined;
}

/** Of a device list, at most. Each is asked for. */
const MOST_DEVICES = 50;

export async function readPublishedKeys(
  connection: ServerConnection,
  account: BareJid,
): Promise<Result<readonly PublishedKey[], CliFault>> {
  const list = await payloadOf(connection, account, NODE_OMEMO_DEVICE_LIST);
  if (!list.ok) return err(describeRefusal(list.error, account));
  const read = list.value === undefined ? undefined : readOmemoDeviceList(list.value);
  if (read?.ok === false) return err(describeRefusal('malformed', account));
  const deviceIds = [...new Set(read?.value.deviceIds ?? [])].slice(0, MOST_DEVICES);
  return ok(
    await Promise.all(
      deviceIds.map(async (deviceId) => {
        const bundle = await payloadOf(connection, account, `${NODE_OMEMO_BUNDLES}${deviceId}`);
        const bundleRead = bundle.ok && bundle.value !== undefined ? readOmemoBundle(bundle.value) : undefined;
        return { deviceId, identityKey: bundleRead?.ok === true ? bundleRead.value.identityKey : undefined };
      }),
    ),
  );
}

/** The payload of a node's newest item; undefined where the node is not there, or has none. */
async function payloadOf(
  connection: ServerConnection,
  account: BareJid,
  node: string,
): Promise<Result<XmlElement | undefined, string>> {
  const answer = await connection.ask(account, writePubsubItemsRequest({ node, itemId: undefined, mostItems: 1 }));
  if (!answer.ok) return answer.error === 'item-not-found' ? ok(undefined) : answer;
  const items = answer.value === undefined ? undefined : readPubsubItems(answer.value);
  if (items?.ok !== true) return err('malformed');
  return ok(items.value.items[0]?.payload);
}

function describeRefusal(condition: string, account: BareJid): CliFault {
  switch (condition) {
    case 'service-unavailable':
      return {
        message: `there is no user ${account}, or the server there has no PEP`,
        advice: 'See that the address is spelled right.',
      };
    case 'remote-server-not-found':
    case 'remote-server-timeout':
      return { message: `the server of ${account} cannot be reached`, advice: 'See that its name is spelled right.' };
    case 'timeout':
      return { message: `the server of ${account} does not answer`, advice: 'Try again in a while.' };
    case 'forbidden':
    case 'not-authorized':
    case 'subscription-required':
    case 'presence-subscription-required':
      return {
        message: `${account} shows its keys to its contacts only, or there is no such user`,
        advice: 'See that the address is spelled right, or become contacts with another client first.',
      };
    default:
      return {
        message: `the keys of ${account} cannot be read (${condition})`,
        advice: '--offline shows those that were seen before.',
      };
  }
}
