/**
 * OMEMO accounts for tests, on real keys that are made once for each test file: making a device costs a tenth of a
 * second, opening a copy of one nothing.
 */
import type { BareJid } from '../../src/jid.ts';
import { bareOf } from '../../src/jid.ts';
import type { OmemoAccount } from '../../src/omemo/create.ts';
import { createOmemo } from '../../src/omemo/create.ts';
import type { MemoryStore } from '../../src/omemo/memory-store.ts';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import type { Omemo } from '../../src/omemo/port.ts';
import type { OmemoStore } from '../../src/omemo/store.ts';
import type { Identity } from './parties.ts';
import { JULIET, ROMEO } from './parties.ts';

/** `new`: the device has never talked. `acquainted`: romeo's and juliet's first device have, in both directions. */
export type Acquaintance = 'acquainted' | 'new';

export interface OpenedAccount {
  readonly omemo: OmemoAccount;
  readonly store: MemoryStore;
}

/** The same OMEMO, with a note of each message it is asked to decrypt, and of whom. */
export function notingDecryptions(asked: BareJid[]): (omemo: OmemoAccount) => Omemo {
  return (omemo) => ({
    ...omemo,
    decrypt(expected, message) {
      asked.push(expected.account);
      return omemo.decrypt(expected, message);
    },
  });
}

const exported = new Map<string, Promise<string>>();

/** A copy of the identity's device: what happens to it, no other copy knows. */
export async function openAccount(
  identity: Identity,
  acquaintance: Acquaintance,
  wrap: (store: MemoryStore) => OmemoStore = (store) => store,
): Promise<OpenedAccount> {
  const text = await (acquaintance === 'new' ? newDevice(identity) : acquaintedDevice(identity));
  const store = createMemoryStore(text);
  return { omemo: await createOmemo({ account: bareOf(identity.account), store: wrap(store) }), store };
}

/** The same device in another process, from what its store has. */
export async function reopenAccount({ account }: Identity, store: MemoryStore): Promise<OpenedAccount> {
  const carried = createMemoryStore(store.exportText());
  return { omemo: await createOmemo({ account: bareOf(account), store: carried }), store: carried };
}

function newDevice(identity: Identity): Promise<string> {
  return once(`new ${identity.account}`, async () => {
    const store = createMemoryStore();
    await createOmemo({ account: bareOf(identity.account), deviceId: identity.deviceId, store });
    return store.exportText();
  });
}

async function acquaintedDevice(identity: Identity): Promise<string> {
  if (identity !== ROMEO && identity !== JULIET) return newDevice(identity);
  const both = await once('acquainted', async () => {
    const romeo = await openAccount(ROMEO, 'new');
    const juliet = await openAccount(JULIET, 'new');
    await exchangeGreetings(romeo.omemo, juliet.omemo);
    return JSON.stringify([romeo.store.exportText(), juliet.store.exportText()]);
  });
  const [romeo, juliet] = JSON.parse(both) as [string, string];
  return identity === ROMEO ? romeo : juliet;
}

/** After it neither device sends prekey messages to the other any more. */
export async function exchangeGreetings(romeo: OmemoAccount, juliet: OmemoAccount): Promise<void> {
  const bundle = await juliet.ownBundle();
  if (!bundle.ok) throw new Error('juliet has no bundle');
  await romeo.startSession(juliet.ownDevice, bundle.value);
  for (const [sender, receiver] of [[romeo, juliet] as const, [juliet, romeo] as const]) {
    const greeting = await sender.encrypt(receiver.ownDevice, 'hello', undefined);
    if (!greeting.ok) throw new Error(greeting.error.kind);
    const read = await receiver.decrypt({ ...sender.ownDevice, identityKey: undefined }, greeting.value.message);
    if (!read.ok) throw new Error(read.error.kind);
  }
  // Their bundles count as published, so that no call of theirs has anything to publish.
  for (const omemo of [romeo, juliet]) await omemo.ownBundle();
}

function once(name: string, make: () => Promise<string>): Promise<string> {
  let made = exported.get(name);
  if (made === undefined) {
    made = make();
    exported.set(name, made);
  }
  return made;
}
