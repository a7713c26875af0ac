/** Two devices that talk, for tests of OMEMO: romeo's and juliet's, each on a memory store of its own. */
import type { BareJid } from '../../src/jid.ts';
import { createOmemo, type OmemoAccount } from '../../src/omemo/create.ts';
import { createMemoryStore, type MemoryStore } from '../../src/omemo/memory-store.ts';
import type { ExpectedSender, OmemoDevice } from '../../src/omemo/port.ts';
import type { OmemoStore } from '../../src/omemo/store.ts';
import type { DeviceId, IdentityKey, OmemoBundle, OmemoMessage } from '../../src/stanzas/omemo.ts';
import { valueOf } from './value-of.ts';

export const romeo: OmemoDevice = device('romeo@montague.example', 1111);
export const juliet: OmemoDevice = device('juliet@capulet.example', 2222);

export function device(account: string, deviceId: number): OmemoDevice {
  return { account: account as BareJid, deviceId: deviceId as DeviceId };
}

/** A device with its store. */
export interface TestDevice {
  readonly omemo: OmemoAccount;
  readonly store: MemoryStore;
}

export async function createDevice(own: OmemoDevice, wrap: (store: MemoryStore) => OmemoStore = (store) => store) {
  const store = createMemoryStore();
  return { omemo: await createOmemo({ ...own, store: wrap(store) }), store };
}

export async function bundleOf({ omemo }: TestDevice): Promise<OmemoBundle> {
  return valueOf(await omemo.ownBundle());
}

/** Any key, from the device. */
export function from(sender: OmemoDevice, identityKey?: IdentityKey): ExpectedSender {
  return { ...sender, identityKey };
}

/** Encrypts, and expects that to work. */
export async function encrypted(
  { omemo }: TestDevice,
  recipient: OmemoDevice,
  plaintext: string,
): Promise<OmemoMessage> {
  return valueOf(await omemo.encrypt(recipient, plaintext, undefined)).message;
}

/** Decrypts, and expects that to work. */
export async function decrypted({ omemo }: TestDevice, sender: OmemoDevice, message: OmemoMessage): Promise<string> {
  return valueOf(await omemo.decrypt(from(sender), message)).plaintext;
}

/** Both devices, with a session that juliet has answered in, so that neither sends prekey messages any more. */
export async function createPair(): Promise<{ readonly romeos: TestDevice; readonly juliets: TestDevice }> {
  const romeos = await createDevice(romeo);
  const juliets = await createDevice(juliet);
  valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
  await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'hello'));
  await decrypted(romeos, juliet, await encrypted(juliets, romeo, 'hello yourself'));
  return { romeos, juliets };
}

/** The message with other bytes for its one key. */
export function withKeyBytes(message: OmemoMessage, bytes: Uint8Array): OmemoMessage {
  return { ...message, keys: message.keys.map((key) => ({ ...key, bytes })) };
}

/** The bytes of the message's one key. */
export function keyBytesOf(message: OmemoMessage): Uint8Array {
  return message.keys[0]!.bytes;
}
