/**
 * The Double Ratchet: encrypts and decrypts the messages of a session. Takes the session as a value and gives the one
 * behind the message; nothing that is passed in changes, and a message that does not open leaves nothing behind.
 *
 * Knows neither how sessions begin nor where they are kept.
 *
 * Spec: The Double Ratchet Algorithm, revision 1, #3; wire format 3 of libsignal-protocol-c 2.3.
 */
import { exactBuffer } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { CryptoPlatform, HmacSha256, RandomBytes } from './curve.ts';
import { generateKeyPair, sharedSecretOf } from './key-pair.ts';
import { isUint32 } from './protobuf.ts';
import { messageKeyOf, messageSecretsOf, nextChainKey, stepRoot } from './ratchet-keys.ts';
import {
  type Chain,
  chainNameOf,
  newChain,
  type OwnIdentity,
  pruned,
  RECEIVING_CHAIN,
  SENDING_CHAIN,
  type SessionState,
} from './session-state.ts';
import type { WhisperMessage } from './signal-message.ts';
import { hasRightMac, writePreKeyWhisperMessage, writeWhisperMessage } from './whisper-message.ts';

/** Who encrypts and decrypts, and what with. */
export interface RatchetParts {
  readonly identity: OwnIdentity;
  readonly platform: CryptoPlatform;
  /** For the own ratchet keys. */
  readonly random: RandomBytes;
}

export interface SignalCiphertext {
  readonly state: SessionState;
  /** Whether `bytes` is a PreKeyWhisperMessage: the peer has not answered in this session yet. */
  readonly preKey: boolean;
  readonly bytes: Uint8Array;
}

/**
 * The next message of a session. Unless the new state is stored, it must not be sent: the state's key would serve
 * twice. `unusableSession` says that the state is no session, which only a damaged store can make of one.
 */
export async function encryptInSession(
  { identity, platform }: Omit<RatchetParts, 'random'>,
  state: SessionState,
  plaintext: Uint8Array,
): Promise<Result<SignalCiphertext, 'unusableSession'>> {
  const { hmacSha256, aesCbc } = platform;
  const { indexInfo, currentRatchet, pendingPreKey } = state;
  const ratchetKey = currentRatchet.ephemeralKeyPair.pubKey;
  const chainName = chainNameOf(ratchetKey);
  const chain = state.chains[chainName];
  const chainKey = chain?.chainKey.key;
  if (chain?.chainType !== SENDING_CHAIN || chainKey === undefined) return err('unusableSession');
  const counter = chain.chainKey.counter + 1;
  const { previousCounter } = currentRatchet;
  const { preKeyId = 0, signedKeyId = 0 } = pendingPreKey ?? {};
  if (![counter, previousCounter, preKeyId, signedKeyId].every(isUint32)) return err('unusableSession');

  const { cipherKey, macKey, iv } = messageSecretsOf(hmacSha256, messageKeyOf(hmacSha256, chainKey));
  const ciphertext = await aesCbc.encrypt(cipherKey, iv, plaintext);
  const whisperMessage = writeWhisperMessage(
    hmacSha256,
    macKey,
    { sender: identity.keyPair.pubKey, receiver: indexInfo.remoteIdentityKey },
    { ratchetKey: new Uint8Array(ratchetKey), counter, previousCounter, ciphertext },
  );
  const next = { ...chain, chainKey: { counter, key: nextChainKey(hmacSha256, chainKey) } };
  return ok({
    state: { ...state, chains: { ...state.chains, [chainName]: next } },
    preKey: pendingPreKey !== undefined,
    bytes: pendingPreKey === undefined ? whisperMessage : announced(identity, pendingPreKey, whisperMessage),
  });
}

function announced(
  { deviceId, keyPair }: OwnIdentity,
  { baseKey, preKeyId, signedKeyId }: NonNullable<SessionState['pendingPreKey']>,
  whisperMessage: Uint8Array,
): Uint8Array {
  const identityKey = keyPair.pubKey;
  return writePreKeyWhisperMessage(
    { registrationId: deviceId, preKeyId, signedPreKeyId: signedKeyId, baseKey, identityKey },
    whisperMessage,
  );
}

/**
 * Decrypts a WhisperMessage, and gives the session behind it.
 *
 * Before the MAC is known to be right nothing is computed but the message's own key: at most one shared secret, and as
 * many chain steps as `admit` has counted. Our next ratchet key, and the keys of messages that the peer's last chain
 * has left out, come after it.
 *
 * @param message  what `header` was read from, admitted by the session (`admit`)
 */
export async function decryptInSession(
  parts: RatchetParts,
  state: SessionState,
  message: Uint8Array,
  header: WhisperMessage,
): Promise<Result<{ readonly state: SessionState; readonly plaintext: Uint8Array }, 'badMac'>> {
  const { hmacSha256, aesCbc } = parts.platform;
  const chainName = chainNameOf(header.ratchetKey);
  const known = state.chains[chainName];
  const turn = known === undefined ? await turnTo(parts, state, header.ratchetKey) : undefined;
  const chain = known ?? turn?.chain;
  const taken = chain && takeMessageKey(hmacSha256, chain, header.counter);
  if (taken === undefined) return err('badMac');

  const { cipherKey, macKey, iv } = messageSecretsOf(hmacSha256, taken.messageKey);
  const ends = { sender: state.indexInfo.remoteIdentityKey, receiver: parts.identity.keyPair.pubKey };
  if (!hasRightMac(hmacSha256, macKey, ends, message)) return err('badMac');
  const plaintext = await aesCbc.decrypt(cipherKey, iv, header.ciphertext);
  if (plaintext === undefined) return err('badMac');

  const turned = turn === undefined ? state : await behindTurn(parts, state, header, turn.rootKey);
  if (turned === undefined) return err('badMac');
  // The peer has answered: it knows the session.
  const { pendingPreKey: _, ...answered } = turned;
  const next = { ...answered, chains: { ...turned.chains, [chainName]: taken.chain } };
  const hasGrown = turn !== undefined || taken.chain.messageKeys !== known?.messageKeys;
  return ok({ state: hasGrown ? pruned(next) : next, plaintext });
}

/** The chain that a new ratchet key of the peer begins, and the root key behind it. */
interface Turn {
  readonly chain: Chain;
  readonly rootKey: ArrayBuffer;
}

async function turnTo(
  { platform: { curve, hmacSha256 } }: RatchetParts,
  { currentRatchet }: SessionState,
  ratchetKey: Uint8Array,
): Promise<Turn | undefined> {
  const sharedSecret = await sharedSecretOf(curve, ratchetKey, currentRatchet.ephemeralKeyPair.privKey);
  if (sharedSecret === undefined) return undefined;
  const { rootKey, chainKey } = stepRoot(hmacSha256, currentRatchet.rootKey, sharedSecret);
  return { chain: newChain(RECEIVING_CHAIN, chainKey), rootKey };
}

/**
 * The session in which our side has answered a new ratchet key of the peer with a new one of its own. The peer's last
 * chain is closed, up to where the peer says it went; ours is gone.
 */
async function behindTurn(
  { platform: { curve, hmacSha256 }, random }: RatchetParts,
  state: SessionState,
  { ratchetKey, previousCounter }: WhisperMessage,
  receivingRootKey: ArrayBuffer,
): Promise<SessionState | undefined> {
  const { lastRemoteEphemeralKey, ephemeralKeyPair, previousCounter: sentBefore } = state.currentRatchet;
  const keyPair = await generateKeyPair(curve, random);
  const sharedSecret = await sharedSecretOf(curve, ratchetKey, keyPair.privKey);
  if (sharedSecret === undefined) return undefined;
  const { rootKey, chainKey } = stepRoot(hmacSha256, receivingRootKey, sharedSecret);

  const { [chainNameOf(ephemeralKeyPair.pubKey)]: lastSending, ...others } = state.chains;
  const lastName = chainNameOf(lastRemoteEphemeralKey);
  const lastReceiving = others[lastName];
  return {
    ...state,
    currentRatchet: {
      rootKey,
      ephemeralKeyPair: keyPair,
      lastRemoteEphemeralKey: exactBuffer(ratchetKey),
      // Not -1 where nothing was sent in the chain, as after a return to an older store: on the wire that would be
      // 2^32 - 1, which the peer refuses. The C library says 0.
      previousCounter: lastSending === undefined ? sentBefore : Math.max(0, lastSending.chainKey.counter),
    },
    oldRatchetList:
      lastReceiving === undefined
        ? state.oldRatchetList
        : [...state.oldRatchetList, { ephemeralKey: lastRemoteEphemeralKey }],
    chains: {
      ...others,
      ...(lastReceiving && { [lastName]: closedAt(hmacSha256, lastReceiving, previousCounter) }),
      [chainNameOf(keyPair.pubKey)]: newChain(SENDING_CHAIN, chainKey),
    },
  };
}

/** The key of a message, and the chain without it. */
interface TakenKey {
  readonly messageKey: ArrayBuffer;
  readonly chain: Chain;
}

/** Undefined where the chain has no such key: it was used, or never will be there. */
function takeMessageKey(hmacSha256: HmacSha256, chain: Chain, counter: number): TakenKey | undefined {
  if (chain.chainType !== RECEIVING_CHAIN) return undefined;
  const skipped = chain.messageKeys[counter];
  if (skipped !== undefined) {
    const { [counter]: _, ...messageKeys } = chain.messageKeys;
    return { messageKey: skipped, chain: { ...chain, messageKeys } };
  }
  if (counter <= chain.chainKey.counter) return undefined;
  const before = skippedTo(hmacSha256, chain, counter - 1);
  const { key } = before.chainKey;
  if (key === undefined) return undefined;
  const chainKey = { counter, key: nextChainKey(hmacSha256, key) };
  return { messageKey: messageKeyOf(hmacSha256, key), chain: { ...before, chainKey } };
}

/** The chain with the keys of all messages up to this one. */
function skippedTo(hmacSha256: HmacSha256, chain: Chain, lastCounter: number): Chain {
  let { counter, key } = chain.chainKey;
  if (counter >= lastCounter || key === undefined) return chain;
  const messageKeys = { ...chain.messageKeys };
  while (counter < lastCounter) {
    counter += 1;
    messageKeys[counter] = messageKeyOf(hmacSha256, key);
    key = nextChainKey(hmacSha256, key);
  }
  return { ...chain, chainKey: { counter, key }, messageKeys };
}

/** The chain with no further message than this one in it. */
function closedAt(hmacSha256: HmacSha256, chain: Chain, lastCounter: number): Chain {
  const { chainKey, ...whole } = skippedTo(hmacSha256, chain, lastCounter);
  return { ...whole, chainKey: { counter: chainKey.counter } };
}
