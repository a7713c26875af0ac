/**
 * An OMEMO port without cryptography: what is encrypted for a device is the text itself. It keeps what it was asked and
 * answers as it was told to; like a real one, it knows of a message only what is in it.
 */
import { ok } from '../../src/base/result.ts';
import type { Result } from '../../src/base/result.ts';
import type { BareJid } from '../../src/jid.ts';
import type {
  Decrypted,
  DecryptError,
  Encrypted,
  EncryptError,
  ExpectedSender,
  Omemo,
  OmemoDevice,
} from '../../src/omemo/port.ts';
import type { DeviceId, IdentityKey, OmemoMessage } from '../../src/stanzas/omemo.ts';

export const JULIET = 'juliet@capulet.example' as BareJid;
export const JULIETS_DEVICE = 1234 as DeviceId;
export const JULIETS_KEY = 'BWp1bGlldA==' as IdentityKey;
export const OTHER_KEY = 'BXR5YmFsdA==' as IdentityKey;
export const OTHER_DEVICE = 666 as DeviceId;

/** A message that the fake port opens as `plaintext`. */
export function sealed(
  plaintext: string,
  senderDeviceId: DeviceId,
  recipientDeviceId = 5678 as DeviceId,
): OmemoMessage {
  return {
    senderDeviceId,
    keys: [{ recipientDeviceId, preKey: false, bytes: new Uint8Array(32) }],
    iv: new Uint8Array(12),
    payload: new TextEncoder().encode(plaintext),
  };
}

export interface FakeOmemo extends Pick<Omemo, 'decrypt' | 'encrypt'> {
  readonly encryptions: readonly {
    readonly device: OmemoDevice;
    readonly plaintext: string;
    readonly expected: unknown;
  }[];
  readonly decryptions: readonly ExpectedSender[];
}

/** What the n-th operation does instead of working with juliet's key. */
export interface FakeBehaviour {
  readonly encrypts?: (nth: number) => Result<{ readonly identityKey: IdentityKey }, EncryptError>;
  readonly decrypts?: (nth: number) => Result<{ readonly identityKey: IdentityKey }, DecryptError>;
}

const works = () => ok({ identityKey: JULIETS_KEY });

export function fakeOmemo({ encrypts = works, decrypts = works }: FakeBehaviour = {}): FakeOmemo {
  const encryptions: FakeOmemo['encryptions'][number][] = [];
  const decryptions: ExpectedSender[] = [];
  return {
    encryptions,
    decryptions,
    encrypt(device, plaintext, expected): Promise<Result<Encrypted, EncryptError>> {
      const result = encrypts(encryptions.length);
      encryptions.push({ device, plaintext, expected });
      const message = sealed(plaintext, 5678 as DeviceId, device.deviceId);
      return Promise.resolve(result.ok ? ok({ ...result.value, message }) : result);
    },
    decrypt(expected, { payload }): Promise<Result<Decrypted, DecryptError>> {
      const result = decrypts(decryptions.length);
      decryptions.push(expected);
      const plaintext = new TextDecoder().decode(payload);
      return Promise.resolve(result.ok ? ok({ ...result.value, plaintext }) : result);
    },
  };
}
