/**
 * The keys of the own device: identity, signed prekeys, one-time prekeys. Makes them, keeps them in the store, hands
 * out what a session needs, and replaces what was used. Knows no session and no peer.
 *
 * Prekeys are numbered from 1: a message whose sender used none says 0, and must not find a key under that number.
 *
 * Changing keys is two steps, so that a change can be stored together with the session that used a key. Between the
 * two nobody else may change them: create.ts keeps a queue for that.
 *
 * Spec: XEP-0384 0.3.0 #usecases-announcing; X3DH, revision 1, #2.
 */
import { OMEMO_SESSION_LIMITS } from '../base/limits.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { OmemoBundle } from '../stanzas/omemo.ts';
import type { CryptoPlatform, RandomBytes } from './curve.ts';
import { generateKeyPair, type SignalKeyPair } from './key-pair.ts';
import {
  type BundleState,
  readKeyPair,
  readSignedKeyPair,
  readUsedPreKey,
  type SignedKeyPair,
  writeBundleState,
  writeKeyPair,
  writeSignedKeyPair,
} from './own-key-text.ts';
import { identityKeyOf } from './public-key.ts';
import { type OmemoStore, STORE_FAILED, type StoreChanges, type StoreFailed, storeKey, tryStore } from './store.ts';
import {
  type Change,
  changesOfAge,
  changesOfUse,
  isUsedTooLong,
  readUsedPreKeys,
  sinceUse,
  usedPreKeyFor,
} from './used-pre-keys.ts';

/** Changes for the store, and what to do once they are in it. */
export interface PlannedChange {
  readonly changes: StoreChanges;
  readonly done: () => void;
}

type Stored<T> = Promise<Result<T, StoreFailed>>;

export interface OwnKeys {
  /** The bundle to publish now, with a new signed prekey if that is due. It counts as published from here on. */
  takeBundle(): Stored<OmemoBundle>;
  bundleChanged(): boolean;
  /** For one start of a session: a key used lately is there, but not for the same start again. */
  preKey(start: SessionStart): Stored<SignalKeyPair | undefined>;
  signedPreKey(signedPreKeyId: number): Stored<SignalKeyPair | undefined>;
  /** Takes a used prekey out of the bundle and puts in what is missing to a hundred. It is kept for a while. */
  planPreKeyUsed(start: SessionStart): Stored<PlannedChange>;
  /** Puts a new signed prekey into the bundle; a few old ones are kept for messages under way. */
  planSignedPreKeyReplaced(): Stored<PlannedChange>;
}

/** A session that somebody starts with one of our prekeys. */
export interface SessionStart {
  readonly preKeyId: number;
  /**
   * The sender's first ratchet key, which names the start: the MAC covers it. Not the base key, which nothing covers
   * and which can be written in eight ways that make the same secrets (RFC 7748 #7).
   */
  readonly ratchetKey: Uint8Array;
}

/** What makes keys. */
export interface KeySource {
  readonly curve: CryptoPlatform['curve'];
  readonly random: RandomBytes;
  /** Milliseconds from 1970. */
  readonly now: () => number;
}

/** What a new device stores beside its identity: a signed prekey and a hundred prekeys. */
export async function generatePreKeys(source: KeySource, identity: SignalKeyPair): Promise<StoreChanges> {
  const changes = new Map<string, string>();
  changes.set(storeKey.signedPreKey(1), writeSignedKeyPair(await generateSignedPreKey(source, identity)));
  for (let preKeyId = 1; preKeyId <= OMEMO_SESSION_LIMITS.preKeys; preKeyId += 1) {
    changes.set(storeKey.preKey(preKeyId), writeKeyPair(await generateKeyPair(source.curve, source.random)));
  }
  const state = {
    signedPreKeyId: 1,
    signedPreKeySinceMs: source.now(),
    nextPreKeyId: OMEMO_SESSION_LIMITS.preKeys + 1,
  };
  return changes.set(storeKey.bundleState, writeBundleState({ ...state, changed: true }));
}

/** The state of a bundle that has never been published from here, of keys whose age is not known. */
export function firstBundleState(signedPreKeyId: number, lastPreKeyId: number): string {
  return writeBundleState({ signedPreKeyId, nextPreKeyId: idAfter(lastPreKeyId), changed: true });
}

/** The own keys of a store that has some, whose bundle is in the given state. */
export function openOwnKeys(
  store: OmemoStore,
  source: KeySource,
  identity: SignalKeyPair,
  first: BundleState,
): OwnKeys {
  let state = first;

  const planned = (next: BundleState, changes: readonly Change[]): PlannedChange => ({
    changes: new Map([...changes, [storeKey.bundleState, writeBundleState(next)]]),
    done: () => {
      state = next;
    },
  });

  // In either direction: a clock that was wrong for a while must not keep one key for years.
  const isSignedPreKeyOld = (): boolean => {
    const sinceMs = state.signedPreKeySinceMs ?? source.now();
    return Math.abs(source.now() - sinceMs) >= OMEMO_SESSION_LIMITS.signedPreKeyAgeMs;
  };

  const planSignedPreKeyReplaced = async (): Stored<PlannedChange> => {
    const old = await tryStore(() => store.readAll(storeKey.allSignedPreKeys));
    if (!old.ok) return old;
    const signedPreKeyId = idAfter(state.signedPreKeyId);
    const signedPreKey = await generateSignedPreKey(source, identity);
    const surplus = signedPreKeyIds(old.value).slice(OMEMO_SESSION_LIMITS.oldSignedPreKeys);
    return ok(
      planned({ ...state, signedPreKeyId, signedPreKeySinceMs: source.now(), changed: true }, [
        ...surplus.map((id) => [storeKey.signedPreKey(id), undefined] as const),
        [storeKey.signedPreKey(signedPreKeyId), writeSignedKeyPair(signedPreKey)],
      ]),
    );
  };

  return {
    // A used prekey that is too old is no part of the bundle, but goes when that is taken.
    bundleChanged: () => state.changed || isSignedPreKeyOld() || isUsedTooLong(state, source.now()),
    preKey: (start) => preKeyFor(store, start, source.now()),
    signedPreKey: (signedPreKeyId) => readStored(store, storeKey.signedPreKey(signedPreKeyId), readKeyPair),

    async takeBundle() {
      if (isSignedPreKeyOld()) {
        const replaced = await planSignedPreKeyReplaced();
        if (!replaced.ok) return replaced;
        const stored = await apply(store, replaced.value);
        if (!stored.ok) return stored;
      }
      const used = await readUsedPreKeys(store);
      if (!used.ok) return used;
      const aged = changesOfAge(used.value, source.now());
      const since = sinceUse(state, used.value, aged);
      const tidied = aged.length === 0 ? ok(undefined) : await apply(store, planned(since, aged));
      if (!tidied.ok) return tidied;
      const bundle = await readBundle(store, identity, state.signedPreKeyId);
      if (!bundle.ok || (!state.changed && state.signedPreKeySinceMs !== undefined)) return bundle;
      const signedPreKeySinceMs = state.signedPreKeySinceMs ?? source.now();
      const taken = await apply(store, planned({ ...state, signedPreKeySinceMs, changed: false }, []));
      return taken.ok ? bundle : taken;
    },

    async planPreKeyUsed(start) {
      const use = await changesOfStart(store, source, state, start);
      return use.ok ? ok(planned(use.value.next, use.value.changes)) : use;
    },

    planSignedPreKeyReplaced,
  };
}

async function preKeyFor(
  store: OmemoStore,
  { preKeyId, ratchetKey }: SessionStart,
  nowMs: number,
): Stored<SignalKeyPair | undefined> {
  const unused = await readStored(store, storeKey.preKey(preKeyId), readKeyPair);
  if (!unused.ok || unused.value !== undefined) return unused;
  const used = await readStored(store, storeKey.usedPreKey(preKeyId), readUsedPreKey);
  return used.ok ? ok(used.value && usedPreKeyFor(used.value, ratchetKey, nowMs)) : used;
}

async function changesOfStart(
  store: OmemoStore,
  source: KeySource,
  state: BundleState,
  { preKeyId, ratchetKey }: SessionStart,
): Stored<{ readonly next: BundleState; readonly changes: readonly Change[] }> {
  const stored = await tryStore(() => store.readAll(storeKey.allPreKeys));
  const used = await readUsedPreKeys(store);
  if (!stored.ok) return stored;
  if (!used.ok) return used;
  const inBundle = stored.value.get(storeKey.preKey(preKeyId));
  const earlier = used.value.get(storeKey.usedPreKey(preKeyId));
  const keyPair = inBundle === undefined ? earlier?.keyPair : readKeyPair(inBundle);
  if (keyPair === undefined) return err(STORE_FAILED);
  const noted = changesOfUse(used.value, { preKeyId, keyPair, ratchetKey }, source.now());
  // Used once more: the bundle has been without it since.
  const since = sinceUse(state, used.value, noted);
  if (inBundle === undefined) return ok({ next: since, changes: noted });
  const taken = new Set([...stored.value.keys()].map(idOfKey));
  const { preKeys, nextPreKeyId } = await addedPreKeys(source, taken, taken.size - 1, state);
  const changes = [...noted, [storeKey.preKey(preKeyId), undefined] as const, ...preKeys];
  return ok({ next: { ...since, nextPreKeyId, changed: true }, changes });
}

async function apply(store: OmemoStore, { changes, done }: PlannedChange): Stored<void> {
  const written = await tryStore(() => store.write(changes));
  if (written.ok) done();
  return written;
}

/** As many as are missing to a hundred. A number just used is not given again: what it stood for may be under way. */
async function addedPreKeys(
  source: KeySource,
  taken: ReadonlySet<number>,
  have: number,
  { nextPreKeyId: first }: BundleState,
) {
  const preKeys: (readonly [string, string])[] = [];
  let nextPreKeyId = first;
  while (have + preKeys.length < OMEMO_SESSION_LIMITS.preKeys) {
    while (taken.has(nextPreKeyId)) nextPreKeyId = idAfter(nextPreKeyId);
    preKeys.push([storeKey.preKey(nextPreKeyId), writeKeyPair(await generateKeyPair(source.curve, source.random))]);
    nextPreKeyId = idAfter(nextPreKeyId);
  }
  return { preKeys, nextPreKeyId };
}

async function generateSignedPreKey(source: KeySource, identity: SignalKeyPair): Promise<SignedKeyPair> {
  const pair = await generateKeyPair(source.curve, source.random);
  return { ...pair, signature: await source.curve.sign(identity.privKey, new Uint8Array(pair.pubKey), source.random) };
}

async function readBundle(store: OmemoStore, identity: SignalKeyPair, signedPreKeyId: number): Stored<OmemoBundle> {
  const signed = await readStored(store, storeKey.signedPreKey(signedPreKeyId), readSignedKeyPair);
  const stored = await tryStore(() => store.readAll(storeKey.allPreKeys));
  const identityKey = identityKeyOf(new Uint8Array(identity.pubKey));
  if (!signed.ok || !stored.ok || signed.value === undefined || identityKey === undefined) return err(STORE_FAILED);
  const preKeys: { readonly preKeyId: number; readonly publicKey: Uint8Array }[] = [];
  for (const [key, text] of stored.value) {
    const pair = readKeyPair(text);
    if (pair === undefined) return err(STORE_FAILED);
    preKeys.push({ preKeyId: idOfKey(key), publicKey: new Uint8Array(pair.pubKey) });
  }
  return ok({
    identityKey,
    signedPreKeyId,
    signedPreKey: new Uint8Array(signed.value.pubKey),
    signedPreKeySignature: new Uint8Array(signed.value.signature),
    preKeys,
  });
}

/** What lies under a key, read; undefined where nothing does. A text nobody wrote is a store that failed. */
async function readStored<T>(
  store: OmemoStore,
  key: string,
  read: (text: string) => T | undefined,
): Stored<T | undefined> {
  const text = await tryStore(() => store.read(key));
  if (!text.ok) return text;
  if (text.value === undefined) return ok(undefined);
  const value = read(text.value);
  return value === undefined ? err(STORE_FAILED) : ok(value);
}

/** Highest first: the newest, as long as numbers have not started over. */
function signedPreKeyIds(stored: ReadonlyMap<string, string>): readonly number[] {
  return [...stored.keys()].map(idOfKey).toSorted((one, other) => other - one);
}

function idOfKey(key: string): number {
  return Number(key.slice(key.indexOf('/') + 1));
}

function idAfter(id: number): number {
  return id < OMEMO_SESSION_LIMITS.ownPreKeyId ? id + 1 : 1;
}
