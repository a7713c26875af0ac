/**
 * The two elements of the draft this project exists for: the device in `<proceed/>` and the encrypted fingerprint.
 *
 * Spec: "Verify encrypted A/V calls with OMEMO" (docs/references.md).
 */
import type { DtlsHash, DtlsSetup } from './dtls.ts';
import type { DeviceId, OmemoMessage } from './omemo.ts';

/** A fingerprint whose value only one OMEMO device can read. */
export interface OmemoDtlsFingerprint {
  readonly kind: 'omemo';
  readonly hash: DtlsHash;
  readonly setup: DtlsSetup;
  readonly encrypted: OmemoMessage;
}

/** What a `<proceed/>` says about the callee's OMEMO device. Two devices, or a bad number, are `invalid`, never "the first". */
export type AnnouncedDevice =
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'device'; readonly deviceId: DeviceId };
