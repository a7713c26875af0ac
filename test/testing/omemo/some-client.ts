/**
 * The client of the worked example: what its OMEMO does is ours, how it does it is how clients do.
 *
 * It opens whatever the header names, keys of distrusted devices included, and leaves to others what that means.
 */
import type { Result } from '../../../src/base/result.ts';
import type { BareJid } from '../../../src/jid.ts';
import { createOmemo, type OmemoAccount } from '../../../src/omemo/create.ts';
import { createMemoryStore, type MemoryStore } from '../../../src/omemo/memory-store.ts';
import type { OmemoDevice, TrustLevel } from '../../../src/omemo/port.ts';
import type { DeviceId, IdentityKey, OmemoMessage } from '../../../src/stanzas/omemo.ts';
import type { ClientMessage, ClientOmemo, ClientTrust } from './wrap-client.ts';

class ClientError extends Error {
  readonly code: string;
  constructor(code: string) {
    super('it did not work');
    this.code = code;
  }
}

const CODES: Readonly<Record<string, string>> = {
  noSession: 'ERR_NO_SESSION',
  identityKeyChanged: 'ERR_KEY_CHANGED',
  invalidBundle: 'ERR_BUNDLE',
  unknownPreKey: 'ERR_PREKEY',
  replayed: 'ERR_DUPLICATE',
  counterTooFar: 'ERR_FUTURE',
  badMac: 'ERR_MAC',
  malformed: 'ERR_FORMAT',
};

const TRUST: readonly (readonly [ClientTrust, TrustLevel])[] = [
  ['ask', 'undecided'],
  ['seen', 'blind'],
  ['compared', 'verified'],
  ['never', 'distrusted'],
];

export interface SomeClient extends ClientOmemo {
  /** What is on its disk. */
  disk(): string;
}

/** The client, with what was on its disk. */
export async function openClient(own: OmemoDevice, disk?: string): Promise<SomeClient> {
  let store: MemoryStore;
  let omemo: OmemoAccount;
  const open = async (text: string | undefined): Promise<void> => {
    store = createMemoryStore(text);
    omemo = await createOmemo({ ...own, store });
  };
  await open(disk);
  let turn: Promise<unknown> = Promise.resolve();

  return {
    jid: own.account,
    deviceId: own.deviceId,
    identityKey: omemo!.ownIdentityKey,
    disk: () => store.exportText(),
    transaction(work) {
      const result = turn.then(async () => {
        const before = store.exportText();
        try {
          return await work();
        } catch (thrown) {
          await open(before);
          throw thrown;
        }
      });
      turn = result.catch(() => undefined);
      return result;
    },
    bundle: async () => valueOf(await omemo.ownBundle()),
    isBundleStale: () => omemo.bundleChanged(),
    hasSession: async (jid, deviceId) => valueOf(await omemo.hasSession(deviceOf(jid, deviceId))),
    async startSession(jid, deviceId, bundle) {
      // Nothing to complain about for a library.
      if (bundle.preKeys.length === 0 || bundle.identityKey === omemo.ownIdentityKey) return;
      valueOf(await omemo.startSession(deviceOf(jid, deviceId), bundle));
    },
    async encrypt(jid, deviceId, text) {
      const device = deviceOf(jid, deviceId);
      const result = await whoeverItIs(omemo, device, () => omemo.encrypt(device, text, undefined));
      const { message, identityKey } = valueOf(result);
      return { message: clientMessage(message), identityKey };
    },
    async decrypt(jid, message) {
      const sender = deviceOf(jid, message.sid);
      const opened = () => omemo.decrypt({ ...sender, identityKey: undefined }, portMessage(message, own.deviceId));
      const { plaintext, identityKey } = valueOf(await whoeverItIs(omemo, sender, opened));
      return { text: plaintext, identityKey };
    },
    trustOf(jid, deviceId, identityKey) {
      const level = omemo.trustOf(deviceOf(jid, deviceId), identityKey as IdentityKey);
      return TRUST.find(([, each]) => each === level)![0];
    },
    async setTrust(jid, deviceId, key, trust) {
      const [, level] = TRUST.find(([each]) => each === trust)!;
      const identityKey = key as IdentityKey | undefined;
      valueOf(await omemo.setTrust({ ...deviceOf(jid, deviceId), identityKey }, level));
    },
  };
}

function valueOf<T>(result: Result<T, { readonly kind: string }>): T {
  if (!result.ok) throw new ClientError(CODES[result.error.kind] ?? 'ERR_DATABASE');
  return result.value;
}

function deviceOf(jid: string, deviceId: number): OmemoDevice {
  return { account: jid as BareJid, deviceId: deviceId as DeviceId };
}

/** Does something that is ours to refuse for a key that is distrusted. */
async function whoeverItIs<T>(omemo: OmemoAccount, device: OmemoDevice, work: () => Promise<T>): Promise<T> {
  const keys = omemo.identityKeysOf(device.account).filter(({ trustLevel }) => trustLevel === 'distrusted');
  const setAll = async (level: TrustLevel): Promise<void> => {
    for (const { deviceId, identityKey } of keys) {
      await omemo.setTrust({ account: device.account, deviceId, identityKey }, level);
    }
  };
  await setAll('undecided');
  const result = await work();
  await setAll('distrusted');
  return result;
}

/** With a key for another own device, which reads along. */
function clientMessage({ senderDeviceId, keys, iv, payload }: OmemoMessage): ClientMessage {
  const written = keys.map(({ recipientDeviceId, preKey, bytes }) => ({
    rid: Number(recipientDeviceId),
    prekey: preKey,
    data: bytes,
  }));
  const further = { rid: 7777, prekey: false, data: new Uint8Array(60) };
  return { sid: senderDeviceId, keys: [further, ...written], iv, payload: payload! };
}

function portMessage({ sid, keys, iv, payload }: ClientMessage, ownDeviceId: DeviceId): OmemoMessage {
  return {
    senderDeviceId: sid as DeviceId,
    keys: keys
      .filter(({ rid }) => rid === ownDeviceId)
      .map(({ prekey, data }) => ({ recipientDeviceId: ownDeviceId, preKey: prekey, bytes: data })),
    iv,
    payload,
  };
}
