/**
 * The single-device invariant: one call, one OMEMO device, one identity key.
 *
 * A binding is written once, compared before each decryption and confirmed by the decryptor after it. It outlives
 * everything a call can go through. There is no function here that changes a part of it that is already there.
 */
import type { BareJid } from '../jid.ts';
import type { DeviceId, IdentityKey } from '../stanzas/omemo.ts';

/** `identityKey` is undefined between the announcement of a device and the first encryption or decryption with it. */
export interface Binding {
  readonly account: BareJid;
  readonly deviceId: DeviceId;
  readonly identityKey: IdentityKey | undefined;
}

/** The device of a stanza against a call's binding. */
export function compareDevice(binding: Binding | undefined, senderDeviceId: DeviceId): 'other' | 'pinned' | 'unbound' {
  if (binding === undefined) return 'unbound';
  return binding.deviceId === senderDeviceId ? 'pinned' : 'other';
}

/** The binding with its identity key, or undefined where it already has another. */
export function confirmIdentityKey(binding: Binding, identityKey: IdentityKey): Binding | undefined {
  if (binding.identityKey === undefined) return { ...binding, identityKey };
  return binding.identityKey === identityKey ? binding : undefined;
}
