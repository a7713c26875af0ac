/** Two devices that talk, for tests of OMEMO: romeo's and juliet's, each on a memory store of its own. */
import { expect } from 'vitest';
import { createOmemo, type OmemoAccount } from '../../src/omemo/create.ts';
import { createMemoryStore, type MemoryStore } from '../../src/omemo/memory-store.ts';
import type { ExpectedSender, OmemoDevice } from '../../src/omemo/port.ts';
import type { OmemoStore } from '../../src/omemo/store.ts';
import type { OmemoBundle, OmemoMessage } from '../../src/stanzas/omemo.ts';
import { from, JULIET, ROMEO } from '../../src/testing/omemo/check.ts';
import { valueOf } from './value-of.ts';

/** The same two as in the checks that others are given. */
export const romeo: OmemoDevice = ROMEO;
export const juliet: OmemoDevice = JULIET;

/** A device with its store. */
export interface TestDevice {
  readonly omemo: OmemoAccount;
  readonly store: MemoryStore;
}

type Wrap = (store: MemoryStore) => OmemoStore;

/** A device with keys of its own. */
export async function createDevice(own: OmemoDevice): Promise<TestDevice> {
  return openDevice(own, undefined);
}

/** A device as another exported it, or a new one. */
export async function openDevice(
  own: OmemoDevice,
  exported: string | undefined,
  wrap: Wrap = (store) => store,
): Promise<TestDevice> {
  const store = createMemoryStore(exported);
  return { omemo: await createOmemo({ ...own, store: wrap(store) }), store };
}

export interface TestPair {
  readonly romeos: TestDevice;
  readonly juliets: TestDevice;
}

let strangersExported: Promise<readonly [string, string]> | undefined;
let acquaintedExported: Promise<readonly [string, string]> | undefined;

/** Two devices that have never talked. What happens to them, no other pair knows. */
export async function createStrangers(wrap?: Wrap): Promise<TestPair> {
  strangersExported ??= exportPair({ romeos: await createDevice(romeo), juliets: await createDevice(juliet) });
  return openPair(await strangersExported, wrap);
}

/** Two devices with a session that both have spoken in, so that neither sends prekey messages any more. */
export async function createPair(wrap?: Wrap): Promise<TestPair> {
  acquaintedExported ??= createStrangers().then(acquaint).then(exportPair);
  return openPair(await acquaintedExported, wrap);
}

async function acquaint(pair: TestPair): Promise<TestPair> {
  const { romeos, juliets } = pair;
  valueOf(await romeos.omemo.startSession(juliet, await bundleOf(juliets)));
  await decrypted(juliets, romeo, await encrypted(romeos, juliet, 'hello'));
  await decrypted(romeos, juliet, await encrypted(juliets, romeo, 'hello yourself'));
  return pair;
}

async function exportPair({ romeos, juliets }: TestPair): Promise<readonly [string, string]> {
  return [romeos.store.exportText(), juliets.store.exportText()];
}

async function openPair([romeoText, julietText]: readonly [string, string], wrap?: Wrap): Promise<TestPair> {
  return { romeos: await openDevice(romeo, romeoText, wrap), juliets: await openDevice(juliet, julietText, wrap) };
}

export async function bundleOf({ omemo }: TestDevice): Promise<OmemoBundle> {
  return valueOf(await omemo.ownBundle());
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

/** The message with other bytes for its one key. */
export function withKeyBytes(message: OmemoMessage, bytes: Uint8Array): OmemoMessage {
  return { ...message, keys: message.keys.map((key) => ({ ...key, bytes })) };
}

/** The bytes of the message's one key. */
export function keyBytesOf(message: OmemoMessage): Uint8Array {
  return message.keys[0]!.bytes;
}

/** What a decryption is refused for. Fails if it is not, or if anything has changed by it. */
export async function refusalOf(
  { omemo, store }: TestDevice,
  sender: OmemoDevice | ExpectedSender,
  message: OmemoMessage,
): Promise<string> {
  const before = { stored: store.exportText(), bundleChanged: omemo.bundleChanged() };
  const result = await omemo.decrypt({ identityKey: undefined, ...sender }, message);
  expect({ stored: store.exportText(), bundleChanged: omemo.bundleChanged() }).toEqual(before);
  return result.ok ? 'nothing' : result.error.kind;
}
