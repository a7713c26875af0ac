/**
 * The OMEMO work of one call, under its binding: a session with the announced device, encryption, decryption.
 *
 * The binding is set here and nowhere else, and what fails names its cause only as far as the machine has a word for
 * it.
 *
 * Spec: the draft's rule of one device per call (docs/references.md); XEP-0384 0.3.0 #usecases-building.
 */
import type { TrustLevel } from '../../machines/events.ts';
import { invariant } from '../base/errors.ts';
import { jsonMaybe, jsonObject, jsonText } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import type { BareJid, Jid } from '../jid.ts';
import type { EncryptError, Omemo, StartSessionError } from '../omemo/port.ts';
import type { SessionId, StanzaId } from '../stanzas/identifiers.ts';
import { parseIdentityKey } from '../stanzas/omemo.ts';
import type { DeviceId, IdentityKey, OmemoBundle } from '../stanzas/omemo.ts';
import type { AnnouncedDevice } from '../stanzas/omemo-verification.ts';
import type { Binding } from '../transform/binding.ts';
import type { KnownCertificates } from '../transform/certificate.ts';
import { readCertificate } from '../transform/certificate.ts';
import type { DecryptFingerprintsError } from '../transform/decrypt-fingerprints.ts';
import { decryptFingerprints } from '../transform/decrypt-fingerprints.ts';
import { encryptFingerprints } from '../transform/encrypt-fingerprints.ts';
import type { EncryptedJingle, PlainJingle } from '../transform/protection.ts';
import type { CallEnvironment } from './environment.ts';
import { readDeviceId, readStanzaId } from './json-readers.ts';
import { mayPass, readBundleResult, writeBundleRequest } from './pep.ts';
import type { Occurrence } from './occurrence.ts';
import type { RequestOutcome } from './requests.ts';

export interface OmemoState {
  /** Of the call's own contact. */
  readonly binding: Omit<Binding, 'account'> | undefined;
  readonly bundleRequest: StanzaId | undefined;
}

export const readOmemo: JsonReader<OmemoState> = jsonObject({
  binding: jsonMaybe(jsonObject({ deviceId: readDeviceId, identityKey: jsonMaybe(jsonText(parseIdentityKey)) })),
  bundleRequest: jsonMaybe(readStanzaId),
});

type Tell = (occurrence: Occurrence) => void;

/** The call that the work is for. */
export interface OmemoCall {
  readonly account: BareJid;
  readonly sessionId: SessionId;
  /** As reports name it now. */
  readonly peer: Jid;
}

export class CallOmemo {
  readonly #environment: CallEnvironment;
  readonly #omemo: Omemo;
  readonly #call: OmemoCall;
  readonly #tell: Tell;
  #binding: Binding | undefined;
  /** Counts orders; the result of an order that is not the latest is of a step the call has left, and is dropped. */
  #latest = 0;
  /** The request for a bundle that an order waits for. */
  #bundleRequest: StanzaId | undefined;
  #isBundleAskedAgain = false;

  constructor(environment: CallEnvironment, omemo: Omemo, call: OmemoCall, tell: Tell, state?: OmemoState) {
    this.#environment = environment;
    this.#omemo = omemo;
    this.#call = call;
    this.#tell = tell;
    if (state?.binding !== undefined) this.#binding = { account: call.account, ...state.binding };
    this.#bundleRequest = state?.bundleRequest;
  }

  /** Between orders: then nothing is half encrypted, and what was decrypted has been told. */
  write(): JsonValue {
    const binding = this.#binding;
    return {
      binding: binding === undefined ? null : { deviceId: binding.deviceId, identityKey: binding.identityKey ?? null },
      bundleRequest: this.#bundleRequest ?? null,
    };
  }

  get binding(): Binding | undefined {
    return this.#binding;
  }

  /** What our proceed says. */
  get ownAnnouncement(): AnnouncedDevice {
    return { kind: 'device', deviceId: this.#omemo.ownDevice.deviceId };
  }

  /** The user's view of the bound key; undefined before there is one. */
  get trust(): TrustLevel | undefined {
    const bound = this.#binding;
    return bound?.identityKey === undefined ? undefined : this.#omemo.trustOf(bound, bound.identityKey);
  }

  /**
   * Pins the announced device. Written once: a second announcement cannot get here, since the machine asks for it once.
   */
  pin(account: BareJid, deviceId: DeviceId): void {
    invariant(this.#binding === undefined, 'a binding is set once');
    this.#binding = { account, deviceId, identityKey: undefined };
  }

  /** Finds or makes a session with the pinned device; tells `omemo.ready` or `omemo.impossible`. */
  secure(): void {
    const binding = this.#bound();
    this.#run(async (isLatest) => {
      const found = await this.#omemo.hasSession(binding);
      if (!isLatest()) return;
      if (!found.ok) this.#tell(impossible('noSession'));
      else if (found.value) this.#tell({ event: { type: 'omemo.ready' } });
      else this.#fetchBundle(binding, this.#environment.deadlines.bundleMs);
    });
  }

  /**
   * Encrypts our fingerprints for the pinned device; hands the element over before it tells `omemo.encrypted`.
   *
   * @param tell  whom, if not the call itself
   */
  encrypt(jingle: PlainJingle, done: (encrypted: EncryptedJingle) => void, tell: Tell = this.#tell): void {
    const binding = this.#bound();
    this.#run(async (isLatest) => {
      const encrypted = await encryptFingerprints(jingle, binding, this.#omemo);
      if (!isLatest()) return;
      if (!encrypted.ok) {
        if (encrypted.error.kind === 'identityKeyChanged') this.#reportKeyChange(binding, undefined);
        return tell(impossible(causeOf(encrypted.error)));
      }
      this.#binding = encrypted.value.binding;
      done(encrypted.value.jingle);
      tell({ event: { type: 'omemo.encrypted' } });
    });
  }

  /**
   * Decrypts the peer's fingerprints; hands the element over before it tells `omemo.decrypted`.
   *
   * @param sender  whose device it must be; the binding's where there is one
   * @param tell    whom, if not the call itself
   */
  decrypt(
    jingle: EncryptedJingle,
    sender: { readonly account: BareJid; readonly deviceId: DeviceId },
    known: () => KnownCertificates,
    done: (decrypted: PlainJingle) => void,
    tell: Tell = this.#tell,
  ): void {
    const binding = this.#binding ?? { ...sender, identityKey: undefined };
    this.#run(async (isLatest) => {
      const decrypted = await decryptFingerprints(jingle, binding, this.#omemo);
      this.#environment.bundleMayHaveChanged();
      if (!isLatest()) return;
      if (!decrypted.ok && isKeyChange(decrypted.error)) this.#reportKeyChange(binding, undefined);
      // Known certificates are asked for now, not before: another call may have taken this one meanwhile.
      if (!decrypted.ok || !readCertificate(decrypted.value.jingle, known()).ok) {
        return tell({ event: { type: 'omemo.refused' } });
      }
      this.#binding = decrypted.value.binding;
      done(decrypted.value.jingle);
      const trust = this.trust;
      invariant(trust !== undefined, 'a decryption names the identity key');
      tell({ event: { type: 'omemo.decrypted', trust } });
    });
  }

  /** Drops whatever is still under way. */
  stop(): void {
    this.#latest += 1;
    if (this.#bundleRequest !== undefined) this.#environment.requests.forget(this.#bundleRequest);
    this.#bundleRequest = undefined;
  }

  /** Goes on with the answer to the request for the bundle. */
  takeBundle(outcome: RequestOutcome): void {
    this.#bundleRequest = undefined;
    const binding = this.#bound();
    // Another server that could not be reached just now may be reached at once, over a new connection to it.
    if (mayPass(outcome) && !this.#isBundleAskedAgain) {
      this.#isBundleAskedAgain = true;
      return this.#fetchBundle(binding, this.#environment.deadlines.bundleMs / 2);
    }
    const bundle = readBundleResult(outcome, binding.deviceId);
    if (bundle === undefined) return this.#tell(impossible('noSession'));
    this.#startSession(binding, bundle);
  }

  #fetchBundle({ account, deviceId }: Binding, deadlineMs: number): void {
    const { requests } = this.#environment;
    const purpose = { for: 'call', account, sessionId: this.#call.sessionId, step: 'bundle' } as const;
    const payload = writeBundleRequest(deviceId);
    this.#bundleRequest = requests.send({ type: 'get', to: account, payload, deadlineMs, purpose });
  }

  #startSession(binding: Binding, bundle: OmemoBundle): void {
    this.#run(async (isLatest) => {
      const started = await this.#omemo.startSession(binding, bundle);
      if (!isLatest()) return;
      if (!started.ok && started.error.kind === 'identityKeyChanged') {
        this.#reportKeyChange(binding, bundle.identityKey);
      }
      this.#tell(started.ok ? { event: { type: 'omemo.ready' } } : impossible(causeOf(started.error)));
    });
  }

  /** Before what follows from it: the application can then say why. */
  #reportKeyChange({ deviceId }: Binding, identityKey: IdentityKey | undefined): void {
    const { sessionId, peer } = this.#call;
    this.#environment.report({ kind: 'keyChanged', sessionId, peer, deviceId, identityKey });
  }

  #run(work: (isLatest: () => boolean) => Promise<void>): void {
    this.#latest += 1;
    const order = this.#latest;
    this.#environment.track(work(() => this.#latest === order));
  }

  #bound(): Binding {
    invariant(this.#binding !== undefined, 'the machine asks for OMEMO only after a device was pinned');
    return this.#binding;
  }
}

function impossible(because: 'distrusted' | 'noSession'): Occurrence {
  return { event: { type: 'omemo.impossible', because } };
}

function isKeyChange(error: DecryptFingerprintsError): boolean {
  return (
    error.kind === 'identityKeyChanged' || (error.kind === 'undecryptable' && error.cause === 'identityKeyChanged')
  );
}

function causeOf(error: EncryptError | StartSessionError): 'distrusted' | 'noSession' {
  return error.kind === 'distrusted' ? 'distrusted' : 'noSession';
}
