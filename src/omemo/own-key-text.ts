/**
 * The own keys as they lie in the store: JSON, with keys in base64. Knows the texts, not when they are written.
 *
 * Each reader answers undefined for a text that its writer did not make: a store can be damaged.
 */
import { decodeBase64, encodeBase64 } from '../base/base64.ts';
import type { BareJid } from '../jid.ts';
import type { DeviceId } from '../stanzas/omemo.ts';
import type { SignalKeyPair } from './key-pair.ts';

/** The own device and its identity. */
export interface OwnDevice {
  readonly account: BareJid;
  readonly deviceId: DeviceId;
  readonly keyPair: SignalKeyPair;
}

/** A signed prekey with the identity key's signature over it. */
export interface SignedKeyPair extends SignalKeyPair {
  readonly signature: ArrayBuffer;
}

/** A one-time prekey that has been used: see used-pre-keys.ts. */
export interface UsedPreKey {
  readonly keyPair: SignalKeyPair;
  /** When it was used first, in milliseconds from 1970. */
  readonly usedAtMs: number;
  /** The senders' first ratchet keys of what was started with it, in base64. */
  readonly starts: readonly string[];
}

/** What of the own keys changes as they are used. */
export interface BundleState {
  readonly signedPreKeyId: number;
  /** When the signed prekey was made, in milliseconds from 1970; undefined where that is not known. */
  readonly signedPreKeySinceMs?: number;
  readonly nextPreKeyId: number;
  /** The first use of the used prekey kept longest, in milliseconds from 1970; undefined where none is kept. */
  readonly usedSinceMs?: number;
  /** Whether the published bundle lacks a key that is here, or has one that is gone. */
  readonly changed: boolean;
}

export function writeOwnDevice({ account, deviceId, keyPair }: OwnDevice): string {
  return JSON.stringify({ account, deviceId, ...pairText(keyPair) });
}

export function readOwnDevice(text: string): OwnDevice | undefined {
  const { account, deviceId } = fieldsOf(text);
  const keyPair = readKeyPair(text);
  if (keyPair === undefined || typeof account !== 'string' || typeof deviceId !== 'number') return undefined;
  return { account: account as BareJid, deviceId: deviceId as DeviceId, keyPair };
}

export function writeKeyPair(keyPair: SignalKeyPair): string {
  return JSON.stringify(pairText(keyPair));
}

export function readKeyPair(text: string): SignalKeyPair | undefined {
  const { publicKey, privateKey } = fieldsOf(text);
  const pubKey = bufferOf(publicKey);
  const privKey = bufferOf(privateKey);
  return pubKey && privKey && { pubKey, privKey };
}

export function writeSignedKeyPair({ signature, ...keyPair }: SignedKeyPair): string {
  return JSON.stringify({ ...pairText(keyPair), signature: encodeBase64(new Uint8Array(signature)) });
}

export function readSignedKeyPair(text: string): SignedKeyPair | undefined {
  const keyPair = readKeyPair(text);
  const signature = bufferOf(fieldsOf(text)['signature']);
  return keyPair && signature && { ...keyPair, signature };
}

export function writeUsedPreKey({ keyPair, usedAtMs, starts }: UsedPreKey): string {
  return JSON.stringify({ ...pairText(keyPair), usedAtMs, starts });
}

export function readUsedPreKey(text: string): UsedPreKey | undefined {
  const keyPair = readKeyPair(text);
  const { usedAtMs, starts } = fieldsOf(text);
  if (keyPair === undefined || typeof usedAtMs !== 'number' || !Array.isArray(starts)) return undefined;
  return starts.every((start) => typeof start === 'string') ? { keyPair, usedAtMs, starts } : undefined;
}

export function writeBundleState(state: BundleState): string {
  return JSON.stringify(state);
}

export function readBundleState(text: string): BundleState | undefined {
  const { signedPreKeyId, signedPreKeySinceMs, nextPreKeyId, usedSinceMs, changed } = fieldsOf(text);
  if (typeof signedPreKeyId !== 'number' || typeof nextPreKeyId !== 'number') return undefined;
  if (typeof changed !== 'boolean') return undefined;
  return {
    ...{ signedPreKeyId, nextPreKeyId, changed },
    ...(typeof signedPreKeySinceMs === 'number' && { signedPreKeySinceMs }),
    ...(typeof usedSinceMs === 'number' && { usedSinceMs }),
  };
}

function pairText({ pubKey, privKey }: SignalKeyPair): { readonly publicKey: string; readonly privateKey: string } {
  return { publicKey: encodeBase64(new Uint8Array(pubKey)), privateKey: encodeBase64(new Uint8Array(privKey)) };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

function bufferOf(text: unknown): ArrayBuffer | undefined {
  return typeof text === 'string' ? decodeBase64(text)?.buffer : undefined;
}
