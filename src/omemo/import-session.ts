/**
 * Reads the session records of libsignal-protocol-c, which Dino, Gajim and others store, so that an account can move
 * here with its sessions.
 *
 * Skipped message keys are left behind: the C library keeps them expanded, ours keeps what they are expanded from.
 * Messages that were skipped before the move cannot be read after it.
 *
 * Spec: LocalStorageProtocol.proto of libsignal-protocol-c 2.3 (RecordStructure, SessionStructure).
 */
import { equalBytes, exactBuffer } from '../base/bytes.ts';
import { OMEMO_SESSION_LIMITS } from '../base/limits.ts';
import type { SignalKeyPair } from './key-pair.ts';
import { type ProtobufFields, readProtobuf } from './protobuf.ts';
import { isUsablePublicKey } from './public-key.ts';
import type { SessionRecord } from './session-record.ts';
import { type Chain, chainNameOf, RECEIVING_CHAIN, SENDING_CHAIN, type SessionState } from './session-state.ts';

/** Field numbers of RecordStructure. */
const RECORD = { current: 1, previous: 2 } as const;
/** Field numbers of SessionStructure. */
const SESSION = {
  version: 1,
  localIdentity: 2,
  remoteIdentity: 3,
  rootKey: 4,
  previousCounter: 5,
  senderChain: 6,
  receiverChains: 7,
  pendingPreKey: 9,
  baseKey: 13,
} as const;
/** Field numbers of SessionStructure.Chain, and of its chain key. */
const CHAIN = { ratchetPublic: 1, ratchetPrivate: 2, chainKey: 3 } as const;
const CHAIN_KEY = { index: 1, key: 2 } as const;
/** Field numbers of SessionStructure.PendingPreKey. */
const PENDING = { preKeyId: 1, baseKey: 2, signedPreKeyId: 3 } as const;

const SECRET_BYTES = 32;

/**
 * The sessions of a stored record, the current one first, or undefined where the bytes are no record of ours.
 *
 * @param ownIdentityKey  33 bytes; a session of another identity would make messages nobody can read
 */
export function readForeignRecord(bytes: Uint8Array, ownIdentityKey: Uint8Array): SessionRecord | undefined {
  const fields = readProtobuf(bytes);
  const current = fields?.bytes(RECORD.current);
  if (fields === undefined || current === undefined) return undefined;
  const sessions = [current, ...fields.allBytes(RECORD.previous)].slice(0, OMEMO_SESSION_LIMITS.sessionsOfDevice);
  const states = sessions.map((omemoSession) => readSession(omemoSession, ownIdentityKey));
  const readable = states.filter((state) => state !== undefined);
  return readable.length === states.length ? readable : undefined;
}

function readSession(bytes: Uint8Array, ownIdentityKey: Uint8Array): SessionState | undefined {
  const fields = readProtobuf(bytes);
  if (fields?.number(SESSION.version) !== 3) return undefined;
  const localIdentity = fields.bytes(SESSION.localIdentity);
  const remoteIdentityKey = publicKeyIn(fields, SESSION.remoteIdentity);
  const rootKey = secretIn(fields, SESSION.rootKey);
  const baseKey = publicKeyIn(fields, SESSION.baseKey);
  const sending = readChain(fields.bytes(SESSION.senderChain), SENDING_CHAIN);
  const received = fields.allBytes(SESSION.receiverChains).at(-1);
  const receiving = readChain(received, RECEIVING_CHAIN);
  if (localIdentity === undefined || !equalBytes(localIdentity, ownIdentityKey)) return undefined;
  if (remoteIdentityKey === undefined || rootKey === undefined || baseKey === undefined) return undefined;
  if (sending?.keyPair === undefined || receiving === undefined) return undefined;
  const pendingPreKey = readPending(fields.bytes(SESSION.pendingPreKey));
  return {
    indexInfo: { remoteIdentityKey, baseKey },
    currentRatchet: {
      rootKey,
      ephemeralKeyPair: sending.keyPair,
      lastRemoteEphemeralKey: receiving.ratchetKey,
      previousCounter: fields.number(SESSION.previousCounter) ?? 0,
    },
    ...(pendingPreKey && { pendingPreKey }),
    // Earlier receiving chains would only serve messages that were skipped.
    oldRatchetList: [],
    chains: {
      [chainNameOf(sending.ratchetKey)]: sending.chain,
      [chainNameOf(receiving.ratchetKey)]: receiving.chain,
    },
  };
}

interface ReadChain {
  readonly ratchetKey: ArrayBuffer;
  /** Of a sending chain. */
  readonly keyPair: SignalKeyPair | undefined;
  readonly chain: Chain;
}

function readChain(bytes: Uint8Array | undefined, chainType: Chain['chainType']): ReadChain | undefined {
  const fields = bytes && readProtobuf(bytes);
  const chainKeyBytes = fields?.bytes(CHAIN.chainKey);
  const chainKey = chainKeyBytes && readProtobuf(chainKeyBytes);
  if (fields === undefined || chainKey === undefined) return undefined;
  const ratchetKey = publicKeyIn(fields, CHAIN.ratchetPublic);
  const key = secretIn(chainKey, CHAIN_KEY.key);
  if (ratchetKey === undefined || key === undefined) return undefined;
  const privKey = secretIn(fields, CHAIN.ratchetPrivate);
  // The C library counts the next message, ours the last one.
  const counter = (chainKey.number(CHAIN_KEY.index) ?? 0) - 1;
  return {
    ratchetKey,
    keyPair: privKey && { pubKey: ratchetKey, privKey },
    chain: { chainType, chainKey: { counter, key }, messageKeys: {} },
  };
}

function readPending(bytes: Uint8Array | undefined): SessionState['pendingPreKey'] {
  const fields = bytes && readProtobuf(bytes);
  const baseKey = fields && publicKeyIn(fields, PENDING.baseKey);
  const signedKeyId = fields?.number(PENDING.signedPreKeyId);
  if (baseKey === undefined || signedKeyId === undefined) return undefined;
  return { baseKey, preKeyId: fields?.number(PENDING.preKeyId) ?? 0, signedKeyId };
}

function publicKeyIn(fields: ProtobufFields, field: number): ArrayBuffer | undefined {
  const bytes = fields.bytes(field);
  return bytes !== undefined && isUsablePublicKey(bytes) ? exactBuffer(bytes) : undefined;
}

function secretIn(fields: ProtobufFields, field: number): ArrayBuffer | undefined {
  const bytes = fields.bytes(field);
  return bytes?.length === SECRET_BYTES ? exactBuffer(bytes) : undefined;
}
