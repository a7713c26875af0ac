/**
 * Puts the keys of an existing device into an empty store, so that a client which already has OMEMO keeps its identity.
 *
 * Two programs that use one device's keys at the same time break its sessions; this is for moving, not for sharing.
 *
 * Spec: XEP-0384 0.3.0 #usecases-setup.
 */
import { decodeBase64 } from '../base/base64.ts';
import { equalBytes } from '../base/bytes.ts';
import { OMEMO_LIMITS } from '../base/limits.ts';
import { err, type Result } from '../base/result.ts';
import type { BareJid } from '../jid.ts';
import type { DeviceId } from '../stanzas/omemo.ts';
import type { SignalKeyPair } from './key-pair.ts';
import { writeKeyPair, writeOwnDevice, writeSignedKeyPair } from './own-key-text.ts';
import { firstBundleState } from './own-keys.ts';
import { platformInUse } from './platform.ts';
import { curveKeyOf, isUsablePublicKey } from './public-key.ts';
import { type OmemoStore, type StoreFailed, storeKey, tryStore } from './store.ts';

/** A device's keys, base64 throughout: public keys of 33 bytes, private keys of 32, signatures of 64. */
export interface DeviceKeyMaterial {
  readonly deviceId: number;
  readonly identityKeyPrivate: string;
  readonly identityKeyPublic: string;
  /** At least one. The one that comes last goes into the bundle. */
  readonly signedPreKeys: readonly (PreKeyMaterial & { readonly signature: string })[];
  readonly preKeys: readonly PreKeyMaterial[];
}

export interface PreKeyMaterial {
  readonly id: number;
  readonly public: string;
  readonly private: string;
}

export type ImportKeysError =
  /** A key, an id or a signature is not what it should be, or does not go with the others. Nothing was stored. */
  { readonly kind: 'invalidKeys' } | { readonly kind: 'storeNotEmpty' } | StoreFailed;

/** Stores a device's keys. `createOmemo` then opens the device with them, and publishes them as its bundle. */
export async function importKeys(
  store: OmemoStore,
  account: BareJid,
  material: DeviceKeyMaterial,
): Promise<Result<void, ImportKeysError>> {
  const existing = await tryStore(() => store.read(storeKey.ownDevice));
  if (!existing.ok) return existing;
  if (existing.value !== undefined) return err({ kind: 'storeNotEmpty' });
  const changes = await changesOf(account, material);
  return changes === undefined ? err({ kind: 'invalidKeys' }) : tryStore(() => store.write(changes));
}

async function changesOf(
  account: BareJid,
  { deviceId, identityKeyPrivate, identityKeyPublic, signedPreKeys, preKeys }: DeviceKeyMaterial,
): Promise<ReadonlyMap<string, string> | undefined> {
  const identity = await readPair(identityKeyPublic, identityKeyPrivate);
  const current = signedPreKeys.at(-1);
  if (identity === undefined || current === undefined || !isId(deviceId, OMEMO_LIMITS.deviceId)) return undefined;
  const changes = new Map<string, string>();
  for (const { id, signature, ...material } of signedPreKeys) {
    const pair = await readPair(material.public, material.private);
    const signatureBytes = pair && (await readSignature(identity, pair, signature));
    if (pair === undefined || signatureBytes === undefined || !isId(id, OMEMO_LIMITS.preKeyId)) return undefined;
    changes.set(storeKey.signedPreKey(id), writeSignedKeyPair({ ...pair, signature: signatureBytes }));
  }
  for (const { id, ...material } of preKeys) {
    const pair = await readPair(material.public, material.private);
    if (pair === undefined || !isId(id, OMEMO_LIMITS.preKeyId)) return undefined;
    changes.set(storeKey.preKey(id), writeKeyPair(pair));
  }
  const lastPreKeyId = preKeys.reduce((last, { id }) => Math.max(last, id), 0);
  changes.set(storeKey.bundleState, firstBundleState(current.id, lastPreKeyId));
  return changes.set(
    storeKey.ownDevice,
    writeOwnDevice({ account, deviceId: deviceId as DeviceId, keyPair: identity }),
  );
}

/**
 * A pair whose halves belong together; undefined otherwise. A wrong public half would make sessions nobody can open.
 */
async function readPair(publicText: string, privateText: string): Promise<SignalKeyPair | undefined> {
  const publicKey = decodeBase64(publicText);
  const privateKey = decodeBase64(privateText);
  if (publicKey === undefined || privateKey?.length !== 32 || !isUsablePublicKey(publicKey)) return undefined;
  const pair = await platformInUse().curve.keyPair(privateKey.buffer);
  const isPair = equalBytes(new Uint8Array(pair.publicKey), new Uint8Array(curveKeyOf(publicKey)));
  return isPair ? { pubKey: publicKey.buffer, privKey: pair.privateKey } : undefined;
}

async function readSignature(
  identity: SignalKeyPair,
  signedPreKey: SignalKeyPair,
  text: string,
): Promise<ArrayBuffer | undefined> {
  const signature = decodeBase64(text);
  if (signature?.length !== 64) return undefined;
  const identityKey = curveKeyOf(new Uint8Array(identity.pubKey));
  const isGood = await platformInUse().curve.verify(identityKey, new Uint8Array(signedPreKey.pubKey), signature);
  return isGood ? signature.buffer : undefined;
}

function isId(id: number, largest: number): boolean {
  return Number.isInteger(id) && id >= 1 && id <= largest;
}
