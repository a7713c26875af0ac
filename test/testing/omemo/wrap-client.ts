/** The worked example of docs/guides/own-omemo.md: a client that has OMEMO already lends it to the core. */
import type { BareJid, DeviceId, IdentityKey, Omemo, OmemoBundle, OmemoMessage } from '../../../src/index.ts';
import type { DecryptError, EncryptError, Result, StartSessionError, TrustLevel } from '../../../src/index.ts';

/** What the client has: a library for ratchets and a database. It throws errors that have a code. */
export interface ClientOmemo {
  readonly jid: string;
  readonly deviceId: number;
  readonly identityKey: string;
  /** Changes are durable when it resolves, and gone when it rejects. One transaction runs at a time. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  bundle(): Promise<OmemoBundle>;
  /** Whether a prekey was used since `bundle` was last asked for. */
  isBundleStale(): boolean;
  hasSession(jid: string, deviceId: number): Promise<boolean>;
  startSession(jid: string, deviceId: number, bundle: OmemoBundle): Promise<void>;
  /** Encrypts for the device, and for the own other devices. */
  encrypt(jid: string, deviceId: number, text: string): Promise<{ message: ClientMessage; identityKey: string }>;
  /** Opens a message of whichever device it names. */
  decrypt(jid: string, message: ClientMessage): Promise<{ text: string; identityKey: string }>;
  /** Kept in memory: the core asks while it decides. */
  trustOf(jid: string, deviceId: number, identityKey: string): ClientTrust;
  /** Without a key it is about the one the device is known by, or else about the first one to be seen. */
  setTrust(jid: string, deviceId: number, identityKey: string | undefined, trust: ClientTrust): Promise<void>;
}

export type ClientTrust = 'ask' | 'seen' | 'compared' | 'never';

export interface ClientMessage {
  readonly sid: number;
  readonly keys: readonly { readonly rid: number; readonly prekey: boolean; readonly data: Uint8Array }[];
  readonly iv: Uint8Array;
  readonly payload: Uint8Array;
}

const LEVELS: Readonly<Record<ClientTrust, TrustLevel>> = {
  ask: 'undecided',
  seen: 'blind',
  compared: 'verified',
  never: 'distrusted',
};

const WORDS: Readonly<Record<TrustLevel, ClientTrust>> = {
  undecided: 'ask',
  blind: 'seen',
  verified: 'compared',
  distrusted: 'never',
};

type Kind = (EncryptError | StartSessionError | DecryptError)['kind'];

/** The client's codes in the words of the port. */
const KINDS: Readonly<Record<string, Kind>> = {
  ERR_NO_SESSION: 'noSession',
  ERR_KEY_CHANGED: 'identityKeyChanged',
  ERR_BUNDLE: 'invalidBundle',
  ERR_PREKEY: 'unknownPreKey',
  ERR_DUPLICATE: 'replayed',
  ERR_FUTURE: 'counterTooFar',
  ERR_MAC: 'badMac',
  ERR_FORMAT: 'malformed',
};

const DECRYPT_KINDS = [
  'distrusted',
  'identityKeyChanged',
  'noSession',
  'unknownPreKey',
  'replayed',
  'counterTooFar',
  'badMac',
  'malformed',
] as const;

/** Thrown inside a transaction, so that what it did is taken back. */
class Refused extends Error {
  readonly kind: Kind;
  constructor(kind: Kind) {
    super(kind);
    this.kind = kind;
  }
}

/** Does it whole or not at all. What is thrown for a reason that is not known refuses too. */
async function attempt<T, K extends Kind>(
  client: ClientOmemo,
  kinds: readonly K[],
  work: () => Promise<T>,
): Promise<Result<T, { readonly kind: K | 'storeFailed' }>> {
  try {
    return { ok: true, value: await client.transaction(work) };
  } catch (thrown) {
    const kind = thrown instanceof Refused ? thrown.kind : KINDS[codeOf(thrown)];
    return { ok: false, error: { kind: kinds.find((each) => each === kind) ?? 'storeFailed' } };
  }
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}

/** The message with its one key for the device: other devices of ours have no part in the call. */
function messageFor(deviceId: DeviceId, { sid, keys, iv, payload }: ClientMessage): OmemoMessage {
  const own = keys.filter(({ rid }) => rid === deviceId);
  return {
    senderDeviceId: sid as DeviceId,
    keys: own.map(({ prekey, data }) => ({ recipientDeviceId: deviceId, preKey: prekey, bytes: data })),
    iv,
    payload,
  };
}

/** The client's OMEMO as the core wants it. */
export function wrapOmemo(client: ClientOmemo): Omemo {
  const own = { account: client.jid as BareJid, deviceId: client.deviceId as DeviceId };

  // About the key that was used, which may be another than the one the device is known by.
  const checkKey = (jid: string, deviceId: number, used: string, expected: string | undefined): IdentityKey => {
    if (client.trustOf(jid, deviceId, used) === 'never') throw new Refused('distrusted');
    if (expected !== undefined && expected !== used) throw new Refused('identityKeyChanged');
    return used as IdentityKey;
  };

  return {
    ownDevice: own,
    ownBundle: () => attempt(client, [], () => client.bundle()),
    bundleChanged: () => client.isBundleStale(),
    hasSession: ({ account, deviceId }) => attempt(client, [], () => client.hasSession(account, deviceId)),

    startSession: ({ account, deviceId }, bundle) =>
      attempt(client, ['invalidBundle', 'distrusted', 'identityKeyChanged'], async () => {
        const isOurs = bundle.identityKey === client.identityKey;
        if (isOurs || bundle.preKeys.length === 0) throw new Refused('invalidBundle');
        checkKey(account, deviceId, bundle.identityKey, undefined);
        await client.startSession(account, deviceId, bundle);
        return bundle.identityKey;
      }),

    encrypt: ({ account, deviceId }, plaintext, expected) =>
      attempt(client, ['noSession', 'distrusted', 'identityKeyChanged'], async () => {
        const { message, identityKey } = await client.encrypt(account, deviceId, plaintext);
        const key = checkKey(account, deviceId, identityKey, expected);
        return { message: messageFor(deviceId, message), identityKey: key };
      }),

    async decrypt({ account, deviceId, identityKey: expected }, message) {
      // Before anything is decrypted: the client would take the header's word for who has sent it.
      if (message.senderDeviceId !== deviceId) return { ok: false, error: { kind: 'unexpectedDevice' } };
      const [key, ...others] = message.keys;
      if (key?.recipientDeviceId !== own.deviceId || others.length > 0) {
        return { ok: false, error: { kind: 'notForThisDevice' } };
      }
      const { iv, payload } = message;
      if (payload === undefined) return { ok: false, error: { kind: 'malformed' } };
      const keys = [{ rid: own.deviceId, prekey: key.preKey, data: key.bytes }];
      return attempt(client, DECRYPT_KINDS, async () => {
        const { text, identityKey } = await client.decrypt(account, { sid: deviceId, keys, iv, payload });
        return { plaintext: text, identityKey: checkKey(account, deviceId, identityKey, expected) };
      });
    },

    trustOf: ({ account, deviceId }, identityKey) => LEVELS[client.trustOf(account, deviceId, identityKey)],
    setTrust: ({ account, deviceId, identityKey }, level) =>
      attempt(client, [], () => client.setTrust(account, deviceId, identityKey, WORDS[level])),
  };
}
