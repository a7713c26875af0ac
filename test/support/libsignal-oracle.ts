/**
 * The same steps as src/omemo/x3dh.ts and src/omemo/ratchet.ts, taken by @privacyresearch/libsignal-protocol-typescript
 * 0.0.16: what ours are held against. A session goes in and comes out as a value of ours.
 *
 * The library has one curve and one source of random bytes for all its sessions. Both are set here: the curve to
 * Node's, which test/omemo/curve.test.ts holds against the library's own, the bytes by the caller, so that both sides
 * make the same keys.
 */
// The order of these two imports matters: the library installs process-wide listeners when it is loaded.
import { removeAddedProcessListeners } from './process-listeners.ts';
import {
  type MessageType,
  SessionBuilder,
  SessionCipher,
  type SessionType,
  setCurve,
  setWebCrypto,
  SignalProtocolAddress,
  type StorageType,
} from '@privacyresearch/libsignal-protocol-typescript';
import { exactBuffer } from '../../src/base/bytes.ts';
import type { RandomBytes } from '../../src/omemo/curve.ts';
import type { SignalKeyPair } from '../../src/omemo/key-pair.ts';
import { nodePlatform } from '../../src/omemo/platform.ts';
import type { SignalCiphertext } from '../../src/omemo/ratchet.ts';
import { type Chain, type OwnIdentity, pruned, type SessionState } from '../../src/omemo/session-state.ts';
import type { PreKeyHeader } from '../../src/omemo/signal-message.ts';
import type { DeviceKeys } from '../../src/omemo/x3dh.ts';

removeAddedProcessListeners();

/** The library's steps; undefined for whatever it throws. */
export interface Oracle {
  startFromBundle(own: OwnIdentity, keys: DeviceKeys): Promise<SessionState | undefined>;
  startFromMessage(
    own: OwnIdentity,
    ownKeys: { readonly preKey: SignalKeyPair; readonly signedPreKey: SignalKeyPair },
    header: PreKeyHeader,
  ): Promise<SessionState | undefined>;
  encrypt(own: OwnIdentity, state: SessionState, plaintext: Uint8Array): Promise<SignalCiphertext | undefined>;
  decrypt(
    own: OwnIdentity,
    state: SessionState,
    message: Uint8Array,
  ): Promise<{ readonly state: SessionState; readonly plaintext: Uint8Array } | undefined>;
}

/** @param random  asked when the library asks for bytes, which it does for key pairs only */
export function createOracle(random: RandomBytes): Oracle {
  giveCryptography(random);
  return {
    startFromBundle: (own, keys) =>
      orUndefined(async () =>
        stateOf(
          await new SessionBuilder(storageFor(own), ADDRESS).processPreKeyJob({
            identityKey: exactBuffer(keys.identityKey),
            signedPreKey: {
              keyId: keys.signedPreKeyId,
              publicKey: exactBuffer(keys.signedPreKey),
              signature: exactBuffer(keys.signedPreKeySignature),
            },
            preKey: { keyId: keys.preKeyId, publicKey: exactBuffer(keys.preKey) },
          }),
        ),
      ),
    startFromMessage: (own, { preKey, signedPreKey }, header) =>
      orUndefined(async () =>
        stateOf(
          await new SessionBuilder(storageFor(own), ADDRESS).startSessionWthPreKeyMessage(preKey, signedPreKey, {
            registrationId: header.registrationId,
            preKeyId: header.preKeyId ?? 0,
            signedPreKeyId: header.signedPreKeyId,
            baseKey: new Uint8Array(header.baseKey),
            identityKey: new Uint8Array(header.identityKeyBytes),
            message: header.whisperMessage,
          }),
        ),
      ),
    encrypt: (own, state, plaintext) =>
      orUndefined(async () => {
        const librarySession = editableCopy(state);
        const cipher = new SessionCipher(storageFor(own), ADDRESS);
        cipher.getRecord = () => Promise.resolve(recordOf(librarySession));
        const { encryptJob } = cipher as unknown as { encryptJob: (plaintext: ArrayBuffer) => Promise<MessageType> };
        const { type, body } = await encryptJob(exactBuffer(plaintext));
        const bytes = Uint8Array.from(body!, (unit) => unit.charCodeAt(0));
        return { state: stateOf(librarySession), preKey: type === 3, bytes };
      }),
    decrypt: (own, state, message) =>
      orUndefined(async () => {
        const librarySession = editableCopy(state);
        const cipher = new SessionCipher(storageFor(own), ADDRESS);
        const plaintext = await cipher.doDecryptWhisperMessage(exactBuffer(message), librarySession);
        return { state: stateOf(librarySession), plaintext: new Uint8Array(plaintext) };
      }),
  };
}

// The library names sessions by this in its own locks and records, neither of which is used.
const ADDRESS = new SignalProtocolAddress('peer', 1);

async function orUndefined<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch {
    return undefined;
  }
}

function giveCryptography(random: RandomBytes): void {
  const { curve } = nodePlatform()!;
  setCurve({
    keyPair: async (privateKey) => {
      const pair = await curve.keyPair(exactBuffer(new Uint8Array(privateKey)));
      return { pubKey: pair.publicKey, privKey: pair.privateKey };
    },
    sharedSecret: async (publicKey, privateKey) =>
      curve.sharedSecret(exactBuffer(new Uint8Array(publicKey)), exactBuffer(new Uint8Array(privateKey))),
    sign: () => Promise.reject(new Error('nothing is signed here')),
    // The library's hook answers whether the signature is bad.
    verify: async (publicKey, message, signature) =>
      !(await curve.verify(exactBuffer(new Uint8Array(publicKey)), new Uint8Array(message), new Uint8Array(signature))),
  });
  const { subtle } = globalThis.crypto;
  const getRandomValues = (array: Uint8Array) => {
    array.set(random(array.length));
    return array;
  };
  setWebCrypto({ subtle, getRandomValues } as unknown as Parameters<typeof setWebCrypto>[0]);
}

function storageFor(own: OwnIdentity): StorageType {
  const nothing = () => Promise.resolve(undefined);
  return {
    getIdentityKeyPair: () => Promise.resolve(own.keyPair),
    getLocalRegistrationId: () => Promise.resolve(own.deviceId),
    isTrustedIdentity: () => Promise.resolve(true),
    saveIdentity: () => Promise.resolve(true),
    loadPreKey: nothing,
    storePreKey: nothing,
    removePreKey: nothing,
    storeSession: nothing,
    loadSession: nothing,
    loadSignedPreKey: nothing,
    storeSignedPreKey: nothing,
    removeSignedPreKey: nothing,
  };
}

type LibraryRecord = NonNullable<Awaited<ReturnType<SessionCipher['getRecord']>>>;

/** As much of a record as encryption asks for: the one session. */
function recordOf(librarySession: SessionType): LibraryRecord {
  const record = { getOpenSession: () => librarySession, updateSessionState: () => undefined, serialize: () => '' };
  return record as unknown as LibraryRecord;
}

/** A copy that the library may write to. */
function editableCopy(state: SessionState): SessionType {
  const chains: Record<string, Chain> = {};
  for (const [name, chain] of Object.entries(state.chains)) {
    chains[name] = { ...chain, chainKey: { ...chain.chainKey }, messageKeys: { ...chain.messageKeys } };
  }
  const copy: SessionState = {
    ...state,
    indexInfo: { ...state.indexInfo },
    currentRatchet: { ...state.currentRatchet },
    oldRatchetList: [...state.oldRatchetList],
    chains,
  };
  return copy as unknown as SessionType;
}

/** The library's session with the fields that ours has, and those only; without old chains, which it never drops. */
function stateOf(librarySession: SessionType): SessionState {
  const { indexInfo, currentRatchet, pendingPreKey, oldRatchetList, chains } =
    librarySession as unknown as SessionState;
  const { rootKey, ephemeralKeyPair, lastRemoteEphemeralKey, previousCounter } = currentRatchet;
  return pruned({
    indexInfo: {
      remoteIdentityKey: bufferOf(indexInfo.remoteIdentityKey),
      baseKey: bufferOf(indexInfo.baseKey),
    },
    currentRatchet: {
      rootKey,
      ephemeralKeyPair,
      lastRemoteEphemeralKey: bufferOf(lastRemoteEphemeralKey),
      // The library counts -1 where nothing was sent in a chain.
      previousCounter: Math.max(0, previousCounter),
    },
    ...(pendingPreKey && { pendingPreKey }),
    oldRatchetList: oldRatchetList.map(({ ephemeralKey }) => ({ ephemeralKey })),
    chains,
  });
}

/** The library leaves views in some fields. */
function bufferOf(bytes: ArrayBuffer | Uint8Array): ArrayBuffer {
  return exactBuffer(new Uint8Array(bytes));
}
