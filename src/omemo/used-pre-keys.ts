/**
 * One-time prekeys that have been used, for a short while longer.
 *
 * A server of OMEMO hands the same bundle to everybody, so two who begin before the next one is published take the same
 * of a hundred keys now and then. If the key were gone, the later one's call would end as if it were under attack. Each
 * start is remembered as long as its key: the same message begins no session twice.
 *
 * Spec: XEP-0384 0.3.0 #usecases-receiving; X3DH, revision 1, #4.7 (what a one-time key protects from).
 */
import { encodeBase64 } from '../base/base64.ts';
import { OMEMO_SESSION_LIMITS } from '../base/limits.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { SignalKeyPair } from './key-pair.ts';
import { type BundleState, readUsedPreKey, type UsedPreKey, writeUsedPreKey } from './own-key-text.ts';
import { type OmemoStore, STORE_FAILED, type StoreFailed, storeKey, tryStore } from './store.ts';

/** By the names under which they are stored. */
export type UsedPreKeys = ReadonlyMap<string, UsedPreKey>;

/** The name of a text in the store, and what it becomes. */
export type Change = readonly [string, string | undefined];

export async function readUsedPreKeys(store: OmemoStore): Promise<Result<UsedPreKeys, StoreFailed>> {
  const stored = await tryStore(() => store.readAll(storeKey.allUsedPreKeys));
  if (!stored.ok) return stored;
  const used = new Map<string, UsedPreKey>();
  for (const [key, text] of stored.value) {
    const preKey = readUsedPreKey(text);
    if (preKey === undefined) return err(STORE_FAILED);
    used.set(key, preKey);
  }
  return ok(used);
}

/** The key, for one more start with it; undefined where it is too old, or was used for this very start. */
export function usedPreKeyFor(
  { keyPair, usedAtMs, starts }: UsedPreKey,
  ratchetKey: Uint8Array,
  nowMs: number,
): SignalKeyPair | undefined {
  const isOpen = isKept(usedAtMs, nowMs) && starts.length < OMEMO_SESSION_LIMITS.startsOfPreKey;
  return isOpen && !starts.includes(encodeBase64(ratchetKey)) ? keyPair : undefined;
}

/** What a start with a key changes among the used ones: it is noted, and those that are too old or too many go. */
export function changesOfUse(
  used: UsedPreKeys,
  { preKeyId, keyPair, ratchetKey }: { preKeyId: number; keyPair: SignalKeyPair; ratchetKey: Uint8Array },
  nowMs: number,
): readonly Change[] {
  const key = storeKey.usedPreKey(preKeyId);
  const before = used.get(key) ?? { keyPair, usedAtMs: nowMs, starts: [] };
  const after = { ...before, starts: [...before.starts, encodeBase64(ratchetKey)] };
  const others = new Map([...used].filter(([other]) => other !== key));
  return [...changesOfAge(others, nowMs, OMEMO_SESSION_LIMITS.usedPreKeys - 1), [key, writeUsedPreKey(after)]];
}

/** Removes what is not to be kept any more: nothing, mostly. */
export function changesOfAge(
  used: UsedPreKeys,
  nowMs: number,
  most: number = OMEMO_SESSION_LIMITS.usedPreKeys,
): readonly Change[] {
  const newestFirst = [...used].toSorted(([, one], [, other]) => other.usedAtMs - one.usedAtMs);
  const kept = newestFirst.filter(([, { usedAtMs }]) => isKept(usedAtMs, nowMs));
  const stays = new Set(kept.slice(0, most).map(([key]) => key));
  return newestFirst.flatMap(([key]) => (stays.has(key) ? [] : [[key, undefined] as const]));
}

/** The state of a bundle that says since when there are used keys, once some of them have changed. */
export function sinceUse({ usedSinceMs: _, ...state }: BundleState, used: UsedPreKeys, changes: readonly Change[]) {
  const after = new Map([...used].map(([key, { usedAtMs }]) => [key, usedAtMs]));
  for (const [key, text] of changes) {
    const changed = text === undefined ? undefined : readUsedPreKey(text);
    if (changed === undefined) after.delete(key);
    else after.set(key, changed.usedAtMs);
  }
  return after.size === 0 ? state : { ...state, usedSinceMs: Math.min(...after.values()) };
}

/** Whether there is one that is not to be kept any more. */
export function isUsedTooLong({ usedSinceMs }: BundleState, nowMs: number): boolean {
  return usedSinceMs !== undefined && !isKept(usedSinceMs, nowMs);
}

/** In either direction: a clock that was wrong for a while must not keep one key for years. */
function isKept(usedAtMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - usedAtMs) < OMEMO_SESSION_LIMITS.usedPreKeyAgeMs;
}
