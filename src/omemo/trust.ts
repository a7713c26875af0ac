/**
 * What the user thinks of identity keys. Trust belongs to (account, device id, identity key): a decision about one
 * key says nothing about another, and a device that shows another key is never taken for the same silently.
 *
 * Knows no session and no cryptography. The book is read at once; changing it is two steps, so that a change can be
 * stored together with the session it belongs to, and holds only when that has succeeded.
 *
 * Spec: XEP-0384 0.3.0 #security; first sight follows "Blind Trust Before Verification" (gultsch.de/trust.html).
 */
import { OMEMO_SESSION_LIMITS } from '../base/limits.ts';
import type { BareJid } from '../jid.ts';
import type { DeviceId, IdentityKey } from '../stanzas/omemo.ts';
import type { OmemoDevice, TrustLevel } from './port.ts';

/** Everything known about the keys of one device id. */
export interface DeviceTrust {
  /**
   * The key the device is known by: the first one seen, until the user decides for another. Messages are encrypted to
   * this one, so that a new key cannot draw them to itself by showing up.
   */
  readonly identityKey?: IdentityKey;
  /** A decision made before any key was seen. The first key takes it over. */
  readonly inAdvance?: TrustLevel;
  /** Each key seen, oldest first. */
  readonly keys: readonly StoredKey[];
  /** A key of the device was verified at some time. That ends blind trust in all others of the account, for good. */
  readonly wasCompared?: true;
}

/** A key as it is stored. What it shows depends on the account's other keys as well. */
export interface StoredKey extends KnownKey {
  /** The level is the user's decision, not first sight's. A blind trust that the user gave is not taken back. */
  readonly isDecided?: true;
}

export interface KnownKey {
  readonly identityKey: IdentityKey;
  readonly trustLevel: TrustLevel;
}

/** A known key and the device that has it. */
export interface KnownDeviceKey extends KnownKey {
  readonly deviceId: DeviceId;
}

export interface TrustBook {
  /** The level of a key; of one never seen, the level it would start with. */
  levelOf(device: OmemoDevice, identityKey: IdentityKey): TrustLevel;
  /** The key the device is known by. */
  identityKeyOf(device: OmemoDevice): IdentityKey | undefined;
  /** Every key known of an account's devices. */
  keysOf(account: BareJid): readonly KnownDeviceKey[];
  /** What is known of the device once this key has been seen; undefined where that is nothing new. */
  whenSeen(device: OmemoDevice, identityKey: IdentityKey): DeviceTrust | undefined;
  /** What is known of the device once this has been decided: about `identityKey`, or about the key it is known by. */
  whenDecided(device: OmemoDevice, trustLevel: TrustLevel, identityKey: IdentityKey | undefined): DeviceTrust;
  /** Makes it so. */
  set(device: OmemoDevice, trust: DeviceTrust): void;
}

const NOTHING_KNOWN: DeviceTrust = { keys: [] };

/** A book with what was known before. */
export function createTrustBook(entries: Iterable<readonly [OmemoDevice, DeviceTrust]>): TrustBook {
  const accounts = new Map<BareJid, Map<DeviceId, DeviceTrust>>();

  const set = ({ account, deviceId }: OmemoDevice, trust: DeviceTrust): void => {
    const devices = accounts.get(account) ?? new Map<DeviceId, DeviceTrust>();
    accounts.set(account, devices.set(deviceId, trust));
  };
  for (const [device, trust] of entries) set(device, trust);

  const trustOf = ({ account, deviceId }: OmemoDevice): DeviceTrust =>
    accounts.get(account)?.get(deviceId) ?? NOTHING_KNOWN;

  const levelOf = (device: OmemoDevice, identityKey: IdentityKey): TrustLevel => {
    const trust = trustOf(device);
    const known = trust.keys.find((key) => key.identityKey === identityKey);
    if (known !== undefined) return shownLevel(known, wasCompared(device.account));
    if (trust.identityKey !== undefined) return 'undecided';
    return trust.inAdvance ?? (wasCompared(device.account) ? 'undecided' : 'blind');
  };

  // Who compares keys with a contact expects to be asked about each further one.
  const wasCompared = (account: BareJid): boolean =>
    [...(accounts.get(account)?.values() ?? [])].some(
      (trust) => trust.wasCompared === true || trust.keys.some(({ trustLevel }) => trustLevel === 'verified'),
    );

  const keysOf = (account: BareJid): readonly KnownDeviceKey[] => {
    const compared = wasCompared(account);
    return [...(accounts.get(account) ?? [])].flatMap(([deviceId, { keys }]) =>
      keys.map((key) => ({ deviceId, identityKey: key.identityKey, trustLevel: shownLevel(key, compared) })),
    );
  };

  return {
    levelOf,
    keysOf,
    set,
    identityKeyOf: (device) => trustOf(device).identityKey,
    whenSeen(device, identityKey) {
      const trust = trustOf(device);
      const isKnown = trust.keys.some((key) => key.identityKey === identityKey);
      if (isKnown && trust.identityKey !== undefined) return undefined;
      // A key may have been decided on by name before it was seen.
      if (isKnown) return { identityKey, keys: trust.keys, ...comparison(trust) };
      const trustLevel = levelOf(device, identityKey);
      const isDecided = trust.identityKey === undefined && trust.inAdvance !== undefined;
      return withKey(trust, { identityKey, trustLevel, ...(isDecided && { isDecided }) });
    },
    whenDecided(device, trustLevel, identityKey) {
      const trust = trustOf(device);
      const decided = identityKey ?? trust.identityKey;
      return decided === undefined
        ? { ...trust, inAdvance: trustLevel }
        : withDecision(trust, { identityKey: decided, trustLevel, isDecided: true });
    },
  };
}

/** With one more key. The first is the one the device is known by from then on; decisions in advance are used up. */
function withKey(trust: DeviceTrust, key: StoredKey): DeviceTrust {
  const { identityKey = key.identityKey } = trust;
  return { identityKey, keys: withinLimit(trust.identityKey, [...trust.keys, key]), ...comparison(trust, key) };
}

/** Whether a key was ever verified, this one included. */
function comparison({ wasCompared }: DeviceTrust, key?: KnownKey): Pick<DeviceTrust, 'wasCompared'> {
  return wasCompared === true || key?.trustLevel === 'verified' ? { wasCompared: true } : {};
}

/** What a key counts as. First sight is worth nothing beside a key that was compared. */
function shownLevel({ trustLevel, isDecided }: StoredKey, compared: boolean): TrustLevel {
  return trustLevel === 'blind' && isDecided !== true && compared ? 'undecided' : trustLevel;
}

/** With a decision about one key, seen or not. Accepting a key makes it the one the device is known by. */
function withDecision(trust: DeviceTrust, key: StoredKey): DeviceTrust {
  const isKnown = trust.keys.some(({ identityKey }) => identityKey === key.identityKey);
  const keys = isKnown
    ? trust.keys.map((known) => (known.identityKey === key.identityKey ? key : known))
    : withinLimit(trust.identityKey, [...trust.keys, key]);
  const isAccepted = key.trustLevel === 'blind' || key.trustLevel === 'verified';
  const decided = { keys, ...comparison(trust, key) };
  return isAccepted ? { identityKey: key.identityKey, ...decided } : { ...trust, ...decided };
}

/**
 * Drops the oldest keys nobody decided on. Seen again, such a key starts as undecided again: nothing is forgotten by
 * it.
 */
function withinLimit(current: IdentityKey | undefined, keys: readonly StoredKey[]): readonly StoredKey[] {
  let surplus = keys.length - OMEMO_SESSION_LIMITS.identityKeysOfDevice;
  return keys.filter((key) => {
    const isDropped = surplus > 0 && key.trustLevel === 'undecided' && key.identityKey !== current;
    if (isDropped) surplus -= 1;
    return !isDropped;
  });
}

/** The trust in one device as text, to be read by `readDeviceTrust`. */
export function writeDeviceTrust(trust: DeviceTrust): string {
  return JSON.stringify(trust);
}

const TRUST_LEVELS: readonly unknown[] = ['undecided', 'blind', 'verified', 'distrusted'] satisfies TrustLevel[];

/** The trust of a text, or undefined where it was not written by `writeDeviceTrust`. */
export function readDeviceTrust(text: string): DeviceTrust | undefined {
  try {
    const trust = JSON.parse(text) as DeviceTrust;
    // A level that is none would count as "not distrusted" everywhere.
    const levels = [trust.inAdvance ?? 'undecided', ...trust.keys.map(({ trustLevel }) => trustLevel)];
    return levels.every((level) => TRUST_LEVELS.includes(level)) ? trust : undefined;
  } catch {
    return undefined;
  }
}
