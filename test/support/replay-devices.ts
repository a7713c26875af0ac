/**
 * The devices of the model as real ones: OMEMO accounts that all know one another, and the attacker's own device in
 * each account. Made once a test file; every replay works on copies.
 */
import { bareOf, parseFullJid } from '../../src/jid.ts';
import type { FullJid } from '../../src/jid.ts';
import { createOmemo } from '../../src/omemo/create.ts';
import type { OmemoAccount } from '../../src/omemo/create.ts';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import type { DtlsFingerprintValue } from '../../src/stanzas/dtls.ts';
import { parseDtlsFingerprintValue } from '../../src/stanzas/dtls.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import type { CallNumber, Device } from '../../properties/model/wire.ts';
import { exchangeGreetings } from './omemo-accounts.ts';

/** `EA`, `EB`: the attacker's, as a device of account A and of account B. */
export type RealDevice = Exclude<Device, 'E'> | 'EA' | 'EB';

const DEVICES: readonly RealDevice[] = ['A', 'B', 'B1', 'B2', 'B3', 'EA', 'EB'];

export function resourceOf(device: RealDevice): FullJid {
  const isOfA = device === 'A' || device === 'EA';
  return parseFullJid(`${isOfA ? 'romeo@montague.example' : 'juliet@capulet.example'}/${device}`)!;
}

export function deviceIdOf(device: RealDevice): DeviceId {
  return (1_000 + DEVICES.indexOf(device)) as DeviceId;
}

/** Whose device id it is, in the model's names. */
export function deviceNamed(deviceId: number): Device | undefined {
  const device = DEVICES[deviceId - 1_000];
  return device === 'EA' || device === 'EB' ? 'E' : device;
}

/** The attacker's device as one of the account that talks to this one. */
export function attackersFor(device: Exclude<Device, 'E'>): RealDevice {
  return device === 'A' ? 'EB' : 'EA';
}

/** Each device has a certificate of its own in each call; the attacker has one. */
export function certificateOf(device: Device, call: CallNumber): DtlsFingerprintValue {
  const number = device === 'E' ? 0xee : DEVICES.indexOf(device) * 16 + call;
  const bytes = Array.from({ length: 32 }, (_, at) => ((number + at) & 255).toString(16).padStart(2, '0'));
  return parseDtlsFingerprintValue(bytes.join(':'), 'sha-256')!;
}

let exported: Promise<ReadonlyMap<RealDevice, string>> | undefined;

/** A copy of each device. */
export async function openDevices(): Promise<ReadonlyMap<RealDevice, OmemoAccount>> {
  exported ??= acquaintAll();
  const texts = await exported;
  const opened = new Map<RealDevice, OmemoAccount>();
  for (const [device, text] of texts) {
    const store = createMemoryStore(text);
    opened.set(device, await createOmemo({ account: bareOf(resourceOf(device)), store }));
  }
  return opened;
}

async function acquaintAll(): Promise<ReadonlyMap<RealDevice, string>> {
  const stores = new Map(DEVICES.map((device) => [device, createMemoryStore()]));
  const accounts = new Map<RealDevice, OmemoAccount>();
  for (const [device, store] of stores) {
    const account = bareOf(resourceOf(device));
    accounts.set(device, await createOmemo({ account, deviceId: deviceIdOf(device), store }));
  }
  for (const ofA of ['A', 'EA'] as const) {
    for (const ofB of ['B', 'B1', 'B2', 'B3', 'EB'] as const) {
      await exchangeGreetings(accounts.get(ofA)!, accounts.get(ofB)!);
    }
  }
  return new Map([...stores].map(([device, store]) => [device, store.exportText()]));
}
