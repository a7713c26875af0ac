/**
 * What the core needs of an OMEMO 0.3 implementation. `omemo-calls/omemo` provides one; an embedder that
 * already has OMEMO wraps its own (docs/guides/own-omemo.md), and lets the checks of `omemo-calls/testing` run over it.
 *
 * Nothing here sends a stanza: where keys of another device are missing, the core fetches the bundle over its own
 * wire and hands it in.
 *
 * Spec: XEP-0384 0.3.0; the draft's rule that one call uses one device (docs/references.md).
 */
import type { Result } from '../base/result.ts';
import type { BareJid } from '../jid.ts';
import type { DeviceId, IdentityKey, OmemoBundle, OmemoMessage } from '../stanzas/omemo.ts';

/** One device of one account. A device id says nothing without its account, and nothing about a resource. */
export interface OmemoDevice {
  readonly account: BareJid;
  readonly deviceId: DeviceId;
}

/**
 * What the user decided about an identity key. `blind`: used without comparison. `undecided`: encrypted to, but shown
 * as open.
 *
 * A key is `blind` at first sight, if the user has never verified a key of that account. Verifying one makes all others
 * of the account `undecided` that are blind by first sight and not by a decision.
 */
export type TrustLevel = 'undecided' | 'blind' | 'verified' | 'distrusted';

export interface Encrypted {
  /** Exactly one key, for exactly the device asked for. */
  readonly message: OmemoMessage;
  /** The identity key of the recipient that the session was made with. */
  readonly identityKey: IdentityKey;
}

export interface Decrypted {
  readonly plaintext: string;
  /** The identity key the message was really authenticated with. */
  readonly identityKey: IdentityKey;
}

/** One identity key of a device; undefined where it is not known yet, or does not matter which. */
export interface OmemoDeviceKey extends OmemoDevice {
  readonly identityKey: IdentityKey | undefined;
}

/** Which device a message has to come from. `identityKey` undefined: the first message of the call decides. */
export type ExpectedSender = OmemoDeviceKey;

export type EncryptError =
  | { readonly kind: 'noSession' }
  | { readonly kind: 'distrusted' }
  | { readonly kind: 'identityKeyChanged' }
  | { readonly kind: 'storeFailed' };

export type StartSessionError =
  | { readonly kind: 'invalidBundle' }
  | { readonly kind: 'distrusted' }
  | { readonly kind: 'identityKeyChanged' }
  | { readonly kind: 'storeFailed' };

export type DecryptError =
  /** Not exactly one key, or a key for another device. */
  | { readonly kind: 'notForThisDevice' }
  /** The header names another sender than the expected one. Nothing was decrypted. */
  | { readonly kind: 'unexpectedDevice' }
  /** The message is of another identity key than expected, or claims to be. */
  | { readonly kind: 'identityKeyChanged' }
  | { readonly kind: 'distrusted' }
  | { readonly kind: 'noSession' }
  | { readonly kind: 'unknownPreKey' }
  | { readonly kind: 'replayed' }
  /** The message's counter is further ahead than any honest sender's: refused before deriving a single key. */
  | { readonly kind: 'counterTooFar' }
  | { readonly kind: 'badMac' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'storeFailed' };

export interface Omemo {
  /** The own device, as announced in `<proceed/>` and in message headers. */
  readonly ownDevice: OmemoDevice;

  /**
   * The bundle to publish now. Its prekeys are those not used yet; call again after a decryption that consumed one
   * (`bundleChanged` tells).
   */
  ownBundle(): Promise<Result<OmemoBundle, { readonly kind: 'storeFailed' }>>;

  /** Whether the published bundle is out of date. Reset by `ownBundle`. */
  bundleChanged(): boolean;

  hasSession(device: OmemoDevice): Promise<Result<boolean, { readonly kind: 'storeFailed' }>>;

  /**
   * Makes a session with a device from its bundle. The first key ever seen of a device is recorded with it.
   *
   * Refused: a bundle that its identity key has not signed, without prekeys, with a key that everybody can compute
   * with, or with our own identity key; a key the user distrusts; another key than the device is known by, which is
   * remembered as undecided.
   */
  startSession(device: OmemoDevice, bundle: OmemoBundle): Promise<Result<IdentityKey, StartSessionError>>;

  /**
   * Encrypts for one device. Advances the sending ratchet; the store is durable before the promise settles.
   *
   * @param expected  the identity key the session must be with; undefined where the call has none yet
   */
  encrypt(
    device: OmemoDevice,
    plaintext: string,
    expected: IdentityKey | undefined,
  ): Promise<Result<Encrypted, EncryptError>>;

  /** Decrypts a message that must come from one device. A failure leaves every session as it was. */
  decrypt(expected: ExpectedSender, message: OmemoMessage): Promise<Result<Decrypted, DecryptError>>;

  /** What the user decided about this key. Asked about the key that was used, never about an announced device. */
  trustOf(device: OmemoDevice, identityKey: IdentityKey): TrustLevel;

  /**
   * Records a decision about one key of a device: the key the user was shown, since a device can have shown several.
   *
   * Without a key it is about the one the device is known by. Given before any key of the device is known, it holds for
   * the first key seen; another key of the same device starts as `undecided`.
   */
  setTrust(key: OmemoDeviceKey, level: TrustLevel): Promise<Result<void, { readonly kind: 'storeFailed' }>>;
}
